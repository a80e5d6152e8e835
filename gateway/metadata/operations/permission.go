package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// permissionKind is one of the four kinds of permissions of tables, whose elements are P
// (contract/metadata-and-migrations.md 5.5).
type permissionKind[P any] struct {
	verb   string
	list   func(*postgres.Table) *[]*P
	decode func(json.RawMessage, *planner.Path) (*P, error)
	role   func(*P) string
	// comment points at the comment of a permission.
	comment func(*P) **string
}

var (
	selectKind = permissionKind[postgres.SelectPermission]{
		"select", func(t *postgres.Table) *[]*postgres.SelectPermission { return &t.SelectPermissions }, postgres.DecodeSelectPermission,
		func(p *postgres.SelectPermission) string { return p.Role }, func(p *postgres.SelectPermission) **string { return &p.Comment },
	}
	insertKind = permissionKind[postgres.InsertPermission]{
		"insert", func(t *postgres.Table) *[]*postgres.InsertPermission { return &t.InsertPermissions }, postgres.DecodeInsertPermission,
		func(p *postgres.InsertPermission) string { return p.Role }, func(p *postgres.InsertPermission) **string { return &p.Comment },
	}
	updateKind = permissionKind[postgres.UpdatePermission]{
		"update", func(t *postgres.Table) *[]*postgres.UpdatePermission { return &t.UpdatePermissions }, postgres.DecodeUpdatePermission,
		func(p *postgres.UpdatePermission) string { return p.Role }, func(p *postgres.UpdatePermission) **string { return &p.Comment },
	}
	deleteKind = permissionKind[postgres.DeletePermission]{
		"delete", func(t *postgres.Table) *[]*postgres.DeletePermission { return &t.DeletePermissions }, postgres.DecodeDeletePermission,
		func(p *postgres.DeletePermission) string { return p.Role }, func(p *postgres.DeletePermission) **string { return &p.Comment },
	}
)

// anyPermission is what the four kinds have in common.
type anyPermission interface {
	operations() []Operation
	// setComment tells whether there is such a permission.
	setComment(t *postgres.Table, role string, comment *string) bool
	remove(t *postgres.Table, role string) bool
}

var permissionKinds = map[string]anyPermission{
	"select": selectKind, "insert": insertKind, "update": updateKind, "delete": deleteKind,
}

// permissionOperations edit the permissions of tables.
var permissionOperations = slices.Concat(
	selectKind.operations(), insertKind.operations(), updateKind.operations(), deleteKind.operations(),
	[]Operation{{"set_permission_comment", decodeSetPermissionComment}},
)

func (k permissionKind[P]) operations() []Operation {
	return []Operation{
		{"create_" + k.verb + "_permission", k.decodeCreate},
		{"drop_" + k.verb + "_permission", k.decodeDrop},
	}
}

func (k permissionKind[P]) object(role string, at place) string {
	return partObject(k.verb+"_permission", role, at)
}

func (k permissionKind[P]) index(t *postgres.Table, role string) int {
	return slices.IndexFunc(*k.list(t), func(p *P) bool { return k.role(p) == role })
}

func (k permissionKind[P]) decodeCreate(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at := placeOf(o)
	p := element(o, k.decode, "role", "permission", "comment")
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		role, list := k.role(p), k.list(t)
		if role == planner.Admin || k.index(t, role) >= 0 {
			return Outcome{}, fault(planner.CodeAlreadyExists, "%s permission already defined on table %q with role %q", k.verb, at.table.String(), role)
		}
		*list = append(*list, p)
		return altered(k.object(role, at))
	})
}

func (k permissionKind[P]) decodeDrop(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at, role := placeOf(o), o.Name("role")
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		if !k.remove(t, role) {
			return Outcome{}, noPermission(k.verb, role, at)
		}
		return removed()
	})
}

func noPermission(verb, role string, at place) error {
	return fault(planner.CodePermissionDenied, "%s permission on %q for role %q does not exist", verb, at.table.String(), role)
}

func (k permissionKind[P]) remove(t *postgres.Table, role string) bool {
	i := k.index(t, role)
	if i < 0 {
		return false
	}
	list := k.list(t)
	*list = slices.Delete(*list, i, i+1)
	return true
}

func (k permissionKind[P]) setComment(t *postgres.Table, role string, comment *string) bool {
	i := k.index(t, role)
	if i < 0 {
		return false
	}
	list := *k.list(t)
	p := *list[i]
	*k.comment(&p) = comment
	list[i] = &p
	return true
}

func decodeSetPermissionComment(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at, role, verb, comment := placeOf(o), o.Name("role"), o.Name("permission"), o.Comment("comment")
	kind := permissionKinds[verb]
	if kind == nil {
		o.Fail(o.At("permission"), "invalid permission type: %q", verb)
	}
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		if !kind.setComment(t, role, comment) {
			return Outcome{}, noPermission(verb, role, at)
		}
		return altered(partObject(verb+"_permission", role, at))
	})
}
