package ir

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Write is a change of a table: [Insert], [Update] or [Delete].
type Write interface{ write() }

// Target is the table a write changes. Alias names the row in expressions: as it is before
// the change in conditions, as it is after in Check.
type Target struct {
	Alias Alias
	Table sqlname.Name
	Type  *catalog.Type // row type of the table
	// Whole keeps the written rows for [Written]; else they can only be counted.
	Whole bool
	// Check must not be false for any row that was written, else the statement fails with
	// [CheckViolation]; NULL passes. nil checks nothing.
	Check Expr
}

// Insert adds rows. Exactly one of Bulk and Tuples is set.
type Insert struct {
	Target
	Columns []string
	Bulk    *Bulk
	// Tuples holds a value per row and column; nil stands for the column's default.
	Tuples   [][]Expr
	Conflict *Conflict
}

// Bulk is any number of rows that give the same columns: the statement does not depend on
// how many there are.
type Bulk struct {
	// Arrays are inputs of type text[] with one element per row.
	Arrays []Expr
	// Values are the columns' values, in which [Element] is a row's element of an array.
	Values []Expr
}

// Element is the element, of type text, of one of the arrays of a [Bulk].
type Element struct{ Array int }

// Conflict is an ON CONFLICT clause.
type Conflict struct {
	Constraint string
	// Set is what happens to the row that is there; empty leaves it alone.
	Set []Assign
	// Where must hold for the row that is there; nil always does.
	Where Expr
}

// Assign gives a column a value.
type Assign struct {
	Column string
	Value  Expr
}

// Excluded is a column of the row that could not be inserted, in a [Conflict].
type Excluded struct{ Column string }

// Update changes rows.
type Update struct {
	Target
	Set []Assign
	// Filter is the role's row filter, Where the client's condition; nil lets all through.
	Filter, Where Expr
}

// Delete removes rows.
type Delete struct {
	Target
	Filter, Where Expr
}

// CheckViolation begins the text of the error that a failed check raises: the server's
// complaint, of SQLSTATE 22P02, that it is no boolean.
const CheckViolation = "weft: check constraint of an insert/update permission has failed"

func (*Insert) write() {}
func (*Update) write() {}
func (*Delete) write() {}

func (*Element) expr()  {}
func (*Excluded) expr() {}

// Add gives one more column the same value in every row; nil is the column's default, which
// only tuples can have.
func (w *Insert) Add(column string, value Expr) {
	w.Columns = append(w.Columns, column)
	if w.Bulk != nil {
		w.Bulk.Values = append(w.Bulk.Values, value)
		return
	}
	for i := range w.Tuples {
		w.Tuples[i] = append(w.Tuples[i], value)
	}
}
