package metadata

import (
	"maps"
	"slices"
)

// Roles lists the roles that any permission of the source names, sorted.
func (s *Source) Roles() []string {
	seen := map[string]bool{}
	for _, t := range s.Tables {
		for _, p := range t.SelectPermissions {
			seen[p.Role] = true
		}
		for _, p := range t.InsertPermissions {
			seen[p.Role] = true
		}
		for _, p := range t.UpdatePermissions {
			seen[p.Role] = true
		}
		for _, p := range t.DeletePermissions {
			seen[p.Role] = true
		}
	}
	for _, f := range s.Functions {
		for _, p := range f.Permissions {
			seen[p.Role] = true
		}
	}
	for _, m := range s.LogicalModels {
		for _, p := range m.SelectPermissions {
			seen[p.Role] = true
		}
	}
	for _, q := range s.NativeQueries {
		if q.Inline == nil {
			continue
		}
		for _, p := range q.Inline.SelectPermissions {
			seen[p.Role] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// BackendRoles lists the roles with a permission for backends only, as often as they have one.
func (s *Source) BackendRoles() []string {
	var roles []string
	add := func(role string, backendOnly bool) {
		if backendOnly {
			roles = append(roles, role)
		}
	}
	for _, t := range s.Tables {
		for _, p := range t.InsertPermissions {
			add(p.Role, p.BackendOnly)
		}
		for _, p := range t.UpdatePermissions {
			add(p.Role, p.BackendOnly)
		}
		for _, p := range t.DeletePermissions {
			add(p.Role, p.BackendOnly)
		}
	}
	return roles
}
