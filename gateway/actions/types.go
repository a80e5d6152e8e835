package actions

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/planner"
)

// types are the types actions may use, by name. It is immutable.
type types struct {
	inputs  map[string]*metadata.InputObject
	objects map[string]*metadata.Object
	enums   map[string]*metadata.Enum
	scalars map[string]*metadata.Scalar // declared ones and those of databases
}

// newTypes indexes the custom types, or says why they are not valid; it then returns the
// scalars alone.
func newTypes(custom *metadata.CustomTypes, databaseScalars []string) (*types, *planner.Fault) {
	t := emptyTypes(databaseScalars)
	for i := range custom.Scalars {
		t.scalars[custom.Scalars[i].Name] = &custom.Scalars[i]
	}
	for i := range custom.InputObjects {
		t.inputs[custom.InputObjects[i].Name] = &custom.InputObjects[i]
	}
	for i := range custom.Objects {
		t.objects[custom.Objects[i].Name] = &custom.Objects[i]
	}
	for i := range custom.Enums {
		t.enums[custom.Enums[i].Name] = &custom.Enums[i]
	}
	if fault := t.check(custom); fault != nil {
		return emptyTypes(databaseScalars), fault
	}
	return t, nil
}

func emptyTypes(databaseScalars []string) *types {
	t := &types{
		inputs: map[string]*metadata.InputObject{}, objects: map[string]*metadata.Object{},
		enums: map[string]*metadata.Enum{}, scalars: map[string]*metadata.Scalar{},
	}
	for _, name := range slices.Concat(databaseScalars, runScalars) {
		if !builtIn(name) {
			t.scalars[name] = &metadata.Scalar{Name: name}
		}
	}
	return t
}

// builtIn tells whether name is a scalar of GraphQL itself.
func builtIn(name string) bool {
	return slices.Contains([]string{"Int", "Float", "String", "Boolean", "ID"}, name)
}

// leaf tells whether name is a scalar or an enum.
func (t *types) leaf(name string) bool {
	return builtIn(name) || t.scalars[name] != nil || t.enums[name] != nil
}

// input tells whether name may stand in input positions, output in output positions.
func (t *types) input(name string) bool  { return t.leaf(name) || t.inputs[name] != nil }
func (t *types) output(name string) bool { return t.leaf(name) || t.objects[name] != nil }

// build makes the planner's type called name, or nil.
func (t *types) build(name string) *planner.Type {
	switch {
	case t.objects[name] != nil:
		return buildObject(t.objects[name])
	case t.inputs[name] != nil:
		return buildInput(t.inputs[name])
	case t.enums[name] != nil:
		return buildEnum(t.enums[name])
	case t.scalars[name] != nil:
		return &planner.Type{Kind: ast.Scalar, Name: name, Description: text(t.scalars[name].Description)}
	}
	return nil
}

func buildObject(o *metadata.Object) *planner.Type {
	built := &planner.Type{Kind: ast.Object, Name: o.Name, Description: text(o.Description), Meta: o}
	for i := range o.Fields {
		f := &o.Fields[i]
		built.Fields = append(built.Fields, &planner.Field{Name: f.Name, Description: text(f.Description), Type: &f.Type.Type, Meta: f})
	}
	planner.SortFields(built.Fields)
	return built
}

func buildInput(in *metadata.InputObject) *planner.Type {
	return &planner.Type{Kind: ast.InputObject, Name: in.Name, Description: text(in.Description), Inputs: inputValues(in.Fields)}
}

func inputValues(args []metadata.Argument) []*planner.InputValue {
	inputs := make([]*planner.InputValue, 0, len(args))
	for i := range args {
		inputs = append(inputs, &planner.InputValue{Name: args[i].Name, Description: text(args[i].Description), Type: &args[i].Type.Type})
	}
	return planner.SortInputs(inputs)
}

func buildEnum(e *metadata.Enum) *planner.Type {
	built := &planner.Type{Kind: ast.Enum, Name: e.Name, Description: text(e.Description)}
	for i := range e.Values {
		built.Values = append(built.Values, &planner.EnumValue{Name: e.Values[i].Value, Description: text(e.Values[i].Description)})
	}
	planner.SortEnumValues(built.Values)
	return built
}

// text returns what a description says; it may be absent.
func text(description *string) string {
	if description == nil {
		return ""
	}
	return *description
}

// reach adds name and the types below it to seen.
func (t *types) reach(name string, seen map[string]bool) {
	if seen[name] || builtIn(name) {
		return
	}
	seen[name] = true
	if o := t.objects[name]; o != nil {
		for i := range o.Fields {
			t.reach(o.Fields[i].Type.Name(), seen)
		}
	}
	if in := t.inputs[name]; in != nil {
		for i := range in.Fields {
			t.reach(in.Fields[i].Type.Name(), seen)
		}
	}
}
