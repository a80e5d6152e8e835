package schema

import (
	"iter"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// Schema is one source as one role sees it: all of [planner.Part] but Compile. It is
// immutable to its callers and safe for concurrent use; types are built when they are first
// looked up.
type Schema struct {
	frame  *frame
	model  *model.Model
	role   planner.Role
	grants grants
	// views and writes are by table.index; nil where the role may do nothing of the kind.
	views  []*view
	writes []*writes
	roots  map[ast.Operation][]*planner.Field
	// inner are the root fields inside the source's namespace; roots itself without one.
	inner map[ast.Operation][]*planner.Field
	links []*planner.Link
	// namespace are the types of the namespace; nil without one.
	namespace map[string]*planner.Type
	// singles are the types that depend on all that the role may see, made when looked up. The
	// frame's lock guards them.
	singles map[string]*planner.Type

	fingerprint func() planner.Fingerprint
}

// New describes the model to role. It is cheap: root fields and names are made, types are
// not. A role unknown to the model gets a schema without root fields.
func New(m *model.Model, role planner.Role, options Options) *Schema {
	f := frameFor(m, options)
	f.mu.Lock()
	defer f.mu.Unlock()
	s := &Schema{
		frame: f, model: m, role: role, grants: f.grantsOf(m, role.Name), singles: map[string]*planner.Type{},
		views: make([]*view, len(f.tables)), writes: make([]*writes, len(f.tables)),
	}
	for i, t := range f.tables {
		s.views[i] = f.viewOf(t, s.grants)
		s.writes[i] = f.writesOf(t, s.grants)
	}
	s.addRoots()
	s.addLinks()
	s.fingerprint = sync.OnceValue(s.hash)
	return s
}

// Of returns the schema that another model has for role, which has s in s's own model, or nil
// when that is not known to be the same. s may have been made for another role, which then
// saw the same: neither may have got other permissions.
func (s *Schema) Of(m *model.Model, role planner.Role) *Schema {
	if !m.GrantsLike(s.model, role.Name) || !m.GrantsLike(s.model, s.role.Name) {
		return nil
	}
	of := *s
	of.model = m
	return &of
}

// Role returns the role the schema was made for.
func (s *Schema) Role() planner.Role { return s.role }

// Model returns the model the schema was made from.
func (s *Schema) Model() *model.Model { return s.model }

// Roots implements [planner.Part].
func (s *Schema) Roots(op ast.Operation) []*planner.Field { return s.roots[op] }

// Links implements [planner.Part].
func (s *Schema) Links() []*planner.Link { return s.links }

// Fingerprint implements [planner.Part]: it is equal for two roles of one model that see
// and may do the same.
func (s *Schema) Fingerprint() planner.Fingerprint { return s.fingerprint() }

// Type implements [planner.Part].
func (s *Schema) Type(name string) *planner.Type {
	if t := s.namespace[name]; t != nil {
		return t
	}
	return s.frame.typ(s, name)
}

// TypeNames implements [planner.Part].
func (s *Schema) TypeNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range s.namespace {
			if !yield(name) {
				return
			}
		}
		for name, r := range s.frame.index {
			if s.has(r) && !yield(name) {
				return
			}
		}
		for name, one := range s.frame.singles {
			if one.shownTo(s) && !yield(name) {
				return
			}
		}
	}
}

// columnsOf returns what the role may read in t's own rows; empty when it may not select.
func (s *Schema) columnsOf(t *table) *columns {
	if v := s.views[t.index]; v != nil {
		return v.columns
	}
	return noColumns
}

var noColumns = &columns{}
