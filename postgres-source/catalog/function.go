package catalog

import "github.com/weftql/weft/postgres-source/sqlname"

// Volatility is pg_proc.provolatile.
type Volatility byte

// The volatilities.
const (
	Immutable Volatility = 'i'
	Stable    Volatility = 's'
	Volatile  Volatility = 'v'
)

// Function is one plain function; overloads are several functions of one name.
type Function struct {
	Name       sqlname.Name
	OID        uint32
	Volatility Volatility
	// Args are the input arguments (IN, INOUT, VARIADIC) in order; the last Defaults of
	// them have a default.
	Args     []Arg
	Defaults int
	// Variadic is set when the last argument is VARIADIC.
	Variadic bool
	// OutArgs is set when there are OUT, INOUT or TABLE arguments.
	OutArgs bool
	// Returns is the return type, of one row when ReturnsSet.
	Returns    *Type
	ReturnsSet bool
	Comment    string
	// Extension is set for a function that belongs to an extension.
	Extension bool
}

// Arg is one input argument of a function.
type Arg struct {
	Name string // "" when it has none
	Type *Type
}

// HasDefault tells whether argument i may be left out.
func (f *Function) HasDefault(i int) bool { return i >= len(f.Args)-f.Defaults }
