package model

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Function is a function exposed as a root field (contract/postgres-graphql.md 5.4).
type Function struct {
	Name sqlname.Name
	SQL  *catalog.Function
	// Mutation tells mutation functions from query functions.
	Mutation bool
	Returns  *Table
	Set      bool // SETOF: a list; else one nullable row
	// Args are the visible arguments, without the session argument.
	Args []Argument
	// Session is the argument that receives the session variables, or nil.
	Session    *Argument
	CustomName string // "" when absent
	RootFields metadata.FunctionRootFields
	Comment    *string

	roles    map[string]bool // roles with a function permission
	inferred bool            // select permission on Returns is enough
}

// Shows tells whether role may call a function; it needs the select permission on Returns
// besides, which is checked here too.
func (m *Model) Shows(f *Function, role string) bool {
	p := m.Permissions(f.Returns, role)
	if p == nil || p.Select == nil {
		return false
	}
	return role == adminRole || f.inferred || f.roles[role]
}

// Argument is one input argument of a function.
type Argument struct {
	// Name is the SQL name; "" for an unnamed one, which can only be passed by position.
	Name string
	// Field is its name in the schema: Name, or arg_1, arg_2, ... by position.
	Field string
	// Position counts all arguments of the function from 0.
	Position   int
	Type       *catalog.Type
	HasDefault bool
}

// ComputedField is a function shown as a field of its table (5.5).
type ComputedField struct {
	Name  string
	Table *Table
	SQL   *catalog.Function
	// TableArg is the position of the argument that takes the row.
	TableArg int
	// Session is the argument that receives the session variables, or nil.
	Session *Argument
	// Args are the remaining arguments, which a client gives.
	Args []Argument
	// Scalar is the type of a scalar field; nil when Returns is set.
	Scalar *catalog.Type
	// Returns is the table whose rows it answers, as a list; nil for scalar fields.
	Returns *Table
	Set     bool
	// Comment is the description: nil is the function's own or the default text, "" is none.
	Comment *string
}
