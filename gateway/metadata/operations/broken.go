package operations

import (
	"slices"

	actions "github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/gateway/metadata"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// DropBroken takes out of the document what is inconsistent
// (contract/metadata-and-migrations.md 6.1, drop_inconsistent_metadata): broken tells for an
// object named as inconsistencies name it. A part that can go alone goes alone. It returns
// how many objects went.
func (d *Draft) DropBroken(broken func(object string) bool) int {
	b := &breakage{draft: d, broken: broken}
	for i := len(d.doc.Sources) - 1; i >= 0; i-- {
		b.source(i)
	}
	d.doc.RemoteSchemas = without(b, d.doc.RemoteSchemas, func(s remote.Schema) string { return remoteObject(s.Name) })
	for _, s := range d.doc.RemoteSchemas {
		_ = d.editRemote(s.Name, func(s *remote.Schema) error { b.remoteSchema(s); return nil }) // it is there
	}
	b.actions()
	b.queries()
	d.doc.RestEndpoints = without(b, d.doc.RestEndpoints, func(e metadata.RestEndpoint) string { return "rest_endpoint " + e.Name })
	d.doc.InheritedRoles = without(b, d.doc.InheritedRoles, func(r metadata.InheritedRole) string { return "inherited_role " + r.RoleName })
	d.doc.CronTriggers = without(b, d.doc.CronTriggers, func(c metadata.CronTrigger) string { return "cron_trigger " + c.Name })
	return b.dropped
}

type breakage struct {
	draft   *Draft
	broken  func(string) bool
	dropped int
}

// drops tells whether an object is to go, and counts it.
func (b *breakage) drops(object string) bool {
	if !b.broken(object) {
		return false
	}
	b.dropped++
	return true
}

func without[T any](b *breakage, list []T, object func(T) string) []T {
	return slices.DeleteFunc(slices.Clone(list), func(item T) bool { return b.drops(object(item)) })
}

func (b *breakage) source(i int) {
	name := b.draft.doc.Sources[i].Name
	if b.drops(sourceObject(name)) {
		b.draft.doc.Sources = slices.Delete(b.draft.doc.Sources, i, i+1)
		return
	}
	s := b.draft.own(i)
	s.Tables = without(b, s.Tables, func(t *postgres.Table) string { return tableObject(name, t.Table) })
	for i := range s.Tables {
		b.table(name, b.draft.ownTable(s, i))
	}
	s.Functions = without(b, s.Functions, func(f *postgres.Function) string { return functionObject(name, f.Function) })
	s.NativeQueries = without(b, s.NativeQueries, func(q *postgres.NativeQuery) string { return nativeObject(q.RootFieldName, name) })
	s.LogicalModels = without(b, s.LogicalModels, func(m *postgres.LogicalModel) string { return modelObject(m.Name, name) })
	for i, m := range s.LogicalModels {
		fresh := *m
		fresh.SelectPermissions = without(b, m.SelectPermissions, func(p *postgres.SelectPermission) string {
			return modelPermissionObject(p.Role, m.Name, name)
		})
		s.LogicalModels[i] = &fresh
	}
}

func (b *breakage) table(source string, t *postgres.Table) {
	at := place{source, t.Table}
	part := func(kind, name string) string { return partObject(kind, name, at) }
	t.ObjectRelationships = without(b, t.ObjectRelationships, func(r *postgres.Relationship) string { return part("object_relation", r.Name) })
	t.ArrayRelationships = without(b, t.ArrayRelationships, func(r *postgres.Relationship) string { return part("array_relation", r.Name) })
	t.ComputedFields = without(b, t.ComputedFields, func(f *postgres.ComputedField) string { return part("computed_field", f.Name) })
	t.RemoteRelationships = without(b, t.RemoteRelationships, func(r *postgres.RemoteRelationship) string { return part("remote_relationship", r.Name) })
	t.InsertPermissions = without(b, t.InsertPermissions, func(p *postgres.InsertPermission) string { return part("insert_permission", p.Role) })
	t.SelectPermissions = without(b, t.SelectPermissions, func(p *postgres.SelectPermission) string { return part("select_permission", p.Role) })
	t.UpdatePermissions = without(b, t.UpdatePermissions, func(p *postgres.UpdatePermission) string { return part("update_permission", p.Role) })
	t.DeletePermissions = without(b, t.DeletePermissions, func(p *postgres.DeletePermission) string { return part("delete_permission", p.Role) })
	t.EventTriggers = without(b, t.EventTriggers, func(e *postgres.EventTrigger) string { return part("event_trigger", e.Name) })
}

func (b *breakage) remoteSchema(s *remote.Schema) {
	s.Permissions = without(b, s.Permissions, func(p remote.Permission) string {
		return "remote_schema_permission " + p.Role + " permission in remote schema " + s.Name
	})
	for i := range s.Relationships {
		t := &s.Relationships[i]
		t.Relationships = without(b, t.Relationships, func(r remote.Relationship) string {
			return remoteSchemaRelationshipObject(r.Name, t.TypeName, s.Name)
		})
	}
	s.Relationships = slices.DeleteFunc(s.Relationships, func(t remote.TypeRelationships) bool { return len(t.Relationships) == 0 })
}

func (b *breakage) actions() {
	d := b.draft
	d.doc.Actions = without(b, d.doc.Actions, func(a actions.Action) string { return actionObject(a.Name) })
	for i := range d.doc.Actions {
		a := &d.doc.Actions[i]
		a.Permissions = without(b, a.Permissions, func(p actions.Permission) string { return "action_permission " + p.Role + " permission in " + a.Name })
	}
	if b.drops(customTypesObject) {
		d.doc.CustomTypes = actions.CustomTypes{}
	}
}

// queries drops bad queries, then collections without any, and what needs either.
func (b *breakage) queries() {
	d := b.draft
	emptied := map[string]bool{}
	for i := range d.doc.QueryCollections {
		c := &d.doc.QueryCollections[i]
		before := len(c.Definition.Queries)
		c.Definition.Queries = without(b, c.Definition.Queries, func(q metadata.ListedQuery) string { return queryObject(q.Name, c.Name) })
		if before > 0 && len(c.Definition.Queries) == 0 {
			emptied[c.Name] = true
		}
	}
	d.doc.QueryCollections = slices.DeleteFunc(d.doc.QueryCollections, func(c metadata.QueryCollection) bool { return emptied[c.Name] })
	d.doc.Allowlist = slices.DeleteFunc(d.doc.Allowlist, func(e metadata.AllowlistEntry) bool { return d.collectionIndex(e.Collection) < 0 })
	b.dropEndpoints(func(e metadata.RestEndpoint) bool {
		i := d.collectionIndex(e.Definition.Query.Collection)
		if i < 0 {
			return true
		}
		_, ok := d.doc.QueryCollections[i].Query(e.Definition.Query.Query)
		return !ok
	})
}

// dropEndpoints drops endpoints whose query is gone.
func (b *breakage) dropEndpoints(gone func(metadata.RestEndpoint) bool) {
	before := len(b.draft.doc.RestEndpoints)
	b.draft.doc.RestEndpoints = slices.DeleteFunc(b.draft.doc.RestEndpoints, gone)
	b.dropped += before - len(b.draft.doc.RestEndpoints)
}
