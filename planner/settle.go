package planner

import "github.com/weftql/weft/planner/internal/jsonscan"

// failure is a fault with the rank of the field it is about. Its zero value means none.
type failure struct {
	fault *Fault
	rank  int32
}

// before returns the failure that comes first in document order; of equals, f.
func (f failure) before(g failure) failure {
	if f.fault == nil || g.fault != nil && g.rank < f.rank {
		return g
	}
	return f
}

// settle returns how long a cell's JSON is with everything joined, and the first failure in
// it or in anything joined to it. It looks at each cell once.
func (r *Result) settle(a *answer, row, col int) (int, failure) {
	if a.fault != nil {
		return len(jsonNull), failure{a.fault, a.call.ranks[col]}
	}
	c := a.cell(row, col)
	switch {
	case c.settled:
	case c.fault != nil:
		c.size, c.failed = len(jsonNull), failure{c.fault, a.call.ranks[col]}
	default:
		json, _ := a.out.Get(row, col)
		c.size = jsonscan.Kept(len(json), a.found.Places[c.from:c.to])
		for i := c.from; i < c.to; i++ {
			if p := &a.found.Places[i]; p.Slot >= 0 {
				size, failed := r.settleSlot(a, p)
				c.size += size
				c.failed = c.failed.before(failed)
			}
		}
	}
	c.settled = true
	return c.size, c.failed
}

// settleSlot settles what is joined at a place. In a partial run a failure ends here.
func (r *Result) settleSlot(a *answer, p *jsonscan.Place) (int, failure) {
	if p.Row == noRow {
		return len(jsonNull), failure{}
	}
	below, col := r.joined(a, p)
	size, failed := r.settle(below, int(p.Row), col)
	if failed.fault != nil && r.partial {
		return len(jsonNull), failure{}
	}
	return size, failed
}

// joined returns the call and the column that fill a slot.
func (r *Result) joined(a *answer, p *jsonscan.Place) (*answer, int) {
	target := a.call.slots[p.Slot]
	return &r.answers[a.call.Joins[target.join].Call.index], target.column
}

// finish settles all rows.
func (r *Result) finish(requests int) {
	for i := range requests {
		row := resultRow{size: len("{}")}
		r.finishFields(&row, r.plan.Reply, i)
		if row.failed.fault == nil && r.most > 0 && row.size > r.most {
			row.failed.fault = ReplyTooLarge(r.most)
		}
		if row.failed.fault != nil {
			row.failed.fault = r.progressOf(row.failed.fault, i)
		}
		r.rows = append(r.rows, row)
	}
}

// ReplyTooLarge is the fault of a reply of more than most bytes; see [RunOptions].
func ReplyTooLarge(most int) *Fault {
	return Invalid(nil, "the answer is larger than the allowed %d bytes", most)
}

func (r *Result) finishFields(row *resultRow, fields []ReplyField, request int) {
	row.size += max(0, len(fields)-1) // commas
	for i := range fields {
		f := &fields[i]
		row.size += len(f.label)
		switch {
		case f.Also != nil:
			r.finishMerged(row, f, request)
		case f.Call >= 0:
			a := r.root(f.Call)
			size, failed := r.settle(a, r.rowOf(a, request), f.Column)
			row.size += size
			row.failed = row.failed.before(failed)
		case f.Text != nil:
			row.size += len(f.Text)
		default:
			row.size += len("{}")
			r.finishFields(row, f.Fields, request)
		}
	}
}

// root returns the answer of a root call.
func (r *Result) root(call int) *answer { return &r.answers[r.plan.Roots[call].index] }

// rowOf returns the row of a root call that answers a request.
func (r *Result) rowOf(a *answer, request int) int { return int(a.classes.class(int32(request))) } //nolint:gosec // far fewer than 2^31 cohorts

// failure returns the first failure of a root call and everything below it, over all rows.
func (r *Result) failure(call *Call) *Fault {
	a := &r.answers[call.index]
	var first failure
	for row := range a.in.Rows {
		for col := range call.Columns {
			_, failed := r.settle(a, row, col)
			first = first.before(failed)
		}
	}
	return first.fault
}
