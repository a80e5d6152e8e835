package model

import (
	"fmt"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/geojson"
)

// checkLiteral tells whether a constant of the metadata can be given for type t
// (contract/postgres-graphql.md 2.2). Null can always. What a string means is for the
// database to say.
func checkLiteral(t *catalog.Type, v *planner.Value) error {
	t = t.Plain()
	if v.Kind == planner.Null {
		return nil
	}
	if t.Elem != nil {
		return checkArray(t, v)
	}
	name := t.Name.Name
	if t.Kind != catalog.BaseType {
		return checkText(v, "A string is expected for type: "+name)
	}
	switch name {
	case "json", "jsonb":
		return nil
	case "int2":
		return checkInteger(v, 16)
	case "int4":
		return checkInteger(v, 32)
	case "int8":
		return checkInteger(v, 64)
	case "float4", "float8", "numeric", "money":
		if isNumber(v) {
			return nil
		}
		return checkText(v, v.Misread("Double", "Number"))
	case "bool":
		if v.Kind == planner.Boolean {
			return nil
		}
		return checkText(v, v.Misread("Bool", "Boolean"))
	case "geometry", "geography":
		wrong := geojson.Check(v)
		if wrong == "" {
			return nil
		}
		return checkText(v, wrong)
	case "ltree":
		return checkLabelPath(v)
	case "text", "varchar", "bpchar", "citext":
		return checkText(v, v.Misread("Text", "String"))
	}
	return checkText(v, "A string is expected for type: "+name)
}

func checkArray(t *catalog.Type, v *planner.Value) error {
	if v.Kind != planner.List {
		return checkText(v, v.Misread("[]", "Array"))
	}
	for i, item := range v.Items {
		elem := t.Elem
		if item.Kind == planner.List { // a further dimension
			elem = t
		}
		if err := checkLiteral(elem, item); err != nil {
			return &misreadItem{i, err}
		}
	}
	return nil
}

func checkInteger(v *planner.Value, bits int) error {
	if !isNumber(v) {
		return checkText(v, v.Misread("Integer", "Number"))
	}
	if fault := planner.IntOf(bits)(v, nil); fault != nil {
		return fmt.Errorf("%s", fault.Message)
	}
	return nil
}

func checkText(v *planner.Value, message string) error {
	if v.Kind == planner.String {
		return nil
	}
	return fmt.Errorf("%s", message)
}

func isNumber(v *planner.Value) bool {
	return v.Kind == planner.Number || v.Kind == planner.Int || v.Kind == planner.Float
}
