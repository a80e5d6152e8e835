package model

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Model is one source: catalog and metadata joined. It is immutable and safe for concurrent
// use. What its tables, functions and queries are does not depend on who may use them: models
// that differ in the permissions of tables only may share those (see [Model.Regrant]).
type Model struct {
	// Source is the source's name in the metadata.
	Source  string
	Catalog *catalog.Catalog
	// Naming is the convention in force; Customization is never nil.
	Naming        Naming
	Customization *Customization
	// Tables are the tracked tables and views that are consistent, sorted by name. Some may
	// have no legal GraphQL name: see [Table.Exposed].
	Tables []*Table
	// Functions are the functions exposed as root fields, sorted by name.
	Functions     []*Function
	NativeQueries []*NativeQuery  // sorted by root field name
	LogicalModels []*LogicalModel // sorted by name
	// Roles are all roles but admin that have any permission here, inherited ones included,
	// sorted.
	Roles []string
	// Asking are the permissions that read other sources.
	Asking []Asking

	tables map[sqlname.Name]*Table
	byOID  map[uint32]*Table
	// structure is shared by models that differ in permissions of tables only; metadata and
	// granted are the model's own.
	structure *structure
	metadata  *metadata.Source
	granted   map[*Table]*granted
}

// Table returns the tracked table called name, or nil.
func (m *Model) Table(name sqlname.Name) *Table { return m.tables[name] }

// TableByOID returns the tracked table with that oid, or nil.
func (m *Model) TableByOID(oid uint32) *Table { return m.byOID[oid] }

// Customization is metadata's `customization` (contract/postgres-graphql.md 1.7).
type Customization struct {
	Namespace, RootPrefix, RootSuffix string
	TypePrefix, TypeSuffix            string
}
