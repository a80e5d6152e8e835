package roles

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// knownRoles lists the roles a document names anywhere. All others see the same.
func knownRoles(doc *metadata.Document) map[string]bool {
	known := map[string]bool{}
	for _, s := range doc.Sources {
		for _, role := range s.Roles() {
			known[role] = true
		}
	}
	for i := range doc.Actions {
		for _, role := range doc.Actions[i].Roles() {
			known[role] = true
		}
	}
	for i := range doc.RemoteSchemas {
		for _, p := range doc.RemoteSchemas[i].Permissions {
			known[p.Role] = true
		}
	}
	for _, r := range doc.InheritedRoles {
		known[r.RoleName] = true
	}
	for _, role := range doc.SchemaIntrospection.DisabledForRoles {
		known[role] = true // it sees something else than others nobody named
	}
	delete(known, planner.Admin)
	return known
}

// inheritedRoles takes the inherited roles in, and reports those that cannot be: one called
// admin, roles that inherit from each other, from one nobody knows, or from one that cannot
// be (contract/metadata-and-migrations.md 6.3). Such a role inherits nothing: what it was
// meant to see is not known.
func (b *builder) inheritedRoles() {
	wrong := b.impossibleRoles()
	_, cycles := model.Resolve(b.inheritedExcept(wrong))
	for _, cycle := range cycles {
		for _, name := range cycle {
			wrong[name] = "found cycle(s) in roles: " + strings.Join(cycle, " -> ")
		}
	}
	b.inheritWrong(wrong)
	for _, r := range b.doc.InheritedRoles {
		if reason := wrong[r.RoleName]; reason != "" {
			b.leaveOut("inherited_role", "inherited_role "+r.RoleName, r, reason)
		}
	}
	b.inherited, _ = model.Resolve(b.inheritedExcept(wrong))
}

// impossibleRoles are inherited roles that cannot be by themselves, and why.
func (b *builder) impossibleRoles() map[string]string {
	wrong := map[string]string{}
	for _, r := range b.doc.InheritedRoles {
		unknown := func(parent string) bool { return parent != planner.Admin && !b.epoch.known[parent] }
		if i := slices.IndexFunc(r.RoleSet, unknown); i >= 0 {
			wrong[r.RoleName] = "the role \"" + r.RoleSet[i] + "\" does not exist"
		}
		if r.RoleName == planner.Admin {
			wrong[r.RoleName] = "the admin role cannot inherit permissions"
		}
	}
	return wrong
}

// inheritWrong adds the roles that inherit from a wrong one, however far below.
func (b *builder) inheritWrong(wrong map[string]string) {
	for more := true; more; {
		more = false
		for _, r := range b.doc.InheritedRoles {
			i := slices.IndexFunc(r.RoleSet, func(parent string) bool { return parent != planner.Admin && wrong[parent] != "" })
			if i >= 0 && wrong[r.RoleName] == "" {
				wrong[r.RoleName] = "the role \"" + r.RoleSet[i] + "\" is inconsistent"
				more = true
			}
		}
	}
}

func (b *builder) inheritedExcept(wrong map[string]string) []model.InheritedRole {
	var all []model.InheritedRole
	for _, r := range b.doc.InheritedRoles {
		if wrong[r.RoleName] == "" {
			all = append(all, model.InheritedRole{Name: r.RoleName, Parents: r.RoleSet})
		}
	}
	return all
}

// parents lists all roles that an inherited role has below it, however deep.
func (b *builder) parents(role string) []string {
	var all []string
	var walk func(string)
	walk = func(name string) {
		i := slices.IndexFunc(b.inherited, func(r model.InheritedRole) bool { return r.Name == name })
		if i < 0 {
			return
		}
		for _, p := range b.inherited[i].Parents {
			if !slices.Contains(all, p) && p != role {
				all = append(all, p)
				walk(p)
			}
		}
	}
	walk(role)
	return all
}

// inheritedRemote adds the permissions of inherited roles: only where all parents that have
// one agree; otherwise the conflict is an inconsistency
// (contract/remote-schemas-and-joins.md 5.1).
func (b *builder) inheritedRemote(r *remote.Schema) []remote.Permission {
	list := slices.Clone(r.Permissions)
	find := func(role string) *remote.Permission {
		i := slices.IndexFunc(r.Permissions, func(p remote.Permission) bool { return p.Role == role })
		if i < 0 {
			return nil
		}
		return &r.Permissions[i]
	}
	for _, in := range b.inherited {
		if find(in.Name) != nil {
			continue
		}
		var found *remote.Permission
		agree := true
		for _, parent := range b.parents(in.Name) {
			p := find(parent)
			if p != nil && found != nil && p.Definition != found.Definition {
				agree = false
			}
			if p != nil {
				found = p
			}
		}
		switch {
		case found == nil:
		case agree:
			list = append(list, remote.Permission{Role: in.Name, Definition: found.Definition})
		default:
			b.conflict(in.Name, r.Name)
		}
	}
	return list
}

func (b *builder) conflict(role, schema string) {
	entity, err := json.Marshal(map[string]string{"remote_schema": schema, "permission_type": "remote_schema_permission"})
	if err != nil {
		panic("roles: a map of texts does not encode: " + err.Error())
	}
	b.epoch.Inconsistencies = append(b.epoch.Inconsistencies, Inconsistency{
		Type: "inherited role permission inconsistency", Name: role, Entity: entity,
		Reason: "Could not inherit permission for the role '" + role + "' for the entity: 'remote schema permission, remote schema: '" + schema + "''",
	})
}
