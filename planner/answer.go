package planner

import (
	"github.com/weftql/weft/planner/internal/jsonscan"
	"github.com/weftql/weft/planner/internal/keytable"
)

// answer is one call in one run: what it was asked for and what came back. It is filled by
// one goroutine and read by others only after that one is done.
type answer struct {
	call    *Call
	result  *Result
	classes classes
	in      Input
	out     Output
	// fault is why the whole call has no answer, nil if it has.
	fault *Fault
	// stopped is set for a root call of a mutation that was not run after another failed.
	stopped bool
	// root calls answer what they were asked for; wanted tells which cells of a join some
	// slot is filled from.
	root   bool
	wanted []bool
	keys   *keytable.Table // numbers the rows of a join
	found  jsonscan.Found  // places in all cells
	cells  []answerCell    // as in out
}

// answerCell is what the planner knows of a cell of the output.
type answerCell struct {
	fault    *Fault
	from, to int // its places, a range of found.Places

	settled bool
	size    int     // of the JSON with everything joined
	failed  failure // the first failure in the cell or in anything joined to it
}

// roomyPlaces is from where on an answer's memory is not kept: about 3 MB.
const roomyPlaces = 1 << 16

// reset forgets a run and keeps the memory, unless it was an unusually large one.
func (a *answer) reset() {
	if cap(a.found.Places)+cap(a.cells) > roomyPlaces {
		*a = answer{}
		return
	}
	if a.keys != nil {
		a.keys.Reset()
	}
	a.found.Reset()
	clear(a.in.Rows)
	clear(a.cells)
	clear(a.out.cells)
	if cap(a.out.arena) > roomyArena {
		a.out.arena = nil
	}
	*a = answer{
		in: Input{Rows: a.in.Rows[:0]}, out: Output{cells: a.out.cells[:0], arena: a.out.arena[:0]},
		wanted: a.wanted[:0], keys: a.keys, found: a.found, cells: a.cells[:0],
	}
}

// cell returns what is known of a cell.
func (a *answer) cell(row, col int) *answerCell { return &a.cells[row*a.call.Columns+col] }

func (a *answer) wants(row, col int) bool {
	return a.root || a.wanted[row*a.call.Columns+col]
}

// addRow returns the row of a join call for a key in a class of requests, and notes that
// the column is wanted. ok is false when there are too many rows.
func (a *answer) addRow(class int32, key []byte, col int) (row int, ok bool) {
	row, added, ok := a.keys.Add(class, key)
	if !ok {
		return 0, false
	}
	if added {
		a.in.Rows = append(a.in.Rows, Row{Params: class, Key: key})
		for range a.call.Columns {
			a.wanted = append(a.wanted, false)
		}
	}
	a.wanted[row*a.call.Columns+col] = true
	return row, true
}

// firstFailure returns the rank of the first field, in document order, that failed.
func (a *answer) firstFailure() (rank int32, failed bool) {
	for row := range a.in.Rows {
		for col, r := range a.call.ranks {
			if a.wants(row, col) && (a.fault != nil || a.cell(row, col).fault != nil) && (!failed || r < rank) {
				rank, failed = r, true
			}
		}
	}
	return rank, failed
}
