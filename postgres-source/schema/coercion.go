package schema

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/geojson"
	"github.com/weftql/weft/postgres-source/model"
)

// coercion checks one value that is neither null nor part of an array: whether it can be
// bound as the class's type (contract/postgres-graphql.md 2.2). sql is the type's name.
// It returns the message of a parse-failed fault, or "".
//
// Strings are accepted almost everywhere: what does not parse is PostgreSQL's to refuse.
type coercion func(v *planner.Value, sql string) string

// isText tells whether a value counts as a string: enum literals do (2.2).
func isText(v *planner.Value) bool { return v.Kind == planner.String || v.Kind == planner.Enum }

func isNumber(v *planner.Value) bool {
	return v.Kind == planner.Int || v.Kind == planner.Float || v.Kind == planner.Number
}

func coerceAnything(*planner.Value, string) string { return "" }

func coerceOpaque(v *planner.Value, sql string) string {
	if isText(v) {
		return ""
	}
	return "A string is expected for type: " + sql
}

// coerceText accepts strings only; name is what the message calls the type.
func coerceText(name string) coercion {
	return func(v *planner.Value, _ string) string {
		if isText(v) {
			return ""
		}
		return v.Misread(name, "String")
	}
}

func coerceBoolean(v *planner.Value, _ string) string {
	if v.Kind == planner.Boolean || isText(v) {
		return ""
	}
	return v.Misread("Bool", "Boolean")
}

func coerceNumber(v *planner.Value, _ string) string {
	if isNumber(v) || isText(v) {
		return ""
	}
	return v.Misread("Double", "Number")
}

// coerceInteger accepts integers of so many bits.
func coerceInteger(bits int) coercion {
	bounded := planner.IntOf(bits)
	return func(v *planner.Value, _ string) string {
		switch {
		case isText(v):
			return ""
		case !isNumber(v):
			return v.Misread("Integer", "Number")
		}
		if fault := bounded(v, nil); fault != nil {
			return fault.Message
		}
		return ""
	}
}

func coerceGeometry(v *planner.Value, _ string) string {
	if isText(v) {
		return ""
	}
	return geojson.Check(v)
}

func coerceLtree(v *planner.Value, _ string) string {
	if !isText(v) || !model.IsLabelPath(v.Text) {
		return model.NoLabelPath
	}
	return ""
}
