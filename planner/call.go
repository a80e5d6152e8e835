package planner

import "github.com/weftql/weft/planner/internal/jsonscan"

// Call is one request to one source, answering Columns JSON values per row.
type Call struct {
	Source  ID
	Query   Query
	Columns int
	Shapes  []*Shape // per column; nil: the bytes pass through unread
	// Binds are the calls that run before this one and answer what its query must know; see
	// [Question]. Each answers one column, one row per class of requests.
	Binds []*Call
	// Joins are the calls below. Slots that leave the same objects with the same link
	// share one.
	Joins []*Join

	index    int               // in Plan.calls
	alone    bool              // a root of a query that waits for the ones like it before
	checker  Checker           // nil: nothing to check
	foreseer Foreseer          // nil: nothing to foresee
	names    []string          // of the columns' fields, for traces
	ranks    []int32           // of the columns' fields: their order in the document
	first    int32             // the least of ranks
	scans    []*jsonscan.Shape // per column, built from Shapes
	slots    []slotTarget      // by the numbers that scans give to slots
	reads    Reads             // of the query, of its binds and of all calls below
}

// Join is a call whose rows are the distinct keys found in its parent's answer.
type Join struct {
	Link *Link
	Call *Call
}

// slotTarget tells which column of which join a slot is filled from.
type slotTarget struct{ join, column int }

// scan returns what is to be looked for in a column, or nil for nothing.
func (c *Call) scan(col int) *jsonscan.Shape {
	if len(c.scans) == 0 {
		return nil
	}
	return c.scans[col]
}
