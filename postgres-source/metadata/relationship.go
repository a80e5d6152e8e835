package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// Relationship is an object or array relationship within the source
// (contract/metadata-and-migrations.md 5.4). Exactly one of ForeignKey and Manual is set.
type Relationship struct {
	Name       string
	ForeignKey *ForeignKeyOn
	Manual     *ManualConfiguration
	Comment    *string // nil when absent
}

// ForeignKeyOn is `foreign_key_constraint_on`.
type ForeignKeyOn struct {
	// Table is the zero Name when the foreign key is on the relationship's own table.
	Table   sqlname.Name
	Columns []string
	// Plural tells `columns: [...]` (or a list of names) from `column: "..."`, which mean
	// the same for one column.
	Plural bool
}

// ManualConfiguration is `manual_configuration`. Exactly one of RemoteTable and
// RemoteNativeQuery is set.
type ManualConfiguration struct {
	RemoteTable       sqlname.Name
	RemoteNativeQuery string
	ColumnMapping     []ColumnMapping // in the order it was written
	// InsertionOrder is "", "before_parent" or "after_parent".
	InsertionOrder string
}

// ColumnMapping pairs a column of this side with one of the other.
type ColumnMapping struct{ Local, Remote string }

// RemoteRelationship leaves the source (contract/remote-schemas-and-joins.md 6). Exactly one
// of ToSource and ToRemoteSchema is set.
type RemoteRelationship struct {
	Name           string
	ToSource       *ToSource
	ToRemoteSchema *ToRemoteSchema
}

// ToSource targets a table of this or another database.
type ToSource struct {
	// Array tells relationship_type array from object.
	Array        bool
	Source       string
	Table        sqlname.Name
	FieldMapping []ColumnMapping // Local is a field of this side, in written order
}

// ToRemoteSchema targets a field of a remote schema.
type ToRemoteSchema struct {
	RemoteSchema string
	LHSFields    []string
	// RemoteField is `{field: {arguments, field?}}`, raw: its arguments' templates belong to
	// whoever lands the link.
	RemoteField json.RawMessage
	// Legacy is set for the format with hasura_fields, which is exported as it was read.
	Legacy bool
}

// ComputedField is a function shown as a field of a table (2.2).
type ComputedField struct {
	Name            string
	Function        sqlname.Name
	TableArgument   string // "" when absent: the first
	SessionArgument string // "" when absent
	Comment         *string
}
