package permissiontest_test

import (
	"math/rand/v2"
	"slices"
)

// world is a set of tables over two databases, with all that the metadata says of them but
// the permissions.
type world struct {
	rng       *rand.Rand
	tables    []*table
	functions []*function
	tokens    map[string]bool // given out so far
	// models are logical models, as tables of their own; natives are the native queries that
	// return their rows.
	models  []*table
	natives []*function
	// views and writers are there in worlds that are written to.
	views   []*table
	writers []*writer
}

// table is a tracked table.
type table struct {
	name       string
	source     int // which database
	columns    []*column
	key        []*column // the primary key
	relations  []*relation
	computed   []*computed
	rows       []*row
	federation bool
	// base is the table below a view, which shows some of its rows.
	base  *table
	shows *compare
	// counted adds an identity column that nobody but the database knows of.
	counted bool
	// partitioned spreads the rows over partitions, whose columns lie differently.
	partitioned bool
}

// column is one column of a table.
type column struct {
	name    string
	table   *table
	index   int
	kind    kind
	notNull bool
	unique  bool   // a constraint of its own
	target  *table // of a foreign key
	// token is set when every value is found in no other cell, but for keys that refer to it.
	token bool
	// deflt is what a row has that does not say, nil for NULL; generated makes the value.
	deflt     any
	generated *column // the value is this column's and one
	onDelete  string  // of a foreign key: "", cascade or set null
}

// kind is a column's type.
type kind int

const (
	integer kind = iota
	text
	boolean
	document
	float
)

// sql names the type in PostgreSQL, graphql its scalar.
func (k kind) sql() string {
	return [...]string{"int", `text`, "bool", "jsonb", "float8"}[k]
}

func (k kind) graphql() string {
	return [...]string{"Int", "String", "Boolean", "jsonb", "float8"}[k]
}

// sorts tells whether the evaluator knows the order of the type's values.
func (k kind) sorts() bool { return k != document }

func (k kind) numeric() bool { return k == integer || k == float }

// row is one row of a table. Rows are compared by identity. A cell is nil, an int64, a
// string, a bool, a float64 or a JSON object.
type row struct {
	table *table
	cells []any
	of    *row // of a view's row: that of the table
}

// relation is a relationship of a table.
type relation struct {
	name          string
	from, to      *table
	array         bool
	local, remote []*column
	// foreign is the column of a foreign key that the relationship is declared by, nil for
	// a manual one.
	foreign *column
	// across is set for a relationship to the other database.
	across bool
}

// single tells whether at most one row can match.
func (r *relation) single() bool {
	if len(r.remote) == 1 && r.remote[0].unique {
		return true
	}
	for _, k := range r.to.key {
		if !slices.Contains(r.remote, k) {
			return false
		}
	}
	return true
}

// matches returns the rows that a row leads to, whoever asks.
func (r *relation) matches(of *row) []*row {
	var out []*row
	for _, other := range r.to.rows {
		if r.joins(of, other) {
			out = append(out, other)
		}
	}
	return out
}

func (r *relation) joins(of, other *row) bool {
	for i, local := range r.local {
		value := of.cells[local.index]
		if value == nil || value != other.cells[r.remote[i].index] {
			return false
		}
	}
	return true
}

// computed is a computed field: its SQL, and the same in Go.
type computed struct {
	name  string
	table *table
	sql   string // create function
	kind  kind   // of a scalar
	// args are the arguments that a client gives, all with defaults; session tells whether
	// the function takes the session.
	args    []argument
	session bool
	reads   []*column // what the value is made of
	value   func(of *row, given map[string]any, s session) any
	// returns is set for a field that returns rows.
	returns *table
	rows    func(of *row) []*row
}

// argument is an argument of a function.
type argument struct {
	name  string
	kind  kind
	deflt any // nil: none
}

// function is a tracked function.
type function struct {
	name    string
	sql     string
	returns *table
	set     bool
	args    []argument
	session bool
	native  bool // a native query: sql is its code
	rows    func(given map[string]any, s session) []*row
}

// session holds the session variables of a request by lower-case name.
type session map[string]string

func (t *table) column(name string) *column {
	for _, c := range t.columns {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (w *world) chance(percent int) bool { return w.rng.IntN(100) < percent }

func pick[T any](w *world, of []T) T { return of[w.rng.IntN(len(of))] }

// some returns each of the values with a probability in percent.
func some[T any](w *world, percent int, of []T) []T {
	var out []T
	for _, v := range of {
		if w.chance(percent) {
			out = append(out, v)
		}
	}
	return out
}

func filter[T any](of []T, keep func(T) bool) []T {
	var out []T
	for _, v := range of {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}
