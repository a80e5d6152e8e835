package model

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
)

// BoolExp is a condition on a row, in the boolean language of permissions
// (contract/postgres-graphql.md 3.5). It is one of *And, *Or, *Not, *Compare, *Related,
// *Exists, *RelatedByFunction and *RelatedElsewhere. Conditions are immutable and shared
// between roles; equal ones need not be the same pointer: see [Text].
type BoolExp interface{ boolExp() }

// True holds for every row.
var True BoolExp = &And{}

// False holds for no row.
var False BoolExp = &Or{}

// And holds when all terms do; without terms always.
type And struct{ Terms []BoolExp }

// Or holds when any term does; without terms never.
type Or struct{ Terms []BoolExp }

// Not holds when its term does not.
type Not struct{ Term BoolExp }

// Compare compares a value of the row with an operand.
type Compare struct {
	Left Left
	Op   Operator
	// NullSafe is set for _eq and _neq on nullable values: `(l = r) OR (l IS NULL AND r IS
	// NULL)`, `(l <> r) OR (l IS NOT NULL AND r IS NULL)`.
	NullSafe bool
	Right    Operand
}

// Left is the left side of a comparison: a column or a scalar computed field without
// arguments, and the casts around it.
type Left struct {
	Column   *Column
	Computed *ComputedField
	// Casts are applied in order (`_cast`): text, geography, geometry.
	Casts []*catalog.Type
}

// Type returns the type that is compared: the last cast's, or the value's own.
func (l Left) Type() *catalog.Type {
	switch {
	case len(l.Casts) > 0:
		return l.Casts[len(l.Casts)-1]
	case l.Column != nil:
		return l.Column.Type()
	default:
		return l.Computed.Scalar
	}
}

// Related holds when a related row exists for which Where holds. The target's own select
// filter is not added.
type Related struct {
	Relationship *Relationship
	Where        BoolExp
}

// Exists holds when any row of Table exists for which Where holds (`_exists`).
type Exists struct {
	Table *Table
	Where BoolExp
}

// RelatedByFunction holds when the computed field returns a row for which Where holds.
type RelatedByFunction struct {
	Field *ComputedField
	Where BoolExp
}

func (*And) boolExp()               {}
func (*Or) boolExp()                {}
func (*Not) boolExp()               {}
func (*Compare) boolExp()           {}
func (*Related) boolExp()           {}
func (*Exists) boolExp()            {}
func (*RelatedByFunction) boolExp() {}
func (*RelatedElsewhere) boolExp()  {}

// OperandKind tells the operands apart.
type OperandKind uint8

// The kinds of operands.
const (
	// Literal is a constant of the metadata.
	Literal OperandKind = iota
	// SessionVariable is text from the session, cast to the type the operator expects; for
	// operators that take a list it is a PostgreSQL array literal.
	SessionVariable
	// ColumnValue is another column: of the row itself, or of the root row.
	ColumnValue
	// Composite is an object whose members are operands: the inputs of _st_d_within and the
	// like.
	Composite
)

// Operand is the right side of a comparison, or a preset's value.
type Operand struct {
	Kind OperandKind
	// Literal is the constant (null included), a list where the operator takes one. It
	// must not be changed.
	Literal *planner.Value
	// Session is the variable's name in lower case.
	Session string
	// Column is on the right of a column comparison. Root tells the root table's row (the
	// one the permission is for) from the row the left side belongs to.
	Column *Column
	Root   bool
	// Members of a Composite, in the operator's own order.
	Members []OperandMember
}

// OperandMember is one member of a Composite operand.
type OperandMember struct {
	Name  string // distance, from, use_spheroid, nband, geommin
	Value Operand
}
