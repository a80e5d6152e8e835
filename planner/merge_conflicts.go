package planner

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// refuse tells why a part cannot be merged after the accepted ones, or nil.
func (s *Schema) refuse(m *member) *clash {
	for _, op := range operations {
		for _, f := range m.part.Roots(op) {
			if have, owner := s.rootField(op, f.Name); owner != nil && !sharable(op, have, f) {
				return &clash{root: f.Name, reason: rootConflict(op, f.Name, owner.id, m.id)}
			}
		}
	}
	for _, name := range [...]string{queryRoot, mutationRoot, subscriptionRoot} {
		if m.part.Type(name) != nil {
			return &clash{typ: name, reason: typeConflict(name)}
		}
	}
	if len(s.members) == 0 {
		return nil // a large database comes first, and naming its types takes a while
	}
	for name := range m.part.TypeNames() {
		for _, other := range s.members {
			// Most names are unknown to the other parts, so that nothing is built here.
			if t := other.part.Type(name); t != nil && !sameType(t, m.part.Type(name)) {
				return &clash{typ: name, reason: typeConflict(name)}
			}
		}
	}
	return nil
}

func rootConflict(op ast.Operation, field string, owner, id ID) string {
	switch {
	case id.Kind != RemoteSchemaSource:
		return fmt.Sprintf("Encountered conflicting definitions in the selection set for '%s' for field '%s' defined in %s and %s. "+
			"Fields must not be defined more than once across all sources.", newRootType(op).Name, field, owner, id)
	case owner.Kind == RemoteSchemaSource:
		return fmt.Sprintf("Duplicate remote field '%s'", field)
	default:
		return fmt.Sprintf("Field cannot be overwritten by remote field '%s'", field)
	}
}

func typeConflict(name string) string {
	return fmt.Sprintf("Found conflicting definitions for GraphQL type '%s'", name)
}

// sameType tells whether two parts define a type alike, whatever they say to describe it.
func sameType(a, b *Type) bool {
	if a == b {
		return true
	}
	return b != nil && a.Kind == b.Kind &&
		slices.EqualFunc(a.Fields, b.Fields, sameField) &&
		slices.EqualFunc(a.Inputs, b.Inputs, sameInput) &&
		slices.EqualFunc(a.Values, b.Values, func(v, w *EnumValue) bool { return v.Name == w.Name }) &&
		sameNames(a.Interfaces, b.Interfaces) && (a.Open && b.Open || sameNames(a.Possible, b.Possible))
}

func sameField(a, b *Field) bool {
	return a.Name == b.Name && a.Type.String() == b.Type.String() && slices.EqualFunc(a.Args, b.Args, sameInput)
}

func sameInput(a, b *InputValue) bool {
	return a.Name == b.Name && a.Type.String() == b.Type.String() && a.Default.Equal(b.Default)
}

func sameNames(a, b []string) bool {
	return len(a) == len(b) && slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
