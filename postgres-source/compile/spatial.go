package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// constructors make PostGIS values from the text clients send, by type
// (contract/postgres-graphql.md 2.2).
var constructors = map[string]string{
	"geometry":  "st_geomfromgeojson",
	"geography": "st_geomfromgeojson",
	"raster":    "st_rastfromhexwkb",
}

// constructor names the function that makes a value of type t from text, "" when a cast
// does.
func (c *compiler) constructor(t *catalog.Type) string {
	if t = t.Plain(); t.Name.Schema == "pg_catalog" || t.Kind != catalog.BaseType {
		return ""
	}
	return constructors[t.Name.Name]
}

// spatial makes a value of type t with its constructor, if it has one.
func (c *compiler) spatial(t *catalog.Type, value func(wanted) ir.Expr) ir.Expr {
	name := c.constructor(t)
	if name == "" {
		return value(wanted{t: t})
	}
	made := ir.Expr(postgis(t, name, value(wanted{t: c.builtin("text")})))
	if t.Plain().Name.Name == "geography" {
		made = &ir.Cast{Of: made, Type: t.Plain()}
	}
	return made
}

// postgis calls a function of the extension: they live in one schema with its types.
func postgis(t *catalog.Type, function string, args ...ir.Expr) *ir.Call {
	call := &ir.Call{Name: sqlname.Name{Schema: t.Plain().Name.Schema, Name: function}}
	for _, a := range args {
		call.Args = append(call.Args, ir.Arg{Value: a})
	}
	return call
}

// spatialFunctions are the operators that are a function of column and operand.
var spatialFunctions = map[model.Operator]string{
	model.STContains: "st_contains", model.STCrosses: "st_crosses", model.STEquals: "st_equals",
	model.STOverlaps: "st_overlaps", model.STTouches: "st_touches", model.STWithin: "st_within",
	model.STIntersects: "st_intersects", model.ST3DIntersects: "st_3dintersects",
	stIntersectsRast: "st_intersects",
}

// The raster operators, which permissions do not have.
const (
	stIntersectsRast      model.Operator = "_st_intersects_rast"
	stIntersectsNbandGeom model.Operator = "_st_intersects_nband_geom"
	stIntersectsGeomNband model.Operator = "_st_intersects_geom_nband"
)

// spatialCompare compiles the operators of PostGIS types.
func (c *compiler) spatialCompare(cmp comparison, right operand) ir.Expr {
	if name, ok := spatialFunctions[cmp.op]; ok {
		return postgis(cmp.t, name, cmp.left, right.value(wanted{t: cmp.t}))
	}
	float, band := wanted{t: c.builtin("float8")}, wanted{t: c.builtin("int4")}
	switch cmp.op {
	case model.STDWithin, model.ST3DDWithin:
		name := map[model.Operator]string{model.STDWithin: "st_dwithin", model.ST3DDWithin: "st_3ddwithin"}[cmp.op]
		args := []ir.Expr{cmp.left, c.memberOf(right, "from", wanted{t: cmp.t}), c.memberOf(right, "distance", float)}
		if m := right.member("use_spheroid"); m != nil {
			args = append(args, m.value(wanted{t: c.builtin("bool")}))
		}
		return postgis(cmp.t, name, args...)
	case stIntersectsNbandGeom:
		geometry := wanted{t: c.sibling(cmp.t, "geometry")}
		return postgis(cmp.t, "st_intersects", cmp.left, c.memberOf(right, "nband", band), c.memberOf(right, "geommin", geometry))
	case stIntersectsGeomNband:
		geometry := wanted{t: c.sibling(cmp.t, "geometry")}
		args := []ir.Expr{cmp.left, c.memberOf(right, "geommin", geometry)}
		if m := right.member("nband"); m != nil {
			args = append(args, m.value(band))
		}
		return postgis(cmp.t, "st_intersects", args...)
	}
	return c.fail(planner.Faultf(planner.CodeUnexpected, c.path, "operator %s is unknown", cmp.op))
}

func (c *compiler) memberOf(o operand, name string, want wanted) ir.Expr {
	m := o.member(name)
	if m == nil {
		return c.fail(planner.Faultf(planner.CodeUnexpected, c.path, "member %s is missing", name))
	}
	return m.value(want)
}
