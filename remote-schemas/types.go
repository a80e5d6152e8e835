package remote

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// fieldMeta is the Meta of the fields of a remote schema.
type fieldMeta struct {
	parent string // the server's type
	def    *ast.FieldDefinition
}

// Type builds or returns a type by its name in the schema.
func (p *part) Type(name string) *planner.Type {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t, built := p.types[name]; built {
		return t
	}
	if _, known := slices.BinarySearch(p.names, name); !known {
		return nil
	}
	t := p.build(name, p.schema.Types[p.source.names.Original(name)])
	p.types[name] = t
	return t
}

// build makes the planner's type of a definition.
func (p *part) build(name string, def *ast.Definition) *planner.Type {
	t := &planner.Type{Kind: def.Kind, Name: name, Description: def.Description}
	switch def.Kind {
	case ast.Object, ast.Interface:
		t.Fields = p.fields(def)
		t.Interfaces = p.typeNames(def.Interfaces)
	case ast.InputObject:
		for _, f := range def.Fields {
			t.Inputs = append(t.Inputs, p.input(f.Name, f.Description, f.Type, f.DefaultValue))
		}
		planner.SortInputs(t.Inputs)
	case ast.Enum:
		for _, v := range def.EnumValues {
			t.Values = append(t.Values, &planner.EnumValue{Name: v.Name, Description: v.Description})
		}
		planner.SortEnumValues(t.Values)
	}
	if def.IsAbstractType() {
		t.Possible = p.typeNames(p.schema.Possible[def.Name])
	}
	return t
}

// fields returns the fields of an object or interface type as the schema has them.
func (p *part) fields(def *ast.Definition) []*planner.Field {
	fields := make([]*planner.Field, 0, len(def.Fields))
	for _, f := range def.Fields {
		field := &planner.Field{
			Name: p.source.names.Field(def.Name, f.Name), Description: f.Description,
			Type: p.source.names.Ref(f.Type), Meta: &fieldMeta{parent: def.Name, def: f},
		}
		for _, a := range f.Arguments {
			field.Args = append(field.Args, p.input(a.Name, a.Description, a.Type, a.DefaultValue))
		}
		planner.SortInputs(field.Args)
		fields = append(fields, field)
	}
	return planner.SortFields(fields)
}

// input makes an argument or a field of an input object. Its Meta is the type in the
// server's names, for variable declarations.
func (p *part) input(name, description string, typ *ast.Type, defaultValue *ast.Value) *planner.InputValue {
	in := &planner.InputValue{
		Name: name, Description: description, Type: p.source.names.Ref(typ), UnboundIsAbsent: true, Meta: typ,
	}
	if defaultValue != nil {
		in.Default = upstream.Literal(defaultValue)
	}
	if upstream.BuiltIn(typ.Name()) {
		in.Accept = acceptScalar(typ)
	}
	return in
}

func (p *part) typeNames(originals []string) []string {
	if len(originals) == 0 {
		return nil
	}
	names := make([]string, len(originals))
	for i, name := range originals {
		names[i] = p.source.names.Type(name)
	}
	slices.Sort(names)
	return names
}
