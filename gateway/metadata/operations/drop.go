package operations

import (
	"slices"
	"strings"

	actions "github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/postgres-source/metadata"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// drop takes things out of the document. What else refers to them is refused, with a list,
// or with cascade goes too; what merely lists them is edited. Parts of a dropped thing never
// stand in the way.
func (d *Draft) drop(cascade bool, roots ...thing) error {
	f := newFallout(d.references(), roots)
	if !cascade && len(f.dependents) > 0 {
		return dependencyError(f.dependents)
	}
	for _, t := range roots {
		d.remove(t)
	}
	for _, t := range f.dependents {
		d.remove(t)
	}
	for _, r := range f.lightened {
		d.lighten(r)
	}
	return nil
}

func dependencyError(dependents []thing) error {
	texts := make([]string, len(dependents))
	for i, t := range dependents {
		texts[i] = t.String()
	}
	slices.Sort(texts)
	return fault(CodeDependencyError, "cannot drop due to the following dependent objects: %s", strings.Join(slices.Compact(texts), ", "))
}

// fallout is what dropping some things drags along.
type fallout struct {
	references []reference
	dropped    map[thing]bool
	// dependents refer to something that is dropped: first those that refer to the roots,
	// then those that refer to them, and so on. Lightened ones are among them, until they
	// turn out to have only light references.
	dependents []thing
	lightened  []reference
}

func newFallout(references []reference, roots []thing) *fallout {
	f := &fallout{references: references, dropped: map[thing]bool{}}
	for _, t := range roots {
		f.dropped[t] = true
	}
	for f.grow() {
	}
	f.lighten()
	return f
}

// gone tells whether a thing is dropped, by itself or as a part.
func (f *fallout) gone(t thing) bool {
	if f.dropped[t] {
		return true
	}
	for _, whole := range []thing{
		{kind: tableThing, source: t.source, table: t.table},
		{kind: sourceThing, source: t.source},
		{kind: remoteSchemaThing, name: t.source},
	} {
		if f.dropped[whole] && t.within(whole) {
			return true
		}
	}
	return false
}

// grow adds what cannot be without the things that are dropped so far.
func (f *fallout) grow() bool {
	grown := false
	for _, r := range f.references {
		if !r.light && f.gone(r.to) && !f.gone(r.from) {
			f.dropped[r.from] = true
			f.dependents = append(f.dependents, r.from)
			grown = true
		}
	}
	return grown
}

func (f *fallout) lighten() {
	for _, r := range f.references {
		if r.light && f.gone(r.to) && !f.gone(r.from) {
			f.lightened = append(f.lightened, r)
		}
	}
}

// remove takes one thing out of the document. Columns, constraints and functions of the
// database are in no document by themselves.
func (d *Draft) remove(t thing) {
	at := place{t.source, t.table}
	switch t.kind {
	case sourceThing:
		d.removeSource(t.source)
	case tableThing:
		d.removeTable(at)
	case relationshipThing, permissionThing, eventTriggerThing, computedFieldThing, remoteRelationshipThing:
		d.removePart(at, t)
	case functionThing, nativeQueryThing, logicalModelThing:
		d.removeFromSource(t)
	case remoteSchemaThing:
		d.doc.RemoteSchemas = slices.DeleteFunc(d.doc.RemoteSchemas, func(s remote.Schema) bool { return s.Name == t.name })
	case remoteSchemaRelationshipThing:
		if d.remoteIndex(t.source) >= 0 {
			_ = d.editRemote(t.source, func(s *remote.Schema) error { return removeRelationship(s, t.detail, t.name) }) // gone already is fine
		}
	case customTypeRelationshipThing:
		d.removeTypeRelationship(t)
	case columnThing, constraintThing, sqlFunctionThing:
	}
}

func (d *Draft) removePart(at place, what thing) {
	t := d.ownedTable(at)
	if t == nil {
		return
	}
	switch what.kind {
	case permissionThing:
		permissionKinds[what.detail].remove(t, what.name)
	case relationshipThing:
		if f := findRelationship(t, what.name); f != nil {
			*f.list = slices.Delete(*f.list, f.index, f.index+1)
		}
	case eventTriggerThing:
		t.EventTriggers = slices.DeleteFunc(t.EventTriggers, func(e *metadata.EventTrigger) bool { return e.Name == what.name })
	case computedFieldThing:
		t.ComputedFields = slices.DeleteFunc(t.ComputedFields, func(f *metadata.ComputedField) bool { return f.Name == what.name })
	default:
		t.RemoteRelationships = slices.DeleteFunc(t.RemoteRelationships, func(r *metadata.RemoteRelationship) bool { return r.Name == what.name })
	}
}

// ownedTable returns a table to be edited whether or not it is consistent, or nil.
func (d *Draft) ownedTable(at place) *metadata.Table {
	i := d.sourceIndex(at.source)
	if i < 0 {
		return nil
	}
	s := d.own(i)
	if i = tableIndex(s, at.table); i < 0 {
		return nil
	}
	return d.ownTable(s, i)
}

func (d *Draft) removeFromSource(t thing) {
	i := d.sourceIndex(t.source)
	if i < 0 {
		return
	}
	s := d.own(i)
	switch t.kind {
	case functionThing:
		s.Functions = slices.DeleteFunc(s.Functions, func(f *metadata.Function) bool { return f.Function == t.table })
	case nativeQueryThing:
		s.NativeQueries = slices.DeleteFunc(s.NativeQueries, func(q *metadata.NativeQuery) bool { return q.RootFieldName == t.name })
	default:
		s.LogicalModels = slices.DeleteFunc(s.LogicalModels, func(m *metadata.LogicalModel) bool { return m.Name == t.name })
	}
}

func (d *Draft) removeTypeRelationship(t thing) {
	objects := slices.Clone(d.doc.CustomTypes.Objects)
	for i := range objects {
		if objects[i].Name == t.detail {
			objects[i].Relationships = slices.DeleteFunc(slices.Clone(objects[i].Relationships),
				func(r actions.Relationship) bool { return r.Name == t.name })
		}
	}
	d.doc.CustomTypes.Objects = objects
}

// lighten takes a dropped column or computed field out of a permission's lists. What a
// permission then still grants, it granted before.
func (d *Draft) lighten(r reference) {
	t := d.ownedTable(place{r.from.source, r.from.table})
	if t == nil || r.from.kind != permissionThing {
		return
	}
	without := func(names []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == r.to.name })
	}
	switch role := r.from.name; r.from.detail {
	case "select":
		edit(t.SelectPermissions, selectKind.index(t, role), func(p *metadata.SelectPermission) {
			if r.to.kind == computedFieldThing {
				p.ComputedFields = without(p.ComputedFields)
			} else if !p.Columns.All {
				p.Columns.Names = without(p.Columns.Names)
			}
		})
	case "insert":
		edit(t.InsertPermissions, insertKind.index(t, role), func(p *metadata.InsertPermission) {
			p.Columns.Names, p.Set = without(p.Columns.Names), withoutPreset(p.Set, r.to.name)
		})
	case "update":
		edit(t.UpdatePermissions, updateKind.index(t, role), func(p *metadata.UpdatePermission) {
			p.Columns.Names, p.Set = without(p.Columns.Names), withoutPreset(p.Set, r.to.name)
		})
	}
}

// edit replaces an element of a list by an edited copy.
func edit[T any](list []*T, i int, change func(*T)) {
	if i < 0 {
		return
	}
	c := *list[i]
	change(&c)
	list[i] = &c
}

func withoutPreset(set []metadata.Preset, column string) []metadata.Preset {
	return slices.DeleteFunc(slices.Clone(set), func(p metadata.Preset) bool { return p.Column == column })
}

// withoutColumn takes a dropped column out of a table's configuration.
func withoutColumn(t *metadata.Table, column string) {
	if t.Configuration == nil {
		return
	}
	c := *t.Configuration
	c.ColumnConfig, c.CustomColumnNames = withoutKey(c.ColumnConfig, column), withoutKey(c.CustomColumnNames, column)
	t.Configuration = &c
}

func withoutKey[V any](m map[string]V, key string) map[string]V {
	if _, ok := m[key]; !ok {
		return m
	}
	out := make(map[string]V, len(m))
	for k, v := range m {
		if k != key {
			out[k] = v
		}
	}
	return out
}
