package ir

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Write is a change of a table, [Insert], [Update] or [Delete], or a [Perform].
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

// Insert adds rows: Values for each element of Arrays, or Tuples. Without either it is one
// row of Fixed.
type Insert struct {
	Target
	// Fixed are the columns that have one value in all rows, Columns those in which rows
	// differ.
	Fixed   []Assign
	Columns []string
	// Overriding lets an identity column take what it is given instead of refusing it.
	Overriding bool
	// Arrays are inputs of type text[], all of one length: a row takes one element of each.
	// The statement does not depend on how many there are.
	Arrays []Expr
	// Values are those of Columns, in which [Element] is the row's element of an array.
	Values []Expr
	// Tuples has the values of Columns row by row; nil stands for a column's default.
	Tuples   [][]Expr
	Conflict *Conflict
	// Begin holds, and is evaluated before each row of Arrays or Fixed is inserted; nil does
	// nothing.
	Begin Expr
	// Strict is the Check of Tuples that do not begin with what Begin does.
	Strict Expr
}

// Fix gives a column one value in all rows.
func (c *Insert) Fix(column string, value Expr) {
	c.Fixed = append(c.Fixed[:len(c.Fixed):len(c.Fixed)], Assign{Column: column, Value: value})
}

// Add gives a column a value made of the row's elements.
func (c *Insert) Add(column string, value Expr) {
	c.Columns = append(c.Columns[:len(c.Columns):len(c.Columns)], column)
	c.Values = append(c.Values[:len(c.Values):len(c.Values)], value)
}

// Element is the element, of type text, that the row takes from one of an insert's Arrays.
type Element struct{ Array int }

// Conflict is an ON CONFLICT clause: on a constraint, on a unique key of Columns, or, with
// neither, on any.
type Conflict struct {
	Constraint string
	Columns    []string
	// Set is what happens to the row that is there; empty leaves it alone.
	Set []Assign
	// Where must hold for the row that is there; nil always does.
	Where Expr
}

// Assign gives a column a value; nil is the column's default.
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

// Perform calls a function for what it does: once, and to its end, however few of its rows
// are looked at. [Performed] are the rows it answers.
type Perform struct{ Function }

// CheckViolation begins the text of the error that a failed check raises: the server's
// complaint, of SQLSTATE 22P02, that it is no boolean.
const CheckViolation = "weft: check constraint of an insert/update permission has failed"

func (*Insert) write() {}
func (*Update) write() {}
func (*Delete) write() {}

func (*Perform) write() {}

func (*Element) expr()  {}
func (*Excluded) expr() {}
