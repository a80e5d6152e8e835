package naming

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/remote-schemas/upstream"
)

// check finds names that two things would share, and fields that an interface and a type
// that implements it name differently.
func (n *Names) check(s *upstream.Schema) error {
	types := slices.Sorted(maps.Keys(s.Types))
	names := make([]string, 0, len(types))
	for _, name := range types {
		names = append(names, n.Type(name))
	}
	if twice := repeated(names); twice != nil {
		return fmt.Errorf("Type name mappings are not distinct; the following types appear more than once: %s", quoted(twice))
	}
	for _, name := range types {
		t := s.Types[name]
		if err := n.checkFields(t); err != nil {
			return err
		}
		for _, i := range t.Interfaces {
			if err := n.checkInterface(t, s.Types[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *Names) checkFields(t *ast.Definition) error {
	if n.fields[t.Name] == nil {
		return nil
	}
	names := make([]string, 0, len(t.Fields))
	for _, f := range t.Fields {
		names = append(names, n.Field(t.Name, f.Name))
	}
	if twice := repeated(names); twice != nil {
		kind := "object"
		if t.Kind == ast.Interface {
			kind = "interface"
		}
		return fmt.Errorf("Field name mappings for %s type %q are not distinct; the following fields appear more than once: %s",
			kind, t.Name, quoted(twice))
	}
	return nil
}

func (n *Names) checkInterface(t, i *ast.Definition) error {
	for _, f := range i.Fields {
		ours, theirs := n.Field(t.Name, f.Name), n.Field(i.Name, f.Name)
		if ours != theirs {
			return fmt.Errorf("Remote schema customization inconsistency: field name mapping for field %q of interface %q is inconsistent with mapping for type %q. Interface field name maps to %q. Type field name maps to %q.",
				f.Name, i.Name, t.Name, theirs, ours)
		}
	}
	return nil
}

// repeated returns what occurs more than once, sorted.
func repeated(names []string) []string {
	count := map[string]int{}
	for _, name := range names {
		count[name]++
	}
	var twice []string
	for name, n := range count {
		if n > 1 {
			twice = append(twice, name)
		}
	}
	slices.Sort(twice)
	return twice
}

func quoted(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = strconv.Quote(name)
	}
	return strings.Join(list, ", ")
}
