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
