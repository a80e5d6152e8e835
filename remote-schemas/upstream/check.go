package upstream

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Check tells whether the schema keeps the rules of section 3.2. Types are looked at in
// the order of their names, so that the same schema always gives the same error.
func (s *Schema) Check() error {
	for _, op := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		if err := s.checkRoot(s.Root(op)); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Types)) {
		if err := s.checkType(s.Types[name]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Schema) checkRoot(name string) error {
	switch t := s.Types[name]; {
	case name == "":
		return nil
	case t == nil:
		return missingType(name)
	case t.Kind != ast.Object:
		return fmt.Errorf("%q has to be an object type", name)
	}
	return nil
}

func missingType(name string) error { return fmt.Errorf("Could not find type with name %q", name) }

func (s *Schema) checkType(t *ast.Definition) error {
	switch t.Kind {
	case ast.InputObject:
		return s.checkInputs(t)
	case ast.Union:
		return s.checkUnion(t)
	case ast.Object, ast.Interface:
		if len(t.Fields) == 0 && t.Kind == ast.Interface {
			return fmt.Errorf("List of fields cannot be empty for interface '%s'", t.Name)
		}
		if err := s.checkFields(t); err != nil {
			return err
		}
		return s.checkInterfaces(t)
	}
	return nil
}

func (s *Schema) checkUnion(t *ast.Definition) error {
	if len(t.Types) == 0 {
		return fmt.Errorf("List of member types cannot be empty for union type '%s'", t.Name)
	}
	for _, member := range t.Types {
		m := s.Types[member]
		if m == nil {
			return missingType(member)
		}
		if m.Kind != ast.Object {
			return fmt.Errorf("Union type '%s' can only include object types. It cannot include '%s'", t.Name, member)
		}
	}
	return nil
}

func (s *Schema) checkInputs(t *ast.Definition) error {
	for _, f := range t.Fields {
		if err := s.checkInput(f.Type); err != nil {
			return err
		}
	}
	return nil
}

func (s *Schema) checkInput(t *ast.Type) error {
	kind, known := s.Kind(t.Name())
	switch {
	case !known:
		return missingType(t.Name())
	case kind != ast.Scalar && kind != ast.Enum && kind != ast.InputObject:
		return fmt.Errorf("expected input type, but got output type %q", t.Name())
	}
	return nil
}

func (s *Schema) checkFields(t *ast.Definition) error {
	for _, f := range t.Fields {
		kind, known := s.Kind(f.Type.Name())
		switch {
		case !known:
			return missingType(f.Type.Name())
		case kind == ast.InputObject:
			return fmt.Errorf("expected output type, but got input type %q", f.Type.Name())
		}
		for _, a := range f.Arguments {
			if err := s.checkInput(a.Type); err != nil {
				return err
			}
		}
	}
	return nil
}
