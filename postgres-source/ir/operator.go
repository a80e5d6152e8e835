package ir

// Operator is a binary SQL operator. Only the constants below exist: no text from outside
// ever becomes one.
type Operator string

// The operators of postgres-graphql.md 3.2.
const (
	Eq         Operator = "="
	Neq        Operator = "<>"
	Gt         Operator = ">"
	Lt         Operator = "<"
	Gte        Operator = ">="
	Lte        Operator = "<="
	Like       Operator = "like"
	NotLike    Operator = "not like"
	ILike      Operator = "ilike"
	NotILike   Operator = "not ilike"
	Similar    Operator = "similar to"
	NotSimilar Operator = "not similar to"
	Regex      Operator = "~"
	IRegex     Operator = "~*"
	NotRegex   Operator = "!~"
	NotIRegex  Operator = "!~*"

	Contains    Operator = "@>"
	ContainedIn Operator = "<@"
	HasKey      Operator = "?"
	HasAnyKey   Operator = "?|"
	HasAllKeys  Operator = "?&"

	// Matches is ltree against lquery, MatchesAny against an array of them, MatchesText
	// against an ltxtquery.
	Matches     Operator = "~"
	MatchesAny  Operator = "?"
	MatchesText Operator = "@"

	// AtPath takes a part of a JSON document.
	AtPath Operator = "#>"
	// Item takes an item of a JSON list as text.
	Item Operator = "->>"
)

// The operators of updates (postgres-graphql.md 6.6, metadata-and-migrations.md 8.2).
const (
	Plus   Operator = "+"
	Times  Operator = "*"
	Minus  Operator = "-"
	Concat Operator = "||"
	// DeletePath removes what is at a path of a JSON document.
	DeletePath Operator = "#-"
)
