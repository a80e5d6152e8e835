package schema

import "github.com/weftql/weft/postgres-source/model"

// operator is one operator of a comparison type, before names and types are made.
type operator struct {
	op          model.Operator
	operand     OperandKind
	sql         string // type of an OperandType or OperandTypeList
	shown       string // SQL type whose scalar the schema shows instead
	object      string // input object of an OperandObject
	description string
	nullable    bool // an explicit null is taken
}

// scalar is the SQL type whose scalar the schema shows for the operand.
func (o *operator) scalar() string {
	if o.shown != "" {
		return o.shown
	}
	return o.sql
}

// Operators of rasters, which the language of permissions does not have.
const (
	STIntersectsRast      model.Operator = "_st_intersects_rast"
	STIntersectsNbandGeom model.Operator = "_st_intersects_nband_geom"
	STIntersectsGeomNband model.Operator = "_st_intersects_geom_nband"
)

// The families of contract/postgres-graphql.md 3.2, descriptions included.
var (
	equalityOperators = []operator{
		{op: model.Eq},
		{op: model.Neq},
		{op: model.In, operand: OperandSameList},
		{op: model.Nin, operand: OperandSameList},
		{op: model.IsNull, operand: OperandBoolean},
	}
	orderOperators = []operator{{op: model.Gt}, {op: model.Lt}, {op: model.Gte}, {op: model.Lte}}

	textOperators = []operator{
		{op: model.Like, description: "does the column match the given pattern"},
		{op: model.Nlike, description: "does the column NOT match the given pattern"},
		{op: model.Ilike, description: "does the column match the given case-insensitive pattern"},
		{op: model.Nilike, description: "does the column NOT match the given case-insensitive pattern"},
		{op: model.Similar, description: "does the column match the given SQL regular expression"},
		{op: model.Nsimilar, description: "does the column NOT match the given SQL regular expression"},
		{op: model.Regex, description: "does the column match the given POSIX regular expression, case sensitive"},
		{op: model.Iregex, description: "does the column match the given POSIX regular expression, case insensitive"},
		{op: model.Nregex, description: "does the column NOT match the given POSIX regular expression, case sensitive"},
		{op: model.Niregex, description: "does the column NOT match the given POSIX regular expression, case insensitive"},
	}
	arrayOperators = []operator{
		{op: model.Contains, description: "does the array contain the given value"},
		{op: model.ContainedIn, description: "is the array contained in the given array value"},
	}
	jsonbOperators = []operator{
		{op: model.Contains, description: "does the column contain the given json value at the top level"},
		{op: model.ContainedIn, description: "is the column contained in the given json value"},
		{op: model.HasKey, operand: OperandType, sql: "text", nullable: true,
			description: "does the string exist as a top-level key in the column"},
		{op: model.HasKeysAny, operand: OperandTypeList, sql: "text",
			description: "do any of these strings exist as top-level keys in the column"},
		{op: model.HasKeysAll, operand: OperandTypeList, sql: "text",
			description: "do all of these strings exist as top-level keys in the column"},
	}
	geometryOperators = []operator{
		{op: model.STContains, description: "does the column contain the given geometry value"},
		{op: model.STCrosses, description: "does the column cross the given geometry value"},
		{op: model.STEquals, description: "is the column equal to given geometry value (directionality is ignored)"},
		{op: model.STOverlaps,
			description: "does the column 'spatially overlap' (intersect but not completely contain) the given geometry value"},
		{op: model.STTouches, description: "does the column have atleast one point in common with the given geometry value"},
		{op: model.STWithin, description: "is the column contained in the given geometry value"},
		{op: model.STIntersects, description: "does the column spatially intersect the given geometry value"},
		{op: model.ST3DIntersects, description: "does the column spatially intersect the given geometry value in 3D"},
		{op: model.STDWithin, operand: OperandObject, object: geometryWithin,
			description: "is the column within a given distance from the given geometry value"},
		{op: model.ST3DDWithin, operand: OperandObject, object: geometryWithin,
			description: "is the column within a given 3D distance from the given geometry value"},
	}
	geographyOperators = []operator{
		{op: model.STIntersects, description: "does the column spatially intersect the given geography value"},
		{op: model.STDWithin, operand: OperandObject, object: geographyWithin,
			description: "is the column within a given distance from the given geography value"},
	}
	rasterOperators = []operator{
		{op: STIntersectsRast},
		{op: STIntersectsNbandGeom, operand: OperandObject, object: bandThenGeometry},
		{op: STIntersectsGeomNband, operand: OperandObject, object: geometryThenBand},
	}
	ltreeOperators = []operator{
		{op: model.Ancestor, description: "is the left argument an ancestor of right (or equal)?"},
		{op: model.AncestorAny, operand: OperandSameList, description: "does array contain an ancestor of `ltree`?"},
		{op: model.Descendant, description: "is the left argument a descendant of right (or equal)?"},
		{op: model.DescendantAny, operand: OperandSameList, description: "does array contain a descendant of `ltree`?"},
		{op: model.Matches, operand: OperandType, sql: "lquery", description: "does `ltree` match `lquery`?"},
		{op: model.MatchesAny, operand: OperandTypeList, sql: "lquery", shown: "text",
			description: "does `ltree` match any `lquery` in array?"},
		{op: model.MatchesFulltext, operand: OperandType, sql: "ltxtquery", description: "does `ltree` match `ltxtquery`?"},
	}
)
