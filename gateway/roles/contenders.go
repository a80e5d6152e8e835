package roles

import (
	"maps"
	"slices"

	"github.com/weftql/weft/planner"
	slice "github.com/weftql/weft/postgres-source/metadata"
)

// contenders are the roles, each in the variants of its schema that matter, which may meet
// conflicts that no other meets.
//
// The fields and types of a single database meet only each other and its own links, and admin
// sees all of those: the others' schemas are then built when somebody asks. What two sources
// have in common may be alike for one role and differ for another. The Relay schema adds
// fields to types that links leave from; it has them for every role alike, so that admin's
// tells of them all. With the secret a role may see fields that are for backends only.
func (e *Epoch) contenders() []planner.Role {
	roles := []planner.Role{{Name: planner.Admin}}
	single := len(e.sources) == 1 && e.sources[0].ID().Kind == planner.DatabaseSource
	if !single || slices.ContainsFunc(e.Document.Sources, leadsElsewhere) {
		roles = append(roles, planner.Role{Name: planner.Admin, Relay: true})
	}
	if single {
		return roles
	}
	roles = append(roles, planner.Role{Name: planner.Admin, Backend: true}, planner.Role{Name: unknownRole})
	backend := e.backendRoles()
	for _, name := range slices.Sorted(maps.Keys(e.known)) {
		roles = append(roles, planner.Role{Name: name})
		if backend[name] {
			roles = append(roles, planner.Role{Name: name, Backend: true})
		}
	}
	return roles
}

// leadsElsewhere tells whether links leave a database.
func leadsElsewhere(s *slice.Source) bool {
	return slices.ContainsFunc(s.Tables, func(t *slice.Table) bool { return len(t.RemoteRelationships) > 0 })
}

// backendRoles are the roles with permissions for backends only. Inherited roles may have any.
func (e *Epoch) backendRoles() map[string]bool {
	roles := map[string]bool{}
	for _, s := range e.Document.Sources {
		for _, role := range s.BackendRoles() {
			roles[role] = true
		}
	}
	if len(roles) > 0 {
		for _, r := range e.Document.InheritedRoles {
			roles[r.RoleName] = true
		}
	}
	return roles
}
