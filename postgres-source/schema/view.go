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
	table *table
	bits  string
}

// columns is what a role may read in a table's own rows.
type columns struct {
	read     []readable
	computed []*model.ComputedField // scalar ones
	bits     string
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

// selects returns the role's select permission on m, or nil when it must not see the table.
func (f *frame) selects(m *model.Table, role string) *model.SelectPermission {
	if f.exposed(m) == nil {
		return nil
	}
	p := m.Permissions(role)
	if p == nil {
		return nil
	}
	return p.Select
}

// viewOf returns what role sees of t, or nil when it may not select.
func (f *frame) viewOf(t *table, role string) *view {
	p := f.selects(t.Table, role)
	if p == nil {
		return nil
	}
	v := &view{columns: f.columnsOf(t, p), aggregations: p.AllowAggregations}
	bits := []byte{flag(v.aggregations)}
	for _, r := range t.Relationships {
		next, ok := f.reach(r, role)
		if !ok {
			bits = append(bits, 0)
			continue
		}
		v.relationships = append(v.relationships, next)
		bits = append(bits, 1+flag(next.aggregate)<<1+flag(next.distinct)<<2)
	}
	for _, c := range t.ComputedFields {
		target := f.selects(c.Returns, role)
		if target == nil {
			bits = append(bits, 0)
			continue
		}
		v.rows = append(v.rows, reachableField{c, f.exposed(c.Returns), len(target.Columns) > 0})
		bits = append(bits, 1+flag(len(target.Columns) > 0)<<1)
	}
	bits = append(bits, v.bits...)
	return once(f.views, viewKey{t, string(bits)}, func() *view { return v })
}

// reach tells whether role may follow r, and what it finds there.
func (f *frame) reach(r *model.Relationship, role string) (reachable, bool) {
	p := f.selects(r.Target, role)
	if p == nil {
		return reachable{}, false
	}
	return reachable{r, f.exposed(r.Target), p.AllowAggregations, len(p.Columns) > 0}, true
}

func (f *frame) columnsOf(t *table, p *model.SelectPermission) *columns {
	c := &columns{read: make([]readable, len(p.Columns))}
	var bits []byte
	for i := range p.Columns {
		r := readable{p.Columns[i].Column, p.Columns[i].When != nil}
		c.read[i] = r
		bits = append(appendIndex(bits, r.Column), flag(r.redacted))
	}
	bits = append(bits, endOfColumns...)
	for i := range p.ComputedFields {
		c.computed = append(c.computed, p.ComputedFields[i].Field)
		bits = append(append(bits, p.ComputedFields[i].Field.Name...), 0)
	}
	c.bits = string(bits)
	return once(f.columns, viewKey{t, c.bits}, func() *columns { return c })
}

// endOfColumns is no column's index: a table has at most 1600.
const endOfColumns = "\xff\xff"

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
}

// writesOf returns what role may write in t, or nil when nothing. It includes what is
// backend_only: nested inserts do not ask for that (contract/postgres-graphql.md 6.4).
func (f *frame) writesOf(t *table, role string) *writes {
	p := t.Permissions(role)
	if p == nil {
		return nil
	}
	w := &writes{
		insert: p.Insert != nil && t.SQL.Insertable, update: p.Update != nil && t.SQL.Updatable,
		remove: p.Delete != nil && t.SQL.Insertable, selects: p.Select != nil,
	}
	if !w.insert && !w.update && !w.remove {
		return nil
	}
	bits := []byte{flag(w.insert), flag(w.update), flag(w.remove), flag(w.selects)}
	if w.insert {
		w.insertable = p.Insert.Columns
		for _, c := range w.insertable {
			bits = appendIndex(bits, c)
		}
		bits = append(bits, endOfColumns...)
		for _, r := range t.Relationships {
			if target := f.exposed(r.Target); target != nil && f.inserts(target, role) {
				w.nested = append(w.nested, reachable{Relationship: r, target: target})
				bits = append(append(bits, r.Name...), 0)
			}
		}
	}
	bits = append(bits, endOfColumns...)
	if w.update {
		w.updatable = p.Update.Columns
		for _, c := range w.updatable {
			bits = appendIndex(bits, c)
		}
	}
	return once(f.writes, viewKey{t, string(bits)}, func() *writes { return w })
}

// inserts tells whether role may insert into t, if only nested.
func (f *frame) inserts(t *table, role string) bool {
	p := t.Permissions(role)
	return p != nil && p.Insert != nil && t.SQL.Insertable
}

// shows tells whether a role with this permission of a kind gets the root field: what is
// backend_only needs a backend request (contract/postgres-graphql.md 6.8).
func shows(backendOnly bool, role planner.Role) bool { return !backendOnly || role.Backend }
