package model

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Table is a tracked table or view.
type Table struct {
	Name sqlname.Name
	SQL  *catalog.Table
	// CustomName is configuration.custom_name, "" when absent.
	CustomName string
	// Exposed is false when the table has no legal GraphQL name: it stays tracked and
	// contributes nothing to the schema (contract/postgres-graphql.md 1.8).
	Exposed bool
	// Comment overrides the row type's description: nil is the default text, "" is none.
	Comment *string
	// RootFields customizes root fields by metadata key (`select_by_pk`).
	RootFields map[string]metadata.CustomField
	// Columns are all columns in the table's order.
	Columns []*Column
	// PrimaryKey holds the key's columns in the table's order; empty when there is none.
	PrimaryKey []*Column
	// Relationships are the object and array relationships, sorted by name.
	Relationships []*Relationship
	// ComputedFields are sorted by name.
	ComputedFields []*ComputedField
	// RemoteRelationships leave the source, sorted by name.
	RemoteRelationships []*RemoteRelationship
	// Enum is set for a table with is_enum.
	Enum *Enum
	// Federation is set when apollo_federation_config enables v1 and there is a key.
	Federation bool

	columns map[string]*Column // by SQL name
	admin   *Permissions
}

// Column returns the column with the SQL name, or nil.
func (t *Table) Column(name string) *Column { return t.columns[name] }

// Relationship returns the relationship called name, or nil.
func (t *Table) Relationship(name string) *Relationship {
	for _, r := range t.Relationships {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// ComputedField returns the computed field called name, or nil.
func (t *Table) ComputedField(name string) *ComputedField {
	for _, f := range t.ComputedFields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// RemoteRelationship returns the remote relationship called name, or nil.
func (t *Table) RemoteRelationship(name string) *RemoteRelationship {
	for _, r := range t.RemoteRelationships {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Column is one column of a table, or a scalar field of a logical model.
type Column struct {
	// Name is the SQL name.
	Name string
	// Field is the GraphQL name: a custom name, or Name in the source's naming convention.
	Field string
	SQL   *catalog.Column
	// Table is nil for a logical model's field.
	Table *Table
	// Index is the column's place in Table.Columns.
	Index int
	// Comment overrides the description: nil is the database's comment, "" is none.
	Comment *string
	// Enum is set when the column refers to an enum table with a foreign key of its own
	// (contract/postgres-graphql.md 5.3).
	Enum *Enum
}

// Type is the column's type, domains included.
func (c *Column) Type() *catalog.Type { return c.SQL.Type }

// Enum is the values of an enum table.
type Enum struct {
	Table  *Table
	Values []EnumValue // sorted by Name
}

// EnumValue is one row of an enum table.
type EnumValue struct {
	Name        string
	Description string // "" when there is none
}
