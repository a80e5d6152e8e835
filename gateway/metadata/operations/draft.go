package operations

import (
	"maps"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Surroundings are what edits may look at besides the document. The zero value knows
// nothing.
type Surroundings struct {
	// Catalogs holds what the databases hold, by source; a source that could not be read is
	// absent.
	Catalogs map[string]*catalog.Catalog
	// Broken tells whether an object of the document, named as inconsistencies name it, was
	// left out of the epoch before.
	Broken func(object string) bool
	// NoRemotePermissions is set when permissions of remote schemas are not enabled.
	NoRemotePermissions bool
}

// Draft is a document being edited. What was not edited is shared with the document it
// began as, which never changes. It is used by one goroutine.
//
// Sources and tables of the draft are changed in place; what hangs below a table, and the
// elements of all other lists, are replaced and never changed.
type Draft struct {
	around Surroundings
	doc    metadata.Document
	// owned are the sources and tables that this draft has copied already.
	owned map[any]bool
}

// NewDraft begins to edit a document.
func NewDraft(doc *metadata.Document, around Surroundings) *Draft {
	if around.Broken == nil {
		around.Broken = func(string) bool { return false }
	}
	d := &Draft{around: around, doc: *doc, owned: map[any]bool{}}
	d.doc.Sources = slices.Clone(doc.Sources)
	d.doc.RemoteSchemas = slices.Clone(doc.RemoteSchemas)
	d.doc.QueryCollections = slices.Clone(doc.QueryCollections)
	d.doc.Allowlist = slices.Clone(doc.Allowlist)
	d.doc.Actions = slices.Clone(doc.Actions)
	d.doc.CronTriggers = slices.Clone(doc.CronTriggers)
	d.doc.RestEndpoints = slices.Clone(doc.RestEndpoints)
	d.doc.InheritedRoles = slices.Clone(doc.InheritedRoles)
	return d
}

// Document returns the document as edited so far. It stays as it is: edits that follow go to
// copies.
func (d *Draft) Document() *metadata.Document {
	doc := d.doc
	*d = *NewDraft(&doc, d.around)
	return &doc
}

// Replace makes another document the one that is edited.
func (d *Draft) Replace(doc *metadata.Document) { *d = *NewDraft(doc, d.around) }

// Learn replaces what the draft knows of one database.
func (d *Draft) Learn(source string, c *catalog.Catalog) {
	if d.around.Catalogs[source] == c {
		return
	}
	d.around.Catalogs = maps.Clone(d.around.Catalogs)
	if d.around.Catalogs == nil {
		d.around.Catalogs = map[string]*catalog.Catalog{}
	}
	d.around.Catalogs[source] = c
}

// source returns the source called name, to be edited.
func (d *Draft) source(name string) (*postgres.Source, error) {
	i := d.sourceIndex(name)
	if i < 0 {
		return nil, fault(planner.CodeNotExists, "source with name %q does not exist", name)
	}
	if d.around.Broken("source " + name) {
		return nil, fault(planner.CodeUnexpected, "source with name %q is inconsistent", name)
	}
	return d.own(i), nil
}

func (d *Draft) sourceIndex(name string) int {
	return slices.IndexFunc(d.doc.Sources, func(s *postgres.Source) bool { return s.Name == name })
}

// own returns the draft's own copy of a source.
func (d *Draft) own(i int) *postgres.Source {
	if s := d.doc.Sources[i]; d.owned[s] {
		return s
	}
	s := *d.doc.Sources[i]
	s.Tables = slices.Clone(s.Tables)
	s.Functions = slices.Clone(s.Functions)
	s.NativeQueries = slices.Clone(s.NativeQueries)
	s.LogicalModels = slices.Clone(s.LogicalModels)
	d.doc.Sources[i] = &s
	d.owned[&s] = true
	return &s
}

// table returns a tracked table, to be edited.
func (d *Draft) table(at place) (*postgres.Table, error) {
	s, err := d.source(at.source)
	if err != nil {
		return nil, err
	}
	i := tableIndex(s, at.table)
	if i < 0 || d.around.Broken(tableObject(at.source, at.table)) {
		return nil, noTable(at)
	}
	return d.ownTable(s, i), nil
}

func noTable(at place) error {
	return fault(planner.CodeNotExists, "table %q does not exist in source: %s", at.table.String(), at.source)
}

func tableIndex(s *postgres.Source, name sqlname.Name) int {
	return slices.IndexFunc(s.Tables, func(t *postgres.Table) bool { return t.Table == name })
}

// ownTable returns the draft's own copy of a table of a source it owns.
func (d *Draft) ownTable(s *postgres.Source, i int) *postgres.Table {
	if t := s.Tables[i]; d.owned[t] {
		return t
	}
	t := *s.Tables[i]
	t.ObjectRelationships = slices.Clone(t.ObjectRelationships)
	t.ArrayRelationships = slices.Clone(t.ArrayRelationships)
	t.ComputedFields = slices.Clone(t.ComputedFields)
	t.RemoteRelationships = slices.Clone(t.RemoteRelationships)
	t.InsertPermissions = slices.Clone(t.InsertPermissions)
	t.SelectPermissions = slices.Clone(t.SelectPermissions)
	t.UpdatePermissions = slices.Clone(t.UpdatePermissions)
	t.DeletePermissions = slices.Clone(t.DeletePermissions)
	t.EventTriggers = slices.Clone(t.EventTriggers)
	s.Tables[i] = &t
	d.owned[&t] = true
	return &t
}

// catalog returns what a database held when it was last read, or nil.
func (d *Draft) catalog(source string) *catalog.Catalog { return d.around.Catalogs[source] }
