package catalog

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Catalog is what one database holds, as read at one moment. It is immutable and safe for
// concurrent use.
type Catalog struct {
	// ServerVersion is server_version_num: 150004 for 15.4.
	ServerVersion int
	// Tables are all tables, views, materialized views, foreign and partitioned tables
	// outside the system's own schemas, sorted by name.
	Tables []*Table
	// Functions are all functions that could be called by a query (no aggregates, window
	// functions, procedures or triggers), sorted by name, then signature.
	Functions []*Function
	// Extensions are the installed ones, sorted by name.
	Extensions []Extension

	tables     map[sqlname.Name]*Table
	tableByOID map[uint32]*Table
	functions  map[sqlname.Name][]*Function

	functionByOID map[uint32]*Function
	types         map[uint32]*Type
	typesByName   map[sqlname.Name]*Type
	fingerprint   planner.Fingerprint
	state         State
}

// Extension is one installed extension.
type Extension struct {
	Name    string
	Version string
	Schema  string
}

// Table returns the table or view called name, or nil.
func (c *Catalog) Table(name sqlname.Name) *Table { return c.tables[name] }

// TableByOID returns the table or view with that oid, or nil.
func (c *Catalog) TableByOID(oid uint32) *Table { return c.tableByOID[oid] }

// Overloads returns all functions called name; more than one when it is overloaded.
func (c *Catalog) Overloads(name sqlname.Name) []*Function { return c.functions[name] }

// FunctionByOID returns the function with that oid, or nil.
func (c *Catalog) FunctionByOID(oid uint32) *Function { return c.functionByOID[oid] }

// Type returns the type with that oid, or nil. All types of the database's columns and
// functions' arguments are there, and all built-in ones.
func (c *Catalog) Type(oid uint32) *Type { return c.types[oid] }

// TypeByName returns the type called name, or nil. Built-in types are in schema pg_catalog
// under their internal names (`int4`, `timestamptz`, `_text`).
func (c *Catalog) TypeByName(name sqlname.Name) *Type { return c.typesByName[name] }

// Extension returns the installed extension called name, or nil.
func (c *Catalog) Extension(name string) *Extension {
	for i := range c.Extensions {
		if c.Extensions[i].Name == name {
			return &c.Extensions[i]
		}
	}
	return nil
}

// Fingerprint is equal for catalogs with equal content, oids included, so that a reload can
// tell whether anything changed.
func (c *Catalog) Fingerprint() planner.Fingerprint { return c.fingerprint }
