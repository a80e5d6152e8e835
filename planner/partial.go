package planner

import "slices"

// maxPartialErrors bounds how many errors a partial reply carries.
const maxPartialErrors = 100

// Errors returns the distinct errors of joins that were answered with null, in document
// order. It is empty unless the run was partial.
func (r *Result) Errors(row int) []*Fault {
	if !r.partial {
		return nil
	}
	c := partialErrors{result: r, seen: map[*answerCell]bool{}}
	c.fields(r.plan.Reply, row)
	slices.SortStableFunc(c.found, func(a, b failure) int { return int(a.rank) - int(b.rank) })
	var faults []*Fault
	for _, f := range c.found {
		if len(faults) < maxPartialErrors && !slices.Contains(faults, f.fault) {
			faults = append(faults, f.fault)
		}
	}
	return faults
}

// partialErrors walks what one reply is made of and collects the failures in it.
type partialErrors struct {
	result *Result
	seen   map[*answerCell]bool
	found  []failure
}

func (c *partialErrors) fields(fields []ReplyField, request int) {
	for i := range fields {
		f := &fields[i]
		if f.Call < 0 {
			c.fields(f.Fields, request)
			continue
		}
		for _, column := range f.Columns() {
			a := c.result.root(column.Call)
			c.cell(a, c.result.rowOf(a, request), column.Column)
		}
	}
}

func (c *partialErrors) cell(a *answer, row, col int) {
	_, failed := c.result.settle(a, row, col)
	if failed.fault != nil {
		c.add(failed)
		return
	}
	known := a.cell(row, col)
	if c.seen[known] {
		return
	}
	c.seen[known] = true
	for i := known.from; i < known.to; i++ {
		if p := &a.found.Places[i]; p.Slot >= 0 && p.Row != noRow {
			below, column := c.result.joined(a, p)
			c.cell(below, int(p.Row), column)
		}
	}
}

// add keeps a failure; a call that failed as a whole is met once for every slot.
func (c *partialErrors) add(f failure) {
	if n := len(c.found); n == 0 || c.found[n-1] != f {
		c.found = append(c.found, f)
	}
}
