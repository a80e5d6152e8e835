package operations

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// inheritedRoleOperations edit inherited roles (contract/metadata-and-migrations.md 6.3).
var inheritedRoleOperations = []Operation{
	{"add_inherited_role", decodeAddInheritedRole},
	{"drop_inherited_role", decodeDropInheritedRole},
}

// decodeAddInheritedRole adds a role, or changes the one of that name.
func decodeAddInheritedRole(args json.RawMessage, path *planner.Path) (Edit, error) {
	r, err := metadata.DecodeInheritedRole(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		if slices.Contains(r.RoleSet, r.RoleName) {
			return Outcome{}, fault(planner.CodeInvalidParams, "an inherited role name cannot be in the role combination")
		}
		if r.RoleName == planner.Admin {
			return Outcome{}, fault(planner.CodeInvalidParams, "the admin role cannot inherit permissions")
		}
		if i := d.inheritedIndex(r.RoleName); i >= 0 {
			d.doc.InheritedRoles[i] = r
		} else {
			d.doc.InheritedRoles = append(d.doc.InheritedRoles, r)
		}
		if cycle := roleCycle(d.doc.InheritedRoles, r.RoleName); cycle != nil {
			return Outcome{}, fault(CodeCyclicDependency, "found cycle(s) in roles: %s", fmt.Sprintf("[%s]", strings.Join(cycle, ",")))
		}
		// Parents that nobody defines yet make the role inconsistent, with those below it, and
		// are accepted.
		return Outcome{Tolerated: inheritors(d.doc.InheritedRoles, r.RoleName)}, nil
	}, nil
}

// inheritors names a role and all that inherit from it, as inconsistencies do. There are no
// cycles.
func inheritors(roles []metadata.InheritedRole, role string) []string {
	found := []string{role}
	for i := 0; i < len(found); i++ {
		for _, r := range roles {
			if slices.Contains(r.RoleSet, found[i]) && !slices.Contains(found, r.RoleName) {
				found = append(found, r.RoleName)
			}
		}
	}
	for i, name := range found {
		found[i] = "inherited_role " + name
	}
	return found
}

func (d *Draft) inheritedIndex(role string) int {
	return slices.IndexFunc(d.doc.InheritedRoles, func(r metadata.InheritedRole) bool { return r.RoleName == role })
}

// roleCycle returns the roles on a way from a role back to itself, or nil.
func roleCycle(roles []metadata.InheritedRole, start string) []string {
	seen := map[string]bool{}
	var walk func(role string, way []string) []string
	walk = func(role string, way []string) []string {
		i := slices.IndexFunc(roles, func(r metadata.InheritedRole) bool { return r.RoleName == role })
		if i < 0 || seen[role] {
			return nil
		}
		seen[role] = true
		for _, parent := range roles[i].RoleSet {
			if parent == start {
				return append(way, role)
			}
			if found := walk(parent, append(way, role)); found != nil {
				return found
			}
		}
		return nil
	}
	return walk(start, nil)
}

func decodeDropInheritedRole(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("role_name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.inheritedIndex(name)
		if i < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "%s inherited role doesn't exist", name)
		}
		d.doc.InheritedRoles = slices.Delete(d.doc.InheritedRoles, i, i+1)
		return removed()
	})
}
