package operations

import (
	"encoding/json"
	"maps"
	"slices"

	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// reference says that one thing names another.
type reference struct {
	from, to thing
	// light references can be taken out of `from`, which stays: a column in a permission's
	// list. Without any other, `from` makes no sense.
	light bool
}

// references lists what in the document refers to what, as far as dropping the roots makes
// it matter. Large projects consist of conditions and lists that name columns; nothing drags
// a column along, or a table, that is not among the roots or a part of them.
func (d *Draft) references(roots []thing) []reference {
	c := &collector{draft: d, tables: map[place]bool{}, listed: map[place]bool{}, sources: map[string]bool{}}
	for _, t := range roots {
		c.tables[place{t.source, t.table}] = true
		switch t.kind {
		case columnThing:
			c.listed[place{t.source, t.table}] = true
		case sourceThing:
			c.sources[t.source] = true
		}
	}
	for _, s := range d.doc.Sources {
		c.source(s)
	}
	for i := range d.doc.RemoteSchemas {
		c.remoteSchema(&d.doc.RemoteSchemas[i])
	}
	for _, o := range d.doc.CustomTypes.Objects {
		for _, r := range o.Relationships {
			from := thing{kind: customTypeRelationshipThing, name: r.Name, detail: o.Name}
			c.to(from, r.Source, sqlname.Name{Schema: r.Table.Schema, Name: r.Table.Name}, slices.Sorted(maps.Values(r.FieldMapping)))
		}
	}
	return c.found
}

type collector struct {
	draft *Draft
	found []reference
	// tables are those that are dropped or lose a part, sources those that are dropped.
	tables  map[place]bool
	sources map[string]bool
	// listed are the tables whose permissions' lists of columns are looked at.
	listed map[place]bool
	// conditions holds what the conditions on the present table name and may be dropped, by
	// their text: roles often share them.
	conditions map[string][]thing
}

// matters tells whether a thing may be dropped.
func (c *collector) matters(to thing) bool {
	switch to.kind {
	case columnThing, tableThing, constraintThing:
		return c.tables[place{to.source, to.table}] || c.sources[to.source]
	default:
		return true
	}
}

func (c *collector) add(from, to thing) {
	if c.matters(to) {
		c.found = append(c.found, reference{from: from, to: to})
	}
}

func (c *collector) light(from, to thing) {
	if !c.matters(to) {
		return
	}
	c.found = append(c.found, reference{from: from, to: to, light: true})
}

// to notes a reference to a table and columns of it.
func (c *collector) to(from thing, source string, table sqlname.Name, columns []string) {
	at := place{source, table}
	c.add(from, wholeTable(at))
	for _, name := range columns {
		c.add(from, at.column(name))
	}
}

func (c *collector) source(s *postgres.Source) {
	r := c.draft.resolver(s)
	for _, t := range s.Tables {
		c.table(r, t)
	}
	for _, f := range s.Functions {
		c.add(thing{kind: functionThing, source: s.Name, table: f.Function}, thing{kind: sqlFunctionThing, source: s.Name, table: f.Function})
		if table := r.returned(f.Function); table != (sqlname.Name{}) {
			c.add(thing{kind: functionThing, source: s.Name, table: f.Function}, wholeTable(place{s.Name, table}))
		}
	}
	for _, q := range s.NativeQueries {
		c.nativeQuery(r, q)
	}
	for _, m := range s.LogicalModels {
		from := thing{kind: logicalModelThing, source: s.Name, name: m.Name}
		c.model(r, from, m)
		for _, f := range m.Fields {
			for t := &f.Type; t != nil; t = t.Array {
				if t.LogicalModel != "" && t.LogicalModel != m.Name {
					c.add(from, thing{kind: logicalModelThing, source: s.Name, name: t.LogicalModel})
				}
			}
		}
	}
}

func (c *collector) nativeQuery(r *resolver, q *postgres.NativeQuery) {
	source := r.source
	from := thing{kind: nativeQueryThing, source: source, name: q.RootFieldName}
	if q.Returns != "" {
		c.add(from, thing{kind: logicalModelThing, source: source, name: q.Returns})
	}
	for _, rel := range slices.Concat(q.ObjectRelationships, q.ArrayRelationships) {
		if rel.Manual == nil {
			continue
		}
		if rel.Manual.RemoteNativeQuery != "" {
			if rel.Manual.RemoteNativeQuery != q.RootFieldName {
				c.add(from, thing{kind: nativeQueryThing, source: source, name: rel.Manual.RemoteNativeQuery})
			}
			continue
		}
		to := place{source, rel.Manual.RemoteTable}
		c.light(from, wholeTable(to))
		for _, name := range remotes(rel.Manual.ColumnMapping) {
			c.light(from, to.column(name))
		}
	}
	if q.Inline != nil {
		c.model(r, from, q.Inline)
	}
}

// model collects what the filters of a logical model name in _exists.
func (c *collector) model(r *resolver, from thing, m *postgres.LogicalModel) {
	for _, p := range m.SelectPermissions {
		for _, to := range r.named(place{source: r.source}, p.Filter) {
			c.light(from, to)
		}
	}
}

func remotes(mapping []postgres.ColumnMapping) (names []string) {
	for _, m := range mapping {
		names = append(names, m.Remote)
	}
	return names
}

func locals(mapping []postgres.ColumnMapping) (names []string) {
	for _, m := range mapping {
		names = append(names, m.Local)
	}
	return names
}

// table collects the references of a table's parts.
func (c *collector) table(r *resolver, t *postgres.Table) {
	c.conditions = map[string][]thing{}
	at := place{r.source, t.Table}
	for _, rel := range slices.Concat(t.ObjectRelationships, t.ArrayRelationships) {
		c.relationship(r, at, rel)
	}
	for _, f := range t.ComputedFields {
		from := thing{kind: computedFieldThing, source: at.source, table: at.table, name: f.Name}
		c.add(from, thing{kind: sqlFunctionThing, source: at.source, table: f.Function})
		if table := r.returned(f.Function); table != (sqlname.Name{}) && table != at.table {
			c.add(from, wholeTable(place{at.source, table}))
		}
	}
	for _, rel := range t.RemoteRelationships {
		c.remoteRelationship(r, at, rel)
	}
	c.permissions(r, at, t)
	for _, e := range t.EventTriggers {
		from := thing{kind: eventTriggerThing, source: at.source, table: at.table, name: e.Name}
		for _, column := range triggerColumns(e.Raw) {
			c.light(from, at.column(column))
		}
	}
	if c.listed[at] {
		c.lists(at, t)
	}
}

func (c *collector) relationship(r *resolver, at place, rel *postgres.Relationship) {
	from := thing{kind: relationshipThing, source: at.source, table: at.table, name: rel.Name}
	if rel.Manual != nil {
		for _, name := range locals(rel.Manual.ColumnMapping) {
			c.add(from, at.column(name))
		}
		c.to(from, at.source, rel.Manual.RemoteTable, remotes(rel.Manual.ColumnMapping))
		return
	}
	on := at
	if rel.ForeignKey.Table != (sqlname.Name{}) {
		on.table = rel.ForeignKey.Table
	}
	for _, name := range rel.ForeignKey.Columns {
		c.add(from, on.column(name))
	}
	target, key := r.target(at.table, rel)
	if target != (sqlname.Name{}) {
		c.add(from, wholeTable(place{at.source, target}))
	}
	if key != nil {
		c.add(from, thing{kind: constraintThing, source: at.source, table: on.table, name: key.Name})
		for _, p := range key.Pairs {
			c.add(from, place{at.source, key.To.Name}.column(p.To.Name))
		}
	}
}

func (c *collector) remoteRelationship(r *resolver, at place, rel *postgres.RemoteRelationship) {
	from := thing{kind: remoteRelationshipThing, source: at.source, table: at.table, name: rel.Name}
	var names []string
	if rel.ToSource != nil {
		names = locals(rel.ToSource.FieldMapping)
		c.to(from, rel.ToSource.Source, rel.ToSource.Table, remotes(rel.ToSource.FieldMapping))
	} else {
		names = rel.ToRemoteSchema.LHSFields
		c.add(from, thing{kind: remoteSchemaThing, name: rel.ToRemoteSchema.RemoteSchema})
	}
	for _, name := range names {
		if kind, _ := r.member(at.table, name); kind == computedMember {
			c.add(from, thing{kind: computedFieldThing, source: at.source, table: at.table, name: name})
		} else {
			c.add(from, at.column(name))
		}
	}
}

func (p place) permission(verb, role string) thing {
	return thing{kind: permissionThing, source: p.source, table: p.table, name: role, detail: verb}
}

func (c *collector) permissions(r *resolver, at place, t *postgres.Table) {
	for _, p := range t.SelectPermissions {
		from := at.permission("select", p.Role)
		for _, name := range p.ComputedFields {
			c.light(from, thing{kind: computedFieldThing, source: at.source, table: at.table, name: name})
		}
		c.condition(r, from, at, p.Filter)
	}
	for _, p := range t.InsertPermissions {
		c.condition(r, at.permission("insert", p.Role), at, p.Check)
	}
	for _, p := range t.UpdatePermissions {
		from := at.permission("update", p.Role)
		c.condition(r, from, at, p.Filter)
		c.condition(r, from, at, p.Check)
	}
	for _, p := range t.DeletePermissions {
		c.condition(r, at.permission("delete", p.Role), at, p.Filter)
	}
}

// lists collects the columns that the permissions of a table list.
func (c *collector) lists(at place, t *postgres.Table) {
	for _, p := range t.SelectPermissions {
		c.columns(at.permission("select", p.Role), at, p.Columns, nil)
	}
	for _, p := range t.InsertPermissions {
		c.columns(at.permission("insert", p.Role), at, p.Columns, p.Set)
	}
	for _, p := range t.UpdatePermissions {
		c.columns(at.permission("update", p.Role), at, p.Columns, p.Set)
	}
}

func (c *collector) columns(from thing, at place, columns postgres.Columns, set []postgres.Preset) {
	for _, name := range columns.Names {
		c.light(from, at.column(name))
	}
	for _, p := range set {
		c.light(from, at.column(p.Column))
	}
}

// fieldKinds are the things that keys of conditions are.
var fieldKinds = map[member]thingKind{
	relationshipMember: relationshipThing, computedMember: computedFieldThing, remoteMember: remoteRelationshipThing,
}

func (c *collector) condition(r *resolver, from thing, at place, text json.RawMessage) {
	if len(text) <= len("{}") {
		return
	}
	named, known := c.conditions[string(text)]
	if !known {
		named = slices.DeleteFunc(r.named(at, text), func(to thing) bool { return !c.matters(to) })
		c.conditions[string(text)] = named
	}
	for _, to := range named {
		c.found = append(c.found, reference{from: from, to: to})
	}
}

// named lists what a condition on a table names.
func (r *resolver) named(at place, text json.RawMessage) (list []thing) {
	r.condition(at.table, text, visitor{
		column: func(table sqlname.Name, name string) string {
			list = append(list, place{at.source, table}.column(name))
			return name
		},
		field: func(table sqlname.Name, kind member, name string) string {
			list = append(list, thing{kind: fieldKinds[kind], source: at.source, table: table, name: name})
			return name
		},
		table: func(name sqlname.Name) sqlname.Name {
			list = append(list, wholeTable(place{at.source, name}))
			return name
		},
		elsewhere: func(at place, name string) string {
			list = append(list, at.column(name))
			return name
		},
	})
	return list
}

func (c *collector) remoteSchema(s *remote.Schema) {
	for _, t := range s.Relationships {
		for i := range t.Relationships {
			def := &t.Relationships[i].Definition
			from := thing{kind: remoteSchemaRelationshipThing, source: s.Name, name: t.Relationships[i].Name, detail: t.TypeName}
			if def.ToRemoteSchema != nil {
				c.add(from, thing{kind: remoteSchemaThing, name: def.ToRemoteSchema.Schema})
				continue
			}
			table := sqlname.Name{Schema: def.ToSource.Table.Schema, Name: def.ToSource.Table.Name}
			c.to(from, def.ToSource.Source, table, slices.Sorted(maps.Values(def.ToSource.FieldMapping)))
		}
	}
}
