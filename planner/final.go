package planner

// Final says that the cell's answer, a failure included, will never be another one: a
// subscription to it has ended (contract/subscriptions.md 10).
func (o *Output) Final(row, col int) { o.cells[row*o.columns+col].final = true }

// Final tells whether the row's reply, or its failure, is the last there will ever be. What
// is joined may change for good, so a reply with joins never is.
func (r *Result) Final(row int) bool {
	for _, call := range r.plan.Roots {
		a := &r.answers[call.index]
		if a.fault != nil || len(call.Joins) > 0 || !a.out.allFinal(r.rowOf(a, row)) {
			return false
		}
	}
	return len(r.plan.Roots) > 0
}

func (o *Output) allFinal(row int) bool {
	for col := range o.columns {
		if !o.cells[row*o.columns+col].final {
			return false
		}
	}
	return true
}
