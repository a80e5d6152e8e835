package roles

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/weftql/weft/gateway/actions"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
)

// Epoch is one version of the metadata with everything built from it. It is immutable but
// for its plan caches, and safe for concurrent use: load it once per request.
type Epoch struct {
	// Version is the resource version of the metadata it was built from.
	Version int
	// Document is the metadata itself; it must not be changed.
	Document *metadata.Document
	// Inconsistencies are the objects that were left out, conflicts between sources
	// included.
	Inconsistencies []Inconsistency
	// Retry is set when an object was left out because a peer did not answer: building the
	// epoch again may help.
	Retry bool

	sources []planner.Source // in merge order: databases, actions, remote schemas
	known   map[string]bool  // roles that metadata names
	bind    planner.BindOptions
	cache   planner.CacheOptions
	missing map[planner.ID]missing // peers that did not answer

	mu      sync.Mutex
	planner map[planner.Role]*planner.Cache
	shared  map[planner.Fingerprint]*planner.Cache // equal schemas share a cache
}

// unknownRole stands for every role that metadata does not name: they all see the same
// (contract/auth-and-server.md 2.5). No role can be called so: names are not empty.
const unknownRole = ""

// Planner returns the plan cache of the schema that role sees. Roles that see the same
// share it.
func (e *Epoch) Planner(role planner.Role) (*planner.Cache, error) {
	if role.Name != planner.Admin && !e.known[role.Name] {
		role.Name = unknownRole
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if c, ok := e.planner[role]; ok {
		return c, nil
	}
	c, _, err := e.merge(role)
	return c, err
}

// Roles lists the roles that metadata names, admin first.
func (e *Epoch) Roles() []string {
	return append([]string{planner.Admin}, slices.Sorted(maps.Keys(e.known))...)
}

// Actions returns the source of the epoch's actions, or nil when it has none.
func (e *Epoch) Actions() *actions.Source {
	for _, s := range e.sources {
		if a, ok := s.(*actions.Source); ok {
			return a
		}
	}
	return nil
}

// merge builds the schema of a role. Lock should be held.
func (e *Epoch) merge(role planner.Role) (*planner.Cache, []planner.Conflict, error) {
	parts := make([]planner.Part, 0, len(e.sources))
	for _, s := range e.sources {
		p, err := s.Part(role)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", s.ID(), err)
		}
		parts = append(parts, p)
	}
	schema, conflicts := planner.Merge(role, parts, e.bindOptions(role))
	c, ok := e.shared[schema.Fingerprint()]
	if !ok {
		c = planner.NewCache(schema, e.cache)
		e.shared[schema.Fingerprint()] = c
	}
	e.planner[role] = c
	return c, conflicts, nil
}

// bindOptions are the process's, without introspection for roles that the metadata takes it
// from (contract/auth-and-server.md 9.1).
func (e *Epoch) bindOptions(role planner.Role) planner.BindOptions {
	o := e.bind
	if role.Name != planner.Admin && slices.Contains(e.Document.SchemaIntrospection.DisabledForRoles, role.Name) {
		o.NoIntrospection = true
	}
	return o
}

// mergeAll builds the schema of every role that may meet a conflict, so that it shows when
// the metadata changes and not when somebody asks.
func (e *Epoch) mergeAll() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, role := range e.contenders() {
		_, conflicts, err := e.merge(role)
		if err != nil {
			return err
		}
		e.report(role, conflicts)
	}
	return nil
}
