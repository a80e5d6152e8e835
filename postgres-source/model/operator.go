package model

// Operator is a comparison operator by the name GraphQL and metadata share (`_eq`). Aliases
// (`$eq`, `_ne`, `_cneq`) are resolved when metadata is parsed; a column comparison (`_ceq`)
// is the plain operator with a [ColumnValue] operand.
type Operator string

// The operators (contract/postgres-graphql.md 3.2).
const (
	Eq     Operator = "_eq"
	Neq    Operator = "_neq"
	Gt     Operator = "_gt"
	Lt     Operator = "_lt"
	Gte    Operator = "_gte"
	Lte    Operator = "_lte"
	In     Operator = "_in"
	Nin    Operator = "_nin"
	IsNull Operator = "_is_null"

	Like     Operator = "_like"
	Nlike    Operator = "_nlike"
	Ilike    Operator = "_ilike"
	Nilike   Operator = "_nilike"
	Similar  Operator = "_similar"
	Nsimilar Operator = "_nsimilar"
	Regex    Operator = "_regex"
	Iregex   Operator = "_iregex"
	Nregex   Operator = "_nregex"
	Niregex  Operator = "_niregex"

	Contains    Operator = "_contains"
	ContainedIn Operator = "_contained_in"
	HasKey      Operator = "_has_key"
	HasKeysAny  Operator = "_has_keys_any"
	HasKeysAll  Operator = "_has_keys_all"

	STContains     Operator = "_st_contains"
	STCrosses      Operator = "_st_crosses"
	STEquals       Operator = "_st_equals"
	STOverlaps     Operator = "_st_overlaps"
	STTouches      Operator = "_st_touches"
	STWithin       Operator = "_st_within"
	STIntersects   Operator = "_st_intersects"
	ST3DIntersects Operator = "_st_3d_intersects"
	STDWithin      Operator = "_st_d_within"
	ST3DDWithin    Operator = "_st_3d_d_within"

	Ancestor        Operator = "_ancestor"
	AncestorAny     Operator = "_ancestor_any"
	Descendant      Operator = "_descendant"
	DescendantAny   Operator = "_descendant_any"
	Matches         Operator = "_matches"
	MatchesAny      Operator = "_matches_any"
	MatchesFulltext Operator = "_matches_fulltext"
)
