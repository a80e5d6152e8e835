package catalog

import "github.com/weftql/weft/postgres-source/sqlname"

// TableKind is what kind of relation a table is, by pg_class.relkind.
type TableKind byte

// The kinds of relations a catalog holds.
const (
	OrdinaryTable    TableKind = 'r'
	View             TableKind = 'v'
	MaterializedView TableKind = 'm'
	ForeignTable     TableKind = 'f'
	PartitionedTable TableKind = 'p'
)

// Table is a table, view, materialized view, foreign table or partitioned table.
type Table struct {
	Name    sqlname.Name
	OID     uint32
	Kind    TableKind
	Comment string // "" when there is none
	// Partition is set for a partition of another table.
	Partition bool
	// Extension is set for a table that belongs to an extension (spatial_ref_sys).
	Extension bool
	RowType   *Type
	Columns   []*Column // in order of Attnum, without dropped ones
	// PrimaryKey is nil when there is none.
	PrimaryKey *Key
	// Unique holds unique constraints and unique indexes that back no constraint, sorted by
	// name; the primary key is not among them.
	Unique []*Key
	// ForeignKeys leave this table, sorted by name.
	ForeignKeys []*ForeignKey
	// Referencing are the foreign keys of other tables (and of this one) that arrive here,
	// sorted by the leaving table's name, then constraint name.
	Referencing []*ForeignKey
	// Insertable, Updatable and Deletable are the bits of pg_relation_is_updatable(oid,
	// true) (contract/postgres-graphql.md 5.6).
	Insertable, Updatable, Deletable bool
}

// Column returns the column called name, or nil.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// ColumnByNum returns the column with that attribute number, or nil.
func (t *Table) ColumnByNum(attnum int16) *Column {
	for _, c := range t.Columns {
		if c.Attnum == attnum {
			return c
		}
	}
	return nil
}

// Column is one column of a table or view.
type Column struct {
	Name    string
	Attnum  int16
	Type    *Type
	NotNull bool // pg_attribute.attnotnull: always false for views
	// HasDefault is set for a default, an identity and a generated column.
	HasDefault bool
	Identity   Identity
	// Generated is set for GENERATED ALWAYS AS (...) STORED.
	Generated bool
	Comment   string // "" when there is none
}

// Writable tells whether a client may give the column a value: neither GENERATED ALWAYS AS
// IDENTITY nor a generated column (contract/postgres-graphql.md 5.6).
func (c *Column) Writable() bool { return !c.Generated && c.Identity != IdentityAlways }

// Identity tells how an identity column was declared.
type Identity byte

// The kinds of identity columns.
const (
	NoIdentity        Identity = 0
	IdentityAlways    Identity = 'a'
	IdentityByDefault Identity = 'd'
)

// Key is a primary key, a unique constraint or a unique index.
type Key struct {
	Name    string
	Columns []*Column // in the key's order; fewer than it has where expressions are indexed
	// Constraint is false for a unique index that backs no constraint.
	Constraint bool
	// Total is false for a partial index, one over expressions, and a deferrable
	// constraint: it does not make every row unique at every moment.
	Total bool
}

// ForeignKey is one foreign-key constraint.
type ForeignKey struct {
	Name  string
	OID   uint32
	From  *Table
	To    *Table
	Pairs []ColumnPair // in the constraint's order
}

// ColumnPair is a column and the column it refers to.
type ColumnPair struct{ From, To *Column }
