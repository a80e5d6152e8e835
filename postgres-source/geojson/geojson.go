// Package geojson checks the form of GeoJSON objects given for values of type geometry and
// geography (contract/postgres-graphql.md 2.2), so that a mistake is told at its place and
// not by the database. What form does not tell (a ring that crosses itself, a reference
// system) is left to PostGIS.
package geojson

import (
	"fmt"

	"github.com/weftql/weft/planner"
)

// Check returns what is wrong with a geometry, "" when nothing is.
func Check(v *planner.Value) string {
	if v.Kind != planner.Object {
		return v.Misread("Geometry", "Object")
	}
	kind, missing := member(v, "type")
	switch {
	case missing != "":
		return missing
	case kind.Kind != planner.String && kind.Kind != planner.Enum:
		return kind.Misread("Text", "String")
	case kind.Text == "GeometryCollection":
		return inside(v, "geometries", listOf(Check))
	}
	coordinates, ok := forms[kind.Text]
	if !ok {
		return "unexpected geometry type: " + kind.Text
	}
	return inside(v, "coordinates", coordinates)
}

// check returns what is wrong with a value, "" when nothing is.
type check func(*planner.Value) string

// forms are the coordinates of each type of geometry.
var forms = map[string]check{
	"Point":           position,
	"MultiPoint":      listOf(position),
	"LineString":      lineString,
	"MultiLineString": listOf(lineString),
	"Polygon":         listOf(linearRing),
	"MultiPolygon":    listOf(listOf(linearRing)),
}

// inside checks a member that must be there.
func inside(v *planner.Value, name string, of check) string {
	inner, missing := member(v, name)
	if missing != "" {
		return missing
	}
	return of(inner)
}

func member(v *planner.Value, name string) (inner *planner.Value, missing string) {
	if inner = v.Member(name); inner == nil {
		return nil, fmt.Sprintf("the key '%s' was not present", name)
	}
	return inner, ""
}

func listOf(of check) check {
	return func(v *planner.Value) string { return items("[]", v, of) }
}

// items checks the items of a list, which messages call by name.
func items(name string, v *planner.Value, of check) string {
	if v.Kind != planner.List {
		return v.Misread(name, "Array")
	}
	for _, item := range v.Items {
		if wrong := of(item); wrong != "" {
			return wrong
		}
	}
	return ""
}

func number(v *planner.Value) string {
	switch v.Kind {
	case planner.Int, planner.Float, planner.Number:
		return ""
	}
	return v.Misread("Double", "Number")
}

func position(v *planner.Value) string {
	if wrong := items("Position", v, number); wrong != "" {
		return wrong
	}
	if len(v.Items) < 2 {
		return "A Position needs at least 2 elements"
	}
	return ""
}

func lineString(v *planner.Value) string {
	if wrong := items("LineString", v, position); wrong != "" {
		return wrong
	}
	if len(v.Items) < 2 {
		return "A LineString needs at least 2 Positions"
	}
	return ""
}

func linearRing(v *planner.Value) string {
	if wrong := items("LinearRing", v, position); wrong != "" {
		return wrong
	}
	switch n := len(v.Items); {
	case n < 4:
		return "A LinearRing needs at least 4 Positions"
	case !samePosition(v.Items[0], v.Items[n-1]):
		return "the first and last locations have to be equal for a LinearRing"
	}
	return ""
}
