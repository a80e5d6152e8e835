package operations

import (
	"encoding/json"
	"maps"
	"slices"

	actions "github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// renaming maps old names to new ones. All of it happens at once: two columns may swap
// their names.
type renaming struct {
	sources map[string]string
	tables  map[place]sqlname.Name
	columns map[fieldKey]string
	// fields are relationships and computed fields.
	fields map[fieldKey]string
	// functions are tracked ones and those of computed fields.
	functions map[place]sqlname.Name
}

// fieldKey names a column, relationship or computed field, the table by its old name.
type fieldKey struct {
	at   place
	name string
}

func (n *renaming) empty() bool {
	return len(n.sources)+len(n.tables)+len(n.columns)+len(n.fields)+len(n.functions) == 0
}

func (n *renaming) source(name string) string {
	if fresh, ok := n.sources[name]; ok {
		return fresh
	}
	return name
}

func (n *renaming) table(at place) sqlname.Name {
	if fresh, ok := n.tables[at]; ok {
		return fresh
	}
	return at.table
}

func (n *renaming) function(at place) sqlname.Name {
	if fresh, ok := n.functions[at]; ok {
		return fresh
	}
	return at.table
}

func (n *renaming) column(at place, name string) string {
	if fresh, ok := n.columns[fieldKey{at, name}]; ok {
		return fresh
	}
	return name
}

func (n *renaming) columnsOf(at place, names []string) []string {
	if names == nil {
		return nil
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = n.column(at, name)
	}
	return out
}

// rename carries new names through everything that refers to the old ones. The objects
// themselves keep their names where they are defined, but for tables and functions.
func (d *Draft) rename(n renaming) {
	if n.empty() {
		return
	}
	for i := range d.doc.Sources {
		d.renameInSource(&n, d.own(i))
	}
	for i := range d.doc.RemoteSchemas {
		_ = d.editRemote(d.doc.RemoteSchemas[i].Name, func(s *remote.Schema) error { n.remoteSchema(s); return nil }) // never fails
	}
	n.customTypes(&d.doc.CustomTypes)
}

func (d *Draft) renameInSource(n *renaming, s *postgres.Source) {
	r := d.resolver(s)
	at := func(i int) renamer { return renamer{renaming: n, resolver: r, at: place{s.Name, s.Tables[i].Table}} }
	// Rules first: what they name is resolved by way of relationships, by their old names.
	for i := range s.Tables {
		at(i).permissions(d.ownTable(s, i))
	}
	n.models(r, s)
	for i := range s.Tables {
		at(i).rest(d.ownTable(s, i))
	}
	for i, f := range s.Functions {
		replaceWith(s.Functions, i, func(c *postgres.Function) { c.Function = n.function(place{s.Name, f.Function}) })
	}
	for i := range s.NativeQueries {
		replaceWith(s.NativeQueries, i, func(q *postgres.NativeQuery) {
			q.ObjectRelationships = n.nativeRelationships(s.Name, q.ObjectRelationships)
			q.ArrayRelationships = n.nativeRelationships(s.Name, q.ArrayRelationships)
		})
	}
	for _, t := range s.Tables {
		t.Table = n.table(place{s.Name, t.Table})
	}
}

// models renames within the filters of logical models.
func (n *renaming) models(r *resolver, s *postgres.Source) {
	rule := func(text json.RawMessage) json.RawMessage { return r.modelRule(text, n.visitor(s.Name)) }
	for i := range s.LogicalModels {
		replaceWith(s.LogicalModels, i, func(m *postgres.LogicalModel) { withRules(m, rule) })
	}
	for i, q := range s.NativeQueries {
		if q.Inline != nil {
			replaceWith(s.NativeQueries, i, func(c *postgres.NativeQuery) { c.Inline = inlineWithRules(q.Inline, rule) })
		}
	}
}

func (n *renaming) nativeRelationships(source string, list []*postgres.Relationship) []*postgres.Relationship {
	out := slices.Clone(list)
	for i, rel := range out {
		if rel.Manual != nil && rel.Manual.RemoteNativeQuery == "" {
			replaceWith(out, i, func(c *postgres.Relationship) {
				to := place{source, rel.Manual.RemoteTable}
				m := *rel.Manual
				m.RemoteTable = n.table(to)
				m.ColumnMapping = n.mapping(rel.Manual.ColumnMapping, nil, to)
				c.Manual = &m
			})
		}
	}
	return out
}

// mapping renames both sides; from is nil where the local side is no table.
func (n *renaming) mapping(list []postgres.ColumnMapping, from *place, to place) []postgres.ColumnMapping {
	out := slices.Clone(list)
	for i := range out {
		if from != nil {
			out[i].Local = n.column(*from, out[i].Local)
		}
		out[i].Remote = n.column(to, out[i].Remote)
	}
	return out
}

// target renames what a relationship to a source leads to.
func (n *renaming) target(source string, table remote.Table, columns map[string]string) (string, remote.Table, map[string]string) {
	to := place{source, sqlname.Name{Schema: table.Schema, Name: table.Name}}
	if fresh := n.table(to); fresh != to.table {
		table = remote.Table{Schema: fresh.Schema, Name: fresh.Name}
	}
	columns = maps.Clone(columns)
	for field, column := range columns {
		columns[field] = n.column(to, column)
	}
	return n.source(source), table, columns
}

func (n *renaming) remoteSchema(s *remote.Schema) {
	for t := range s.Relationships {
		for i := range s.Relationships[t].Relationships {
			def := &s.Relationships[t].Relationships[i].Definition
			if def.ToSource == nil {
				continue
			}
			to := *def.ToSource
			to.Source, to.Table, to.FieldMapping = n.target(to.Source, to.Table, to.FieldMapping)
			def.ToSource = &to
		}
	}
}

func (n *renaming) customTypes(c *actions.CustomTypes) {
	c.Objects = slices.Clone(c.Objects)
	for o := range c.Objects {
		list := slices.Clone(c.Objects[o].Relationships)
		for i := range list {
			list[i].Source, list[i].Table, list[i].FieldMapping = n.target(list[i].Source, list[i].Table, list[i].FieldMapping)
		}
		c.Objects[o].Relationships = list
	}
}

// visitor renames within conditions.
func (n *renaming) visitor(source string) visitor {
	return visitor{
		column: func(table sqlname.Name, name string) string { return n.column(place{source, table}, name) },
		field: func(table sqlname.Name, _ member, name string) string {
			if fresh, ok := n.fields[fieldKey{place{source, table}, name}]; ok {
				return fresh
			}
			return name
		},
		table:     func(name sqlname.Name) sqlname.Name { return n.table(place{source, name}) },
		elsewhere: n.column,
	}
}

// template renames the `$name`s in the arguments of a relationship to a remote schema.
func (n *renaming) template(at place, text json.RawMessage) json.RawMessage {
	v, err := planner.ParseValue(text)
	if err != nil {
		return text
	}
	out := n.inTemplate(at, v)
	if out.Equal(v) {
		return text
	}
	return out.AppendJSON(nil)
}

func (n *renaming) inTemplate(at place, v *planner.Value) *planner.Value {
	out := *v
	switch v.Kind {
	case planner.String:
		if len(v.Text) > 1 && v.Text[0] == '$' {
			out.Text = "$" + n.column(at, v.Text[1:])
		}
	case planner.List:
		out.Items = nil
		for _, item := range v.Items {
			out.Items = append(out.Items, n.inTemplate(at, item))
		}
	case planner.Object:
		out.Members = nil
		for _, m := range v.Members {
			out.Members = append(out.Members, planner.Member{Name: m.Name, Value: n.inTemplate(at, m.Value)})
		}
	}
	return &out
}
