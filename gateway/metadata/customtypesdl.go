package metadata

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// joinTypes builds custom_types: the SDL's types, each with what the YAML file adds to it
// (relationships of objects).
func joinTypes(y *actionsYAML, sdl *ast.SchemaDocument) (*members, error) {
	sections := map[string][]*members{}
	known := map[string]bool{}
	for _, d := range sdl.Definitions {
		if isRoot(d) {
			continue
		}
		section, m, err := customType(d)
		if err != nil {
			return nil, err
		}
		for _, extra := range y.CustomTypes[section] {
			if extra.text("name") == d.Name {
				m.merge(extra)
			}
		}
		known[section+" "+d.Name] = true
		sections[section] = append(sections[section], m)
	}
	for section, list := range y.CustomTypes {
		for _, t := range list {
			if !known[section+" "+t.text("name")] {
				return nil, fmt.Errorf("type %s is not present in %s", t.text("name"), actionsSDL)
			}
		}
	}
	if len(sections) == 0 {
		return nil, nil //nolint:nilnil // no types at all: the section is absent
	}
	out := &members{}
	for _, section := range []string{"input_objects", "objects", "scalars", "enums"} {
		if len(sections[section]) > 0 {
			out.set(section, sections[section])
		}
	}
	return out, nil
}

// deprecated is the directive that carries an enum value's is_deprecated.
const deprecated = "deprecated"

// merge adds the members of extra that m does not have.
func (m *members) merge(extra *members) {
	for _, f := range extra.list {
		have := false
		for _, g := range m.list {
			have = have || g.key == f.key
		}
		if !have {
			m.list = append(m.list, f)
		}
	}
}

func customType(d *ast.Definition) (string, *members, error) {
	m := &members{}
	m.set("name", d.Name)
	describe(m, d.Description)
	switch d.Kind {
	case ast.InputObject, ast.Object:
		fields := []*members{}
		for _, f := range d.Fields {
			fields = append(fields, typed(f.Name, f.Type, f.Description))
		}
		m.set("fields", fields)
		if d.Kind == ast.Object {
			return "objects", m, nil
		}
		return "input_objects", m, nil
	case ast.Scalar:
		return "scalars", m, nil
	case ast.Enum:
		values := []*members{}
		for _, v := range d.EnumValues {
			e := &members{}
			e.set("value", v.Name)
			describe(e, v.Description)
			if v.Directives.ForName(deprecated) != nil {
				e.set("is_deprecated", true)
			}
			values = append(values, e)
		}
		m.set("values", values)
		return "enums", m, nil
	}
	return "", nil, fmt.Errorf("%s: type %s: actions know objects, input objects, scalars and enums", actionsSDL, d.Name)
}
