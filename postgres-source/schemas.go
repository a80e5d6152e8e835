package postgres

import (
	"sync"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// schemas are the schemas of one model by role. All epochs share them in which the model
// stays the same.
type schemas struct {
	model   *model.Model
	options schema.Options
	// age counts the models before this one that used the same cache.
	age int

	mu     sync.Mutex
	byRole map[planner.Role]*schema.Schema
	// byContent shares one schema between roles that see and may do the same.
	byContent map[planner.Fingerprint]*schema.Schema
}

func newSchemas(m *model.Model, options schema.Options) *schemas {
	options.Cache = &schema.Cache{}
	return &schemas{
		model: m, options: options,
		byRole: map[planner.Role]*schema.Schema{}, byContent: map[planner.Fingerprint]*schema.Schema{},
	}
}

// maxAge bounds how many models share a cache one after the other: it keeps what was made for
// permissions that are no more.
const maxAge = 64

// regranted are the schemas of a model that differs from s's in permissions only. What is the
// same for both is shared, and roles with the same permissions in both keep their schemas.
func (s *schemas) regranted(m *model.Model) *schemas {
	if s.age >= maxAge {
		return newSchemas(m, s.options)
	}
	next := &schemas{
		model: m, options: s.options, age: s.age + 1,
		byRole: map[planner.Role]*schema.Schema{}, byContent: map[planner.Fingerprint]*schema.Schema{},
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for role, known := range s.byRole {
		if of := known.Of(m, role); of != nil {
			next.byRole[role] = once(next.byContent, of.Fingerprint(), func() *schema.Schema { return of })
		}
	}
	return next
}

// inconsistencies are the objects whose names are taken.
func (s *schemas) inconsistencies() []model.Inconsistency {
	return schema.Inconsistencies(s.model, s.options)
}

// of returns the schema of a role.
func (s *schemas) of(role planner.Role) *schema.Schema {
	s.mu.Lock()
	defer s.mu.Unlock()
	return once(s.byRole, role, func() *schema.Schema {
		made := schema.New(s.model, role, s.options)
		return once(s.byContent, made.Fingerprint(), func() *schema.Schema { return made })
	})
}
