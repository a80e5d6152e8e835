package remotetest

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

type dict = map[string]any

// Introspection answers the introspection query for a schema.
func Introspection(schema *ast.Schema) []byte {
	types := []any{}
	for _, name := range slices.Sorted(maps.Keys(schema.Types)) {
		types = append(types, describe(schema, schema.Types[name]))
	}
	root := func(def *ast.Definition) any {
		if def == nil {
			return nil
		}
		return dict{"name": def.Name}
	}
	text, err := json.Marshal(dict{"data": dict{"__schema": dict{
		"queryType": root(schema.Query), "mutationType": root(schema.Mutation), "subscriptionType": root(schema.Subscription),
		"types": types, "directives": []any{},
	}}})
	if err != nil {
		panic(err) // strings and maps only
	}
	return text
}

func describe(schema *ast.Schema, def *ast.Definition) any {
	d := dict{"kind": def.Kind, "name": def.Name, "description": def.Description}
	fields, inputs, values := []any{}, []any{}, []any{}
	for _, f := range def.Fields {
		if len(f.Name) > 1 && f.Name[:2] == "__" {
			continue
		}
		if def.Kind == ast.InputObject {
			inputs = append(inputs, input(schema, f.Name, f.Type, f.DefaultValue))
			continue
		}
		args := []any{}
		for _, a := range f.Arguments {
			args = append(args, input(schema, a.Name, a.Type, a.DefaultValue))
		}
		fields = append(fields, dict{"name": f.Name, "description": f.Description, "args": args, "type": reference(schema, f.Type)})
	}
	for _, v := range def.EnumValues {
		values = append(values, dict{"name": v.Name, "description": v.Description})
	}
	d["fields"], d["inputFields"], d["enumValues"] = fields, inputs, values
	d["interfaces"] = named(schema, def.Interfaces)
	possible := []string{}
	if def.IsAbstractType() {
		for _, p := range schema.PossibleTypes[def.Name] {
			possible = append(possible, p.Name)
		}
	}
	d["possibleTypes"] = named(schema, possible)
	return d
}

func named(schema *ast.Schema, names []string) []any {
	list := []any{}
	for _, name := range names {
		list = append(list, reference(schema, &ast.Type{NamedType: name}))
	}
	return list
}

func input(schema *ast.Schema, name string, typ *ast.Type, value *ast.Value) any {
	d := dict{"name": name, "type": reference(schema, typ), "defaultValue": nil}
	if value != nil {
		d["defaultValue"] = value.String()
	}
	return d
}

func reference(schema *ast.Schema, typ *ast.Type) any {
	switch {
	case typ.NonNull:
		nullable := *typ
		nullable.NonNull = false
		return dict{"kind": "NON_NULL", "name": nil, "ofType": reference(schema, &nullable)}
	case typ.Elem != nil:
		return dict{"kind": "LIST", "name": nil, "ofType": reference(schema, typ.Elem)}
	}
	return dict{"kind": schema.Types[typ.NamedType].Kind, "name": typ.NamedType, "ofType": nil}
}
