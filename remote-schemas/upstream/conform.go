package upstream

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// checkInterfaces tells whether t provides what the interfaces it implements promise.
func (s *Schema) checkInterfaces(t *ast.Definition) error {
	for _, name := range t.Interfaces {
		i := s.Types[name]
		switch {
		case i == nil:
			return missingType(name)
		case i.Kind != ast.Interface:
			return fmt.Errorf("Error: object type %s can only implement interfaces", t.Name)
		}
		if err := s.conforms(t, i); err != nil {
			return err
		}
	}
	return nil
}

func (s *Schema) conforms(t, i *ast.Definition) error {
	for _, want := range i.Fields {
		got := t.Fields.ForName(want.Name)
		if got == nil {
			return fmt.Errorf("Interface field '%s'.%q expected, but '%s' does not provide it", i.Name, want.Name, t.Name)
		}
		if !s.subtype(got.Type, want.Type) {
			return fmt.Errorf("The type of Object field '%s'.%q (%s) is not the same type/sub type of Interface field '%s'.%q (%s)",
				t.Name, got.Name, got.Type, i.Name, want.Name, want.Type)
		}
		if err := conformArguments(t, i, got, want); err != nil {
			return err
		}
	}
	return nil
}

func conformArguments(t, i *ast.Definition, got, want *ast.FieldDefinition) error {
	for _, w := range want.Arguments {
		g := got.Arguments.ForName(w.Name)
		if g == nil {
			return fmt.Errorf("Interface field argument '%s'.%q(%q:) required, but Object field '%s'.%q does not provide it",
				i.Name, want.Name, w.Name, t.Name, got.Name)
		}
		if g.Type.String() != w.Type.String() {
			return fmt.Errorf("Interface field argument '%s'.%q(%q:) expects type %s, but Object field '%s'.%q has argument of type %s",
				i.Name, want.Name, w.Name, w.Type, t.Name, got.Name, g.Type)
		}
	}
	for _, g := range got.Arguments {
		if want.Arguments.ForName(g.Name) == nil && g.Type.NonNull && g.DefaultValue == nil {
			return fmt.Errorf("Object field argument '%s'.%q(%q:) is of required type %s, but is not provided by Interface field '%s'.%q",
				t.Name, got.Name, g.Name, g.Type, i.Name, want.Name)
		}
	}
	return nil
}

// subtype tells whether a field of type got may stand where an interface has want.
func (s *Schema) subtype(got, want *ast.Type) bool {
	switch {
	case want.NonNull && !got.NonNull:
		return false
	case want.Elem != nil:
		return got.Elem != nil && s.subtype(got.Elem, want.Elem)
	case got.Elem != nil:
		return false
	case got.NamedType == want.NamedType || slices.Contains(s.Possible[want.NamedType], got.NamedType):
		return true
	}
	t := s.Types[got.NamedType]
	return t != nil && slices.Contains(t.Interfaces, want.NamedType)
}
