package metadata

import (
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/vektah/gqlparser/v2/ast"
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
	return out, everyFieldDefined(y, sdl)
}

// everyFieldDefined refuses SDL fields that no action of the YAML file defines, which would be
// left out without a word.
func everyFieldDefined(y *actionsYAML, sdl *ast.SchemaDocument) error {
	defined := map[string]bool{}
	for _, a := range y.Actions {
		defined[a.Name] = true
	}
	for _, defs := range []ast.DefinitionList{sdl.Definitions, sdl.Extensions} {
		for _, d := range defs {
			for _, f := range d.Fields {
				if isRoot(d) && !defined[f.Name] {
					return fmt.Errorf("action %s of %s has no definition in %s", f.Name, actionsSDL, actionsFile)
				}
			}
		}
	}
	return nil
}

func isRoot(d *ast.Definition) bool { return d.Name == "Query" || d.Name == "Mutation" }

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

func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("metadata: a value of our own does not encode: " + err.Error())
	}
	return data
}
