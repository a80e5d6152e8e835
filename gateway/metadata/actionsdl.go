package metadata

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/weftql/weft/planner"
)

// actionsYAML is what actions.yaml holds: everything about actions and custom types that
// SDL cannot say. Arguments, types and fields live in actions.graphql.
type actionsYAML struct {
	Actions []struct {
		Name        string          `json:"name"`
		Definition  *members        `json:"definition"`
		Permissions json.RawMessage `json:"permissions"`
		Comment     json.RawMessage `json:"comment"`
	} `json:"actions"`
	CustomTypes map[string][]*members `json:"custom_types"`
}

// members is a JSON object that keeps its order and is extended in place.
type members struct{ list []member }

type member struct {
	key   string
	value json.RawMessage
}

// UnmarshalJSON keeps the members in written order.
func (m *members) UnmarshalJSON(data []byte) error {
	v, err := planner.ParseValue(data)
	if err != nil {
		return err
	}
	for _, f := range v.Members {
		m.list = append(m.list, member{f.Name, f.Value.AppendJSON(nil)})
	}
	return nil
}

// MarshalJSON writes the members in order.
func (m *members) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, f := range m.list {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(planner.AppendJSONString(out, f.key), ':'), f.value...)
	}
	return append(out, '}'), nil
}

func (m *members) set(key string, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		panic("metadata: a value of our own does not encode: " + err.Error())
	}
	for i, f := range m.list {
		if f.key == key {
			m.list[i].value = data
			return
		}
	}
	m.list = append(m.list, member{key, data})
}

func (m *members) text(key string) string {
	for _, f := range m.list {
		if f.key == key {
			var s string
			if json.Unmarshal(f.value, &s) == nil {
				return s
			}
		}
	}
	return ""
}

// appendActions joins actions.yaml and actions.graphql into the document's sections
// actions and custom_types.
func appendActions(out []byte, data json.RawMessage, dir fs.FS) ([]byte, error) {
	var y actionsYAML
	if err := json.Unmarshal(data, &y); err != nil {
		return nil, fmt.Errorf("%s: %w", actionsFile, err)
	}
	sdl, err := readSDL(dir)
	if err != nil {
		return nil, err
	}
	actions, err := joinActions(&y, sdl)
	if err != nil {
		return nil, err
	}
	if len(actions) > 0 {
		out = append(append(out, `,"actions":`...), mustJSON(actions)...)
	}
	types, err := joinTypes(&y, sdl)
	if err != nil {
		return nil, err
	}
	if types != nil {
		out = append(append(out, `,"custom_types":`...), mustJSON(types)...)
	}
	return out, nil
}

func readSDL(dir fs.FS) (*ast.SchemaDocument, error) {
	text, err := fs.ReadFile(dir, actionsSDL)
	if errors.Is(err, fs.ErrNotExist) {
		return &ast.SchemaDocument{}, nil
	}
	if err != nil {
		return nil, err
	}
	doc, perr := parser.ParseSchema(&ast.Source{Name: actionsSDL, Input: string(text)})
	if perr != nil {
		return nil, fmt.Errorf("%s: %w", actionsSDL, perr)
	}
	return doc, nil
}

// joinActions completes each action of the YAML file with what its SDL field says.
func joinActions(y *actionsYAML, sdl *ast.SchemaDocument) ([]*members, error) {
	var out []*members
	for _, a := range y.Actions {
		kind, field := actionField(sdl, a.Name)
		if field == nil {
			return nil, fmt.Errorf("action %s is not present in %s", a.Name, actionsSDL)
		}
		def := a.Definition
		if def == nil {
			return nil, fmt.Errorf("%s: action %s has no definition", actionsFile, a.Name)
		}
		def.set("type", kind)
		def.set("arguments", inputsOf(field.Arguments))
		def.set("output_type", field.Type.String())
		m := &members{}
		m.set("name", a.Name)
		m.set("definition", def)
		if a.Comment != nil {
			m.set("comment", a.Comment)
		} else if field.Description != "" {
			m.set("comment", field.Description)
		}
		if a.Permissions != nil {
			m.set("permissions", a.Permissions)
		}
		out = append(out, m)
	}
	return out, nil
}

// actionField finds the field of type Query or Mutation, extensions included.
func actionField(sdl *ast.SchemaDocument, name string) (string, *ast.FieldDefinition) {
	for _, defs := range []ast.DefinitionList{sdl.Definitions, sdl.Extensions} {
		for _, d := range defs {
			kind := map[string]string{"Query": "query", "Mutation": "mutation"}[d.Name]
			if f := d.Fields.ForName(name); kind != "" && f != nil {
				return kind, f
			}
		}
	}
	return "", nil
}

func inputsOf(args ast.ArgumentDefinitionList) []*members {
	out := []*members{}
	for _, a := range args {
		out = append(out, typed(a.Name, a.Type, a.Description))
	}
	return out
}

func typed(name string, t *ast.Type, description string) *members {
	m := &members{}
	m.set("name", name)
	m.set("type", t.String())
	describe(m, description)
	return m
}

func describe(m *members, description string) {
	if description != "" {
		m.set("description", description)
	}
}

// joinTypes builds custom_types: the SDL's types, each with what the YAML file adds to it
// (relationships of objects).
func joinTypes(y *actionsYAML, sdl *ast.SchemaDocument) (*members, error) {
	sections := map[string][]*members{}
	known := map[string]bool{}
	for _, d := range sdl.Definitions {
		if d.Name == "Query" || d.Name == "Mutation" {
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

func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("metadata: a value of our own does not encode: " + err.Error())
	}
	return data
}
