package ir

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Expr is a value in a statement.
type Expr interface{ expr() }

// ColumnOf is a column of some rows in scope.
type ColumnOf struct {
	Rows Alias
	Name string
}

// RowOf is a whole row in scope, as computed fields take it. Type is its row type.
type RowOf struct {
	Rows Alias
	Type *catalog.Type
}

// Input is a request value, by its place in Query.Inputs.
type Input struct{ Index int }

// Key is a component of the call's key.
type Key struct{ Index int }

// Text is a constant that the compiler chose (a type's name); never a request's value.
type Text struct{ Value string }

// Number is a constant that metadata or the compiler chose, or a limit or offset that stands
// in the document.
type Number struct{ Value int64 }

// Bool is a constant condition.
type Bool struct{ Value bool }

// And is a conjunction; true when empty.
type And struct{ Of []Expr }

// Or is a disjunction; false when empty.
type Or struct{ Of []Expr }

// Not negates a condition.
type Not struct{ Of Expr }

// IsNull tests for NULL.
type IsNull struct{ Of Expr }

// Compare applies a binary operator.
type Compare struct {
	Op          Operator
	Left, Right Expr
}

// AnyOf compares with the elements of an array: `left = any(array)`.
type AnyOf struct {
	Op          Operator
	Left, Array Expr
}

// Call calls a function. A Name without a schema is one of pg_catalog's or SQL's own.
type Call struct {
	Name sqlname.Name
	Args []Arg
}

// Cast converts a value.
type Cast struct {
	Of   Expr
	Type *catalog.Type
}

// Case is one value when a condition holds, else the other; nil is NULL: a column hidden from
// some rows (postgres-graphql.md 7.4). Only the one that it is gets evaluated.
type Case struct{ When, Then, Else Expr }

// Tuple is a row constructor.
type Tuple struct{ Of []Expr }

// Exists tells whether there is a row.
type Exists struct{ Rows *Rows }

// Related is a value taken from other rows: of the one related row, or an aggregate over
// the related rows. It is NULL without a row.
type Related struct {
	Rows  *Rows
	Value Expr
}

// Aggregated is an aggregate function over the rows of the enclosing [Fold] or [Related].
type Aggregated struct {
	Function string // one of SQL's own, lower case
	Distinct bool
	Args     []Expr // none: count(*)
}

func (*ColumnOf) expr()   {}
func (*RowOf) expr()      {}
func (*Input) expr()      {}
func (*Key) expr()        {}
func (*Text) expr()       {}
func (*Number) expr()     {}
func (*Bool) expr()       {}
func (*And) expr()        {}
func (*Or) expr()         {}
func (*Not) expr()        {}
func (*IsNull) expr()     {}
func (*Compare) expr()    {}
func (*AnyOf) expr()      {}
func (*Call) expr()       {}
func (*Cast) expr()       {}
func (*Case) expr()       {}
func (*Tuple) expr()      {}
func (*Exists) expr()     {}
func (*Related) expr()    {}
func (*Aggregated) expr() {}
