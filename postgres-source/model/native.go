package model

import "github.com/weftql/weft/postgres-source/catalog"

// LogicalModel is the row type of native queries (contract/postgres-graphql.md 5.7).
type LogicalModel struct {
	Name        string // "" when it was written in place in a native query
	Description *string
	// Fields are in the order they were declared.
	Fields []*LogicalField

	permissions map[string]*SelectPermission
	admin       *SelectPermission
}

// LogicalField is one field: a column of scalar type, or nested models.
type LogicalField struct {
	Name        string
	Description *string
	Nullable    bool
	// Column is set for scalars and arrays of scalars.
	Column *Column
	// Model is set for a nested logical model; Array then tells a list of them, with
	// ElementNullable for its elements.
	Model           *LogicalModel
	Array           bool
	ElementNullable bool
}

// Select returns the role's select permission, or nil.
func (m *LogicalModel) Select(role string) *SelectPermission {
	if role == adminRole {
		return m.admin
	}
	return m.permissions[role]
}

// NativeQuery is a statement exposed as a root field.
type NativeQuery struct {
	Name string // of the root field
	// Code is the statement cut at its placeholders, in order.
	Code        []CodePiece
	Args        []NativeArgument // in the order they were declared, sorted by name
	Returns     *LogicalModel
	Description *string
	// Relationships are sorted by name.
	Relationships []*Relationship
}

// CodePiece is SQL text, or an argument in its place: Arg is the index into Args, -1 for
// text.
type CodePiece struct {
	Text string
	Arg  int
}

// NativeArgument is one argument of a native query.
type NativeArgument struct {
	Name        string
	Type        *catalog.Type
	Nullable    bool
	Description *string
}
