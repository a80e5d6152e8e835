package legacy

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// Operation is what a command means for a role: one of *Select, *Insert, *Update, *Delete
// and *Count. It is immutable, and names nothing that the role may not name.
type Operation interface{ operation() }

// Select answers rows as a list.
type Select struct{ Rows *Rows }

// Rows are rows of a table and what is shown of them.
type Rows struct {
	Table   *model.Table
	Columns []Column
	// Where is the client's condition; nil when there is none.
	Where         model.BoolExp
	Order         []Order
	Limit, Offset *planner.Value // nil when there is none
}

// Column is one member of a row: a column, or with Rows set what a relationship leads to.
type Column struct {
	Key          string
	Column       *model.Column
	Relationship *model.Relationship
	Rows         *Rows
}

// Order is one term of an order: a column of the rows, or of those that object
// relationships lead to, one after the other.
type Order struct {
	Over       []*model.Relationship
	Column     *model.Column
	Desc       bool
	NullsFirst bool
}

// Insert adds rows.
type Insert struct {
	Table *model.Table
	// Objects are the rows' values by the columns' names.
	Objects []*planner.Value
	// Conflict is nil when there is no on_conflict.
	Conflict *Conflict
	// Returning are the columns to be shown of the rows; nil is no list at all.
	Returning  []*model.Column
	Validation *Validation // nil when there is nothing to be asked
}

// Conflict is what happens to a row that cannot be inserted. With neither Constraint nor
// Target any unique key counts.
type Conflict struct {
	Constraint string
	Target     []*model.Column
	// Update are the columns that the row that is there gets new values of.
	Update []*model.Column
}

// Update changes rows.
type Update struct {
	Table      *model.Table
	Set        []Assignment
	Where      model.BoolExp
	Returning  []*model.Column
	Validation *Validation
}

// Assignment gives a column a value.
type Assignment struct {
	Column *model.Column
	Op     AssignmentOp
	Value  *planner.Value // nil for ToDefault
}

// AssignmentOp is how an assignment makes the new value.
type AssignmentOp uint8

// The kinds of assignments: $set, $inc, $mul and $default.
const (
	ToValue AssignmentOp = iota
	Plus
	Times
	ToDefault
)

// Delete removes rows.
type Delete struct {
	Table      *model.Table
	Where      model.BoolExp
	Returning  []*model.Column
	Validation *Validation
}

// Count counts rows, or the distinct tuples of some columns.
type Count struct {
	Table    *model.Table
	Distinct []*model.Column
	Where    model.BoolExp // nil when there is none
}

func (*Select) operation() {}
func (*Insert) operation() {}
func (*Update) operation() {}
func (*Delete) operation() {}
func (*Count) operation()  {}
