package planner

import (
	"slices"
	"sync"

	"github.com/weftql/weft/planner/internal/jsonscan"
)

// Result is what a run answered: one reply per row, in the order of the params it was run
// with. Its rows may be read concurrently.
type Result struct {
	plan    *Plan
	partial bool
	most    int      // RunOptions.MaxReply
	answers []answer // by Call.index
	rows    []resultRow

	execution execution // while it runs
}

// resultRow is the reply for one request.
type resultRow struct {
	size   int
	failed failure
	// merged are the lists that several calls answer, by their reply field.
	merged map[*ReplyField][]byte
}

var results = sync.Pool{New: func() any { return new(Result) }}

func newResult(p *Plan, opts RunOptions) *Result {
	r := results.Get().(*Result)
	r.plan, r.partial, r.most = p, opts.Partial, opts.MaxReply
	r.answers = slices.Grow(r.answers[:0], len(p.calls))[:len(p.calls)]
	for i, call := range p.calls {
		r.answers[i].call, r.answers[i].result = call, r
	}
	return r
}

// Release gives buffers back. The result and everything borrowed from it must not be used
// afterwards. A result that is not released is left to the garbage collector.
//
// The memory of a run in which a call failed is not used again: the source may have left
// something running that still writes to it.
func (r *Result) Release() {
	for i := range r.answers {
		if r.answers[i].fault != nil {
			return
		}
	}
	for i := range r.answers {
		r.answers[i].reset()
	}
	clear(r.rows)
	r.plan, r.rows, r.execution = nil, r.rows[:0], execution{}
	results.Put(r)
}

// Err returns why the row has no reply, or nil. It is a *[Fault]: the failure of the first
// field, in document order, that failed.
func (r *Result) Err(row int) error {
	if f := r.rows[row].failed.fault; f != nil {
		return f
	}
	return nil
}

// Size is the exact length of the row's reply in bytes.
func (r *Result) Size(row int) int { return r.rows[row].size }

// AppendReply appends the reply, the JSON object that is the value of `data`, to dst. The
// row must not have failed.
func (r *Result) AppendReply(dst []byte, row int) []byte {
	return r.appendFields(slices.Grow(dst, r.rows[row].size), r.plan.Reply, row)
}

func (r *Result) appendFields(dst []byte, fields []ReplyField, request int) []byte {
	dst = append(dst, '{')
	for i := range fields {
		f := &fields[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, f.label...)
		switch {
		case f.Also != nil:
			dst = append(dst, r.rows[request].merged[f]...)
		case f.Call >= 0:
			a := r.root(f.Call)
			dst = a.appendCell(dst, r.rowOf(a, request), f.Column)
		case f.Text != nil:
			dst = append(dst, f.Text...)
		default:
			dst = r.appendFields(dst, f.Fields, request)
		}
	}
	return append(dst, '}')
}

// appendCell appends a cell's JSON with everything joined.
func (a *answer) appendCell(dst []byte, row, col int) []byte {
	if a.fault != nil {
		return append(dst, jsonNull...)
	}
	c := a.cell(row, col)
	if c.fault != nil {
		return append(dst, jsonNull...)
	}
	json, _ := a.out.Get(row, col)
	return jsonscan.Splice(dst, json, a.found.Places[c.from:c.to], a)
}

// Fill implements [jsonscan.Filler].
func (a *answer) Fill(dst []byte, p *jsonscan.Place) []byte {
	if p.Row == noRow {
		return append(dst, jsonNull...)
	}
	below, col := a.result.joined(a, p)
	return below.appendCell(dst, int(p.Row), col)
}

// Cookies returns the Set-Cookie values that root calls passed on, in document order; those
// of joins are dropped (contract/remote-schemas-and-joins.md 4.3).
func (r *Result) Cookies() []string {
	var all []string
	for _, call := range r.plan.Roots {
		all = append(all, r.answers[call.index].out.cookies.list...)
	}
	return all
}
