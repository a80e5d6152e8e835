package planner

import (
	"maps"
	"slices"
)

// reach walks a schema from type to type, what is nearest to the roots first, and only as
// far as it is asked to: types are built when they are looked up.
type reach struct {
	schema *Schema
	skip   func(typeName, field string) bool // fields not followed; nil: all are
	seen   map[string]bool                   // at the end, all of these exist
	todo   []string                          // seen, and not walked from
}

// newReach starts at the roots.
func newReach(s *Schema, skip func(typeName, field string) bool) *reach {
	r := &reach{schema: s, skip: skip, seen: map[string]bool{}}
	for _, op := range operations {
		if t := s.Root(op); t != nil {
			r.add(t.Name)
		}
	}
	return r
}

// newShown walks the types that introspection shows: what can be reached from the roots and
// from the directives, and the introspection types (contract/postgres-graphql.md 9.1).
// Schemas know more types, such as those of values that all roles share.
func newShown(s *Schema) *reach {
	r := newReach(s, nil)
	for name := range introspectionTypes {
		r.add(name)
	}
	for _, d := range shownDirectives() {
		r.inputs(d.args)
	}
	return r
}

// names walks to the end and returns the names of all types met, sorted.
func (r *reach) names() []string {
	for r.step() {
	}
	return slices.Sorted(maps.Keys(r.seen))
}

// meets walks on until it meets a type, and tells whether it did.
func (r *reach) meets(t *Type) bool {
	for !r.seen[t.Name] {
		if !r.step() {
			return false
		}
	}
	return true
}

// step walks from one type; false when there is none left.
func (r *reach) step() bool {
	if len(r.todo) == 0 {
		return false
	}
	name := r.todo[0]
	r.todo = r.todo[1:]
	if t := r.schema.Type(name); t != nil {
		r.from(t)
	} else {
		delete(r.seen, name)
	}
	return true
}

func (r *reach) add(name string) {
	if !r.seen[name] {
		r.seen[name] = true
		r.todo = append(r.todo, name)
	}
}

func (r *reach) from(t *Type) {
	for _, f := range t.Fields {
		if r.skip != nil && r.skip(t.Name, f.Name) {
			continue
		}
		r.add(f.Type.Name())
		r.inputs(f.Args)
	}
	r.inputs(t.Inputs)
	for _, name := range t.Interfaces {
		r.add(name)
	}
	for _, name := range t.Possible {
		r.add(name)
	}
}

func (r *reach) inputs(list []*InputValue) {
	for _, in := range list {
		r.add(in.Type.Name())
	}
}
