package schema

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// A role's permissions decide the shape of a table's types only in part: filters and limits
// change no type. What does is kept as three small values per table, equal ones once for
// all roles, and types are shared by them: columns, view, writes.

// viewKey finds a shared columns, view or writes: bits has one byte per thing looked at.
type viewKey struct {
	of   any // *table, or *columns for a view
	bits string
}

// columns is what a role may read in a table's own rows.
type columns struct {
	read     []readable
	computed []*model.ComputedField // scalar ones
}

// readable is a column a role may read.
type readable struct {
	*model.Column
	redacted bool // null in some rows: nullable in the schema
}

// view is what a role sees from a table: its columns, and where it can go on.
type view struct {
	*columns
	// aggregations is set when the role may aggregate the table.
	aggregations bool
	// relationships are those whose target the role may select.
	relationships []reachable
	// rows are the computed fields that return tables the role may select.
	rows []reachableField
}

// reachable is a relationship a role may follow.
type reachable struct {
	*model.Relationship
	target *table
	// aggregate is set when the role may aggregate the target, distinct when it may read a
	// column of it.
	aggregate, distinct bool
}

// reachableField is a computed field that leads to a table.
type reachableField struct {
	*model.ComputedField
	target   *table
	distinct bool
}

// viewOf returns what a role sees of t, or nil when it may not select.
func (f *frame) viewOf(t *table, g grants) *view {
	p := g.selects(t)
	if p == nil {
		return nil
	}
	c := f.columnsOf(t, p)
	bits := f.bits[:0]
	bits = append(bits, flag(p.AllowAggregations))
	for _, target := range t.related {
		bits = append(bits, g.sees(target))
	}
	for _, target := range t.computed {
		bits = append(bits, g.sees(target))
	}
	f.bits = bits
	if v, ok := f.views[viewKey{c, string(bits)}]; ok {
		return v
	}
	v := newView(t, c, g)
	f.views[viewKey{c, string(bits)}] = v
	return v
}

func newView(t *table, c *columns, g grants) *view {
	v := &view{columns: c, aggregations: g.selects(t).AllowAggregations}
	for i, r := range t.Relationships {
		if p := g.selects(t.related[i]); p != nil {
			v.relationships = append(v.relationships, reachableBy(r, t.related[i], p))
		}
	}
	for i, c := range t.ComputedFields {
		if p := g.selects(t.computed[i]); p != nil {
			v.rows = append(v.rows, reachableField{c, t.computed[i], len(p.Columns) > 0})
		}
	}
	return v
}

func reachableBy(r *model.Relationship, target *table, p *model.SelectPermission) reachable {
	return reachable{r, target, p.AllowAggregations, len(p.Columns) > 0}
}

// reach tells whether the role may follow r, and what it finds there.
func (s *Schema) reach(r *model.Relationship) (reachable, bool) {
	target := s.frame.exposed(r.Target)
	p := s.grants.selects(target)
	if p == nil {
		return reachable{}, false
	}
	return reachableBy(r, target, p), true
}

func (f *frame) columnsOf(t *table, p *model.SelectPermission) *columns {
	bits := f.bits[:0]
	for i := range p.Columns {
		bits = append(appendIndex(bits, p.Columns[i].Column), flag(p.Columns[i].When != nil))
	}
	bits = append(bits, endOfColumns...)
	for i := range p.ComputedFields {
		bits = append(append(bits, p.ComputedFields[i].Field.Name...), 0)
	}
	f.bits = bits
	if c, ok := f.columns[viewKey{t, string(bits)}]; ok {
		return c
	}
	c := &columns{read: make([]readable, len(p.Columns))}
	for i := range p.Columns {
		c.read[i] = readable{p.Columns[i].Column, p.Columns[i].When != nil}
	}
	for i := range p.ComputedFields {
		c.computed = append(c.computed, p.ComputedFields[i].Field)
	}
	f.columns[viewKey{t, string(bits)}] = c
	return c
}

// endOfColumns is no column's index: a table has at most 1600.
const endOfColumns = "\xff\xff"

func appendIndexes(bits []byte, columns []*model.Column) []byte {
	for _, c := range columns {
		bits = appendIndex(bits, c)
	}
	return append(bits, endOfColumns...)
}

func appendIndex(bits []byte, c *model.Column) []byte {
	return append(bits, byte(c.Index), byte(c.Index>>8))
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// writes is what a role may write in a table.
type writes struct {
	// insert is set when the role may insert, alone or nested in another insert; update
	// and remove likewise.
	insert, update, remove bool
	insertable             []*model.Column
	updatable              []*model.Column
	// nested are the relationships a nested insert may follow.
	nested []reachable
	// selects is set when the role may read what it wrote.
	selects bool
	// updates is set with update.
	updates *updates
}

// writesOf returns what a role may write in t, or nil when nothing. It includes what is
// backend_only: nested inserts do not ask for that (contract/postgres-graphql.md 6.4).
func (f *frame) writesOf(t *table, g grants) *writes {
	p := g[t.index]
	if p == nil {
		return nil
	}
	w := writes{
		insert: g.inserts(t), update: p.Update != nil && t.SQL.Updatable,
		remove: p.Delete != nil && t.SQL.Insertable, selects: p.Select != nil,
	}
	if !w.insert && !w.update && !w.remove {
		return nil
	}
	bits := f.bits[:0]
	bits = append(bits, flag(w.insert), flag(w.update), flag(w.remove), flag(w.selects))
	if w.insert {
		w.insertable = p.Insert.Columns
		bits = appendIndexes(bits, w.insertable)
		for _, target := range t.related {
			bits = append(bits, flag(g.nests(target)))
		}
	}
	if w.update {
		w.updatable = p.Update.Columns
		bits = appendIndexes(bits, w.updatable)
	}
	f.bits = bits
	if known, ok := f.writes[viewKey{t, string(bits)}]; ok {
		return known
	}
	if w.insert {
		w.nested = nestedBy(t, g)
	}
	if w.update {
		w.updates = f.updatesOf(t, &w)
	}
	made := w
	f.writes[viewKey{t, string(bits)}] = &made
	return &made
}

// nestedBy lists the relationships whose rows a role may insert along.
func nestedBy(t *table, g grants) (nested []reachable) {
	for i, r := range t.Relationships {
		if g.nests(t.related[i]) {
			nested = append(nested, reachable{Relationship: r, target: t.related[i]})
		}
	}
	return nested
}

// shows tells whether a role with this permission of a kind gets the root field: what is
// backend_only needs a backend request (contract/postgres-graphql.md 6.8).
func shows(backendOnly bool, role planner.Role) bool { return !backendOnly || role.Backend }
