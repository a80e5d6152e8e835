package operations

import (
	"slices"
	"strings"

	actions "github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/postgres-source/metadata"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// drop takes things out of the document. What else refers to them is refused, with a list,
// or with cascade goes too; permissions that merely list them are edited. Parts of a dropped
// thing never stand in the way.
func (d *Draft) drop(cascade bool, roots ...thing) error {
	_, err := d.dropWith(dropRule{cascade: cascade}, roots...)
	return err
}

// dropRule says what happens to what refers to a dropped thing.
type dropRule struct {
	cascade bool
	// prune edits the rules of permissions instead of dropping the permissions: see
	// [pruned].
	prune bool
}

// Changes lists what a cascade did to the document, worded as refusals word it.
type Changes struct {
	Dropped []string `json:"dropped"`
	Edited  []string `json:"edited"`
}

// dropWith returns what it did.
func (d *Draft) dropWith(rule dropRule, roots ...thing) (*fallout, error) {
	f := newFallout(d.references(roots), rule, roots)
	if direct := f.direct(); !rule.cascade && len(direct) > 0 {
		return nil, dependencyError(direct)
	}
	resolvers := d.resolvers(f.edited)
	for _, t := range roots {
		d.remove(t)
	}
	for _, t := range f.dependents {
		d.remove(t)
	}
	for _, t := range f.edited {
		d.edit(f, resolvers[t.source], t)
	}
	return f, nil
}

func texts(things []thing) []string {
	out := make([]string, len(things))
	for i, t := range things {
		out[i] = t.String()
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func dependencyError(dependents []thing) error {
	return fault(CodeDependencyError, "cannot drop due to the following dependent objects: %s", strings.Join(texts(dependents), ", "))
}

// resolvers are made before anything is removed: they resolve the names of before.
func (d *Draft) resolvers(things []thing) map[string]*resolver {
	all := map[string]*resolver{}
	for _, t := range things {
		if i := d.sourceIndex(t.source); i >= 0 && all[t.source] == nil {
			s := *d.doc.Sources[i]
			s.Tables = slices.Clone(s.Tables)
			for i, table := range s.Tables {
				c := *table
				c.ObjectRelationships, c.ArrayRelationships = slices.Clone(c.ObjectRelationships), slices.Clone(c.ArrayRelationships)
				c.ComputedFields, c.RemoteRelationships = slices.Clone(c.ComputedFields), slices.Clone(c.RemoteRelationships)
				s.Tables[i] = &c
			}
			all[t.source] = d.resolver(&s)
		}
	}
	return all
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

// replaceWith replaces an element of a list by an edited copy.
func replaceWith[T any](list []*T, i int, change func(*T)) {
	if i < 0 {
		return
	}
	c := *list[i]
	change(&c)
	list[i] = &c
}
