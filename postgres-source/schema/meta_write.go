package schema

// UpdateOperator is an operator of an update (contract/postgres-graphql.md 6.6).
type UpdateOperator uint8

// The operators; each takes an object of *model.Column.
const (
	OpSet          UpdateOperator = iota
	OpInc                         // numeric: column + value
	OpAppend                      // jsonb: column || value
	OpPrepend                     // jsonb: value || column
	OpDeleteKey                   // jsonb: column - text
	OpDeleteElem                  // jsonb: column - int4
	OpDeleteAtPath                // jsonb: column #- text[]
)

// NestedMember is a member of T_obj_rel_insert_input and T_arr_rel_insert_input.
type NestedMember uint8

// The members of a nested insert.
const (
	NestedData NestedMember = iota
	NestedOnConflict
)

// ConflictMember is a member of T_on_conflict.
type ConflictMember uint8

// The members of a conflict clause.
const (
	ConflictConstraint    ConflictMember = iota // a *Constraint
	ConflictUpdateColumns                       // a list of *model.Column, or [Placeholder]
	ConflictWhere
)

// Placeholder is the Meta of `_PLACEHOLDER`, the only value of T_update_column when the role
// may update no column: using it is the error `erroneous column name`
// (contract/postgres-graphql.md 6.5).
type Placeholder struct{}
