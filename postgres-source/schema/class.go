package schema

import (
	"github.com/weftql/weft/postgres-source/catalog"
)

// class is a family of SQL types: how their values are given, and which operators and
// aggregates they take (contract/postgres-graphql.md 2.2, 2.4, 3.2).
type class struct {
	coerce     coercion
	numeric    bool // sum, avg, ..., _inc
	comparable bool // max, min
	ordered    bool // _gt and the like
	operators  []operator
	casts      []string // SQL types `_cast` offers
}

// opaque is the class of types without an entry of their own.
var opaque = &class{coerce: coerceOpaque, ordered: true}

// listed classes, by pg_type.typname.
var classes = map[string]*class{
	"int2":    {coerce: coerceInteger(16), numeric: true, comparable: true, ordered: true},
	"int4":    {coerce: coerceInteger(32), numeric: true, comparable: true, ordered: true},
	"int8":    {coerce: coerceInteger(64), numeric: true, comparable: true, ordered: true},
	"float4":  {coerce: coerceNumber, numeric: true, comparable: true, ordered: true},
	"float8":  {coerce: coerceNumber, numeric: true, comparable: true, ordered: true},
	"numeric": {coerce: coerceNumber, numeric: true, comparable: true, ordered: true},
	"money":   {coerce: coerceNumber, numeric: true, comparable: true, ordered: true},
	"bool":    {coerce: coerceBoolean, ordered: true},

	"text":    {coerce: coerceText("Text"), comparable: true, ordered: true, operators: textOperators},
	"varchar": {coerce: coerceText("Text"), comparable: true, ordered: true, operators: textOperators},
	"bpchar":  {coerce: coerceText("Text"), comparable: true, ordered: true, operators: textOperators},
	"citext":  {coerce: coerceText("Text"), comparable: true, ordered: true, operators: textOperators},
	"char":    {coerce: coerceText("Char"), comparable: true, ordered: true},

	"date":        {coerce: coerceText("Day"), comparable: true, ordered: true},
	"timestamp":   {coerce: coerceText("LocalTime"), comparable: true, ordered: true},
	"timestamptz": {coerce: coerceText("UTCTime"), comparable: true, ordered: true},
	"timetz":      {coerce: coerceText("ZonedTimeOfDay"), comparable: true, ordered: true},
	"uuid":        {coerce: coerceText("UUID"), comparable: true, ordered: true},

	"json":  {coerce: coerceAnything, ordered: true},
	"jsonb": {coerce: coerceAnything, ordered: true, operators: jsonbOperators, casts: []string{"text"}},

	"geometry":  {coerce: coerceGeometry, ordered: true, operators: geometryOperators, casts: []string{"geography"}},
	"geography": {coerce: coerceGeometry, ordered: true, operators: geographyOperators, casts: []string{"geometry"}},
	"raster":    {coerce: coerceText("Text"), comparable: true, operators: rasterOperators},

	"ltree":     {coerce: coerceLtree, comparable: true, ordered: true, operators: ltreeOperators},
	"lquery":    {coerce: coerceText("Text"), comparable: true, ordered: true},
	"ltxtquery": {coerce: coerceText("Text"), comparable: true, ordered: true},
}

// listable is the class of native enums and composites: opaque text, but offered to max
// and min.
var listable = &class{coerce: coerceOpaque, comparable: true, ordered: true}

// classOf returns the class of a type that is neither a domain nor an array.
func classOf(t *catalog.Type) *class {
	switch t.Kind {
	case catalog.EnumType, catalog.CompositeType:
		return listable
	case catalog.BaseType:
		return classNamed(t.Name.Name)
	}
	return opaque
}

func classNamed(sql string) *class {
	if c := classes[sql]; c != nil {
		return c
	}
	return opaque
}
