package rest

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

const uuidPattern = "[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89aAbB][a-f0-9]{3}-[a-f0-9]{12}"

// maxInputDepth ends the description of input types that contain themselves.
const maxInputDepth = 3

// input describes the type of a variable.
func (d *describer) input(t *ast.Type) *apiSchema { return d.inputBelow(t, 0) }

func (d *describer) inputBelow(t *ast.Type, depth int) *apiSchema {
	if t.Elem != nil {
		return &apiSchema{Type: "array", Items: d.inputBelow(t.Elem, depth), Nullable: nullable(t)}
	}
	if !t.NonNull {
		return d.inputType(t, depth)
	}
	return d.component(t, func() *apiSchema { return d.inputType(t, depth) })
}

// component describes a type that is not null under its own name with a `!`, once.
func (d *describer) component(t *ast.Type, describe func() *apiSchema) *apiSchema {
	name := t.NamedType + "!"
	schemas := d.doc.Components["schemas"]
	if schemas[name] == nil {
		schemas[name] = &apiSchema{} // a type that leads back to itself finds the name
		schemas[name] = describe()
	}
	return &apiSchema{Ref: "#/components/schemas/" + name}
}

func (d *describer) inputType(t *ast.Type, depth int) *apiSchema {
	typ := d.schema.Type(t.NamedType)
	if typ == nil || typ.Kind != ast.InputObject {
		return d.leaf(typ, t)
	}
	s := &apiSchema{Title: t.NamedType, Type: "object", Nullable: nullable(t)}
	if depth >= maxInputDepth {
		return s
	}
	s.Properties = map[string]*apiSchema{}
	for _, in := range typ.Inputs {
		s.Properties[in.Name] = d.inputBelow(in.Type, depth+1)
	}
	return s
}

// leaf describes a scalar or an enum; typ may be nil.
func (d *describer) leaf(typ *planner.Type, t *ast.Type) *apiSchema {
	s := &apiSchema{Title: t.NamedType, Type: "string", Nullable: nullable(t)}
	switch t.NamedType {
	case "Int":
		s.Type = "integer"
	case "Float", "numeric", "float8", "float4", "bigint", "smallint":
		s.Type = "number"
	case "Boolean":
		s.Type = "boolean"
	case "uuid":
		s.Pattern = uuidPattern
	case "json", "jsonb":
		s.Type = "" // anything
	}
	if typ != nil && typ.Kind == ast.Enum {
		for _, v := range typ.Values {
			s.Enum = append(s.Enum, v.Name)
		}
	}
	return s
}

func nullable(t *ast.Type) *bool {
	n := !t.NonNull
	return &n
}

// selection describes the object that a selection of a type is answered with. Fragments of
// stored operations are inline ones: the fields of all are listed.
func (d *describer) selection(set ast.SelectionSet, t *planner.Type) *apiSchema {
	s := &apiSchema{Type: "object", Properties: map[string]*apiSchema{}}
	d.fields(s, set, t)
	return s
}

func (d *describer) fields(s *apiSchema, set ast.SelectionSet, t *planner.Type) {
	for _, selected := range set {
		switch f := selected.(type) {
		case *ast.Field:
			s.Properties[f.Alias] = d.field(f, t)
		case *ast.InlineFragment:
			inner := t
			if f.TypeCondition != "" {
				inner = d.schema.Type(f.TypeCondition)
			}
			d.fields(s, f.SelectionSet, inner)
		}
	}
}

func (d *describer) field(f *ast.Field, t *planner.Type) *apiSchema {
	if f.Name == "__typename" || t == nil || t.Field(f.Name) == nil {
		return &apiSchema{Title: "String", Type: "string", Nullable: new(bool)}
	}
	field := t.Field(f.Name)
	return d.output(f, field.Type)
}

func (d *describer) output(f *ast.Field, t *ast.Type) *apiSchema {
	if t.Elem != nil {
		return &apiSchema{Type: "array", Items: d.output(f, t.Elem), Nullable: nullable(t)}
	}
	typ := d.schema.Type(t.NamedType)
	if typ == nil || !slices.Contains([]ast.DefinitionKind{ast.Object, ast.Interface, ast.Union}, typ.Kind) {
		if t.NonNull {
			return d.component(t, func() *apiSchema { return d.leaf(typ, t) })
		}
		return d.leaf(typ, t)
	}
	s := d.selection(f.SelectionSet, typ)
	s.Title, s.Nullable = t.NamedType, nullable(t)
	return s
}
