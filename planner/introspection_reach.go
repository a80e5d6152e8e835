package planner

import (
	"maps"
	"slices"
)

// reachableNames returns the names of the types that introspection lists, sorted: what can
// be reached from the roots and from the directives, and the introspection types
// (contract/postgres-graphql.md 9.1).
func (s *Schema) reachableNames() []string {
	r := reach{schema: s, seen: map[string]bool{}}
	for name := range introspectionTypes {
		r.add(name)
	}
	for _, d := range shownDirectives() {
		r.inputs(d.args)
	}
	return r.names(nil)
}

// reach walks a schema from type to type. What it has seen at the end are types that exist.
type reach struct {
	schema *Schema
	seen   map[string]bool
	todo   []string
}

// names walks from the roots and what was added before, and returns the names of all types
// met, sorted. Fields that skip tells are not followed; nil: all are.
func (r *reach) names(skip func(typeName, field string) bool) []string {
	for _, op := range operations {
		if t := r.schema.Root(op); t != nil {
			r.add(t.Name)
		}
	}
	for len(r.todo) > 0 {
		last := len(r.todo) - 1
		name := r.todo[last]
		r.todo = r.todo[:last]
		if t := r.schema.Type(name); t != nil {
			r.from(t, skip)
		} else {
			delete(r.seen, name)
		}
	}
	return slices.Sorted(maps.Keys(r.seen))
}

func (r *reach) add(name string) {
	if !r.seen[name] {
		r.seen[name] = true
		r.todo = append(r.todo, name)
	}
}

func (r *reach) from(t *Type, skip func(typeName, field string) bool) {
	for _, f := range t.Fields {
		if skip != nil && skip(t.Name, f.Name) {
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
