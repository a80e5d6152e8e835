package upstream

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Schema is what a server serves, or the part of it that a role may see. It is immutable.
type Schema struct {
	Types map[string]*ast.Definition // introspection types excluded
	// Query, Mutation and Subscription are the names of the root types; Query always
	// exists.
	Query, Mutation, Subscription string
	// Possible lists the object types of interfaces and unions, sorted.
	Possible map[string][]string
}

// Root returns the name of an operation's root type, or "".
func (s *Schema) Root(op ast.Operation) string {
	switch op {
	case ast.Mutation:
		return s.Mutation
	case ast.Subscription:
		return s.Subscription
	default:
		return s.Query
	}
}

// Field returns the field of an object or interface type, or nil.
func (s *Schema) Field(typeName, field string) *ast.FieldDefinition {
	if t := s.Types[typeName]; t != nil {
		return t.Fields.ForName(field)
	}
	return nil
}

// Kind returns the kind of the named type. Built-in scalars need no definition.
func (s *Schema) Kind(name string) (ast.DefinitionKind, bool) {
	if t := s.Types[name]; t != nil {
		return t.Kind, true
	}
	return ast.Scalar, BuiltIn(name)
}

// Composite tells whether fields are selected from the named type.
func (s *Schema) Composite(name string) bool {
	t := s.Types[name]
	return t != nil && t.IsCompositeType()
}

// BuiltIn tells whether name is a scalar of GraphQL itself.
func BuiltIn(name string) bool {
	switch name {
	case "Int", "Float", "String", "Boolean", "ID":
		return true
	}
	return false
}

// Complete fills what follows from the types: default root types (section 3.2, also used
// for a role's schema) and the possible types.
func (s *Schema) Complete() {
	if s.Mutation == "" && s.object("Mutation") {
		s.Mutation = "Mutation"
	}
	if s.Subscription == "" && s.object("Subscription") {
		s.Subscription = "Subscription"
	}
	s.Possible = map[string][]string{}
	for name, t := range s.Types {
		switch t.Kind {
		case ast.Union:
			s.Possible[name] = append(s.Possible[name], t.Types...)
		case ast.Object:
			for _, i := range t.Interfaces {
				s.Possible[i] = append(s.Possible[i], name)
			}
		}
	}
	for _, names := range s.Possible {
		slices.Sort(names)
	}
}

func (s *Schema) object(name string) bool {
	t := s.Types[name]
	return t != nil && t.Kind == ast.Object
}

// Reachable returns the names of the types that can be met from the root fields, sorted,
// the root types themselves only if a field leads to them.
func (s *Schema) Reachable() []string {
	seen := map[string]bool{}
	for _, op := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		if root := s.Types[s.Root(op)]; root != nil {
			s.reachFields(root, seen)
		}
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}

func (s *Schema) reach(name string, seen map[string]bool) {
	t := s.Types[name]
	if t == nil || seen[name] {
		return
	}
	seen[name] = true
	s.reachFields(t, seen)
	for _, i := range t.Interfaces {
		s.reach(i, seen)
	}
	for _, p := range s.Possible[name] {
		s.reach(p, seen)
	}
}

func (s *Schema) reachFields(t *ast.Definition, seen map[string]bool) {
	for _, f := range t.Fields {
		s.reach(f.Type.Name(), seen)
		for _, a := range f.Arguments {
			s.reach(a.Type.Name(), seen)
		}
	}
}
