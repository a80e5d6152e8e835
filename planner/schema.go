package planner

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Names of the root types (contract/postgres-graphql.md 1.3).
const (
	queryRoot        = "query_root"
	mutationRoot     = "mutation_root"
	subscriptionRoot = "subscription_root"
)

// Schema is what one role sees: the merged parts of all sources. It is made by [Merge] and
// safe for concurrent use. Types are built when they are first looked up.
type Schema struct {
	opts        BindOptions
	members     []*member        // accepted parts, in the order they were merged
	own         *member          // the planner's own part: introspection and the placeholder
	roots       [3]*root         // by operation kind, see rootIndex; nil when a kind has no field
	open        map[string]*Type // open types of several parts, with the possible types of all
	fingerprint Fingerprint
}

// root is a root type with the member that answers each of its fields.
type root struct {
	typ    *Type
	owners []*member            // parallel to typ.Fields; of shared ones the first
	shared map[string][]*member // all owners, of fields that have several
}

// Fingerprint is equal for schemas that answer every request equally, whatever the names of
// their roles.
func (s *Schema) Fingerprint() Fingerprint { return s.fingerprint }

// Root returns the root type of an operation kind, or nil when the role has no field of it.
// The query root always exists. `__schema` and `__type` are not listed in it.
func (s *Schema) Root(op ast.Operation) *Type {
	if r := s.root(op); r != nil {
		return r.typ
	}
	return nil
}

// Type returns the type called name with the fields of links that leave from it, or nil.
// A type that several parts share is the first part's; an open one has the possible types of
// all.
func (s *Schema) Type(name string) *Type {
	if t := builtinType(name); t != nil {
		return t
	}
	for _, r := range s.roots {
		if r != nil && r.typ.Name == name {
			return r.typ
		}
	}
	if t := s.own.part.Type(name); t != nil {
		return t
	}
	if t := s.open[name]; t != nil {
		return t
	}
	for _, m := range s.members {
		if t := m.lookup(name); t != nil {
			return t
		}
	}
	return nil
}

// Part returns the accepted part of a source, or nil.
func (s *Schema) Part(id ID) Part {
	if m := s.member(id); m != nil {
		return m.part
	}
	return nil
}

// PartOf returns the part that answers a root field, or nil when there is no such field.
// `__schema`, `__type` and the placeholder are answered by the planner's own part, of kind
// [IntrospectionSource]; `__typename` by none. A namespace belongs to the part of all
// fields below it; see [Field.Namespace]. Of a shared field it is the first of its parts.
func (s *Schema) PartOf(op ast.Operation, field string) Part {
	if _, m := s.rootField(op, field); m != nil {
		return m.part
	}
	return nil
}

func (s *Schema) root(op ast.Operation) *root { return s.roots[rootIndex(op)] }

func rootIndex(op ast.Operation) int {
	switch op {
	case ast.Mutation:
		return 1
	case ast.Subscription:
		return 2
	default:
		return 0
	}
}

// member finds the accepted part of a source.
func (s *Schema) member(id ID) *member {
	if id == s.own.id {
		return s.own
	}
	for _, m := range s.members {
		if m.id == id {
			return m
		}
	}
	return nil
}

// rootField finds a root field, hidden ones included, and the member that answers it.
func (s *Schema) rootField(op ast.Operation, name string) (*Field, *member) {
	r := s.root(op)
	if r == nil {
		return nil, nil
	}
	i, ok := slices.BinarySearchFunc(r.typ.Fields, name, func(f *Field, n string) int { return strings.Compare(f.Name, n) })
	if ok {
		return r.typ.Fields[i], r.owners[i]
	}
	if op == ast.Query {
		switch name {
		case schemaField.Name:
			return schemaField, s.own
		case typeField.Name:
			return typeField, s.own
		}
	}
	return nil, nil
}

// TypeNames returns the names of the types that can be reached from the roots, sorted,
// without the built-in scalars and the types of introspection.
func (s *Schema) TypeNames() []string {
	return slices.DeleteFunc(newReach(s, nil).names(), func(name string) bool { return builtinType(name) != nil })
}
