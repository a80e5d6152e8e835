package ir

import "github.com/weftql/weft/postgres-source/catalog"

// Query is one statement: one value per column, JSON but for what Weft itself reads.
type Query struct {
	// Write is what the statement changes first; nil when it only reads. [Written] are the
	// rows it left.
	Write   Write
	Columns []Column
	// EachRow is set for columns that are values of one written row: the statement answers as
	// many rows as it wrote.
	EachRow bool
	// Inputs are the places of request values; [Input] refers to them by index.
	Inputs []InputSpec
	// Keys are the types of the key's components; empty for root fields. [Key] refers to
	// them by index.
	Keys []*catalog.Type
}

// Column is one answer of a query.
type Column struct {
	Name  string // for the printed form only
	Value Expr   // of type json
}

// InputSpec describes the place of one request value.
type InputSpec struct {
	Name string // for the printed form: `param 0`, `session x-hasura-user-id`
	// Type is what the value's text is cast to.
	Type *catalog.Type
}
