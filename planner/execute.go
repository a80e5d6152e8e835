package planner

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/ast"
)

// RunOptions says how a plan is run. The zero value works.
type RunOptions struct {
	// Limits bounds how many calls run on one source at once, over all operations that
	// share it; nil means no bound.
	Limits *Limits
	// Logger gets what must not reach a client: panics and unexpected errors of sources.
	// nil means slog.Default().
	Logger *slog.Logger
	// Partial answers null for a join that failed, and reports the error beside the data,
	// instead of failing the whole operation (gateway/departures.md).
	Partial bool
	// MaxReply bounds the reply to a request, in bytes; 0: it is not bounded. Those of
	// mutations are not: what they wrote would remain.
	MaxReply int
}

// Run executes the plan once for every element of params and returns when all answers are
// there, or soon after ctx has ended. The params must come from a [Prepared] of this plan,
// or of one with the same fingerprint. It never returns nil, and no goroutine outlives it.
//
// Requests that agree in all values a call and the calls below it read share that call's
// rows; no others do. A mutation runs for each request, in order.
func (p *Plan) Run(ctx context.Context, params []*Params, opts RunOptions) *Result {
	if p.Op == ast.Mutation {
		opts.MaxReply = 0
	}
	r := newResult(p, opts)
	if len(params) == 0 {
		return r
	}
	x := &r.execution
	*x = execution{plan: p, result: r, params: params, opts: opts}
	x.spare.Store(maxGoroutines)
	x.ranking.watch(p, len(params), opts)
	for _, call := range p.Roots {
		x.startRoot(call)
	}
	if p.Op == ast.Mutation {
		x.mutation(ctx)
	} else {
		x.query(ctx)
	}
	r.finish(len(params))
	return r
}

// execution is one run of a plan.
type execution struct {
	plan    *Plan
	result  *Result
	params  []*Params
	opts    RunOptions
	ranking ranking
	spare   atomic.Int32 // goroutines that may still be started
	// received are the bytes that sources answered so far.
	received atomic.Int64
}

// maxGoroutines bounds how many calls of one run wait for their sources at once: a document
// may have thousands of joins.
const maxGoroutines = 64

func (x *execution) answer(c *Call) *answer { return &x.result.answers[c.index] }

// startRoot gives a root call its rows: one per class of requests, or per request when it
// writes.
func (x *execution) startRoot(call *Call) {
	a := x.answer(call)
	a.root = true
	if x.plan.Op != ast.Mutation {
		a.classes = classify(x.params, &call.reads)
	}
	x.rowPerClass(a)
}

// rowPerClass gives a call one row for each class of requests.
func (x *execution) rowPerClass(a *answer) {
	a.in.Params = a.classes.params(x.params)
	for i := range a.in.Params {
		a.in.Rows = append(a.in.Rows, Row{Params: int32(i)}) //nolint:gosec // far fewer than 2^31 cohorts
	}
}

// query runs all root calls at once, except that those which must stay alone wait for each
// other.
func (x *execution) query(ctx context.Context) {
	if !slices.ContainsFunc(x.plan.Roots, func(c *Call) bool { return c.alone }) {
		x.runAll(ctx, x.plan.Roots)
		return
	}
	var alone []*Call
	together := make([]*Call, 0, len(x.plan.Roots))
	for _, call := range x.plan.Roots {
		if call.alone {
			alone = append(alone, call)
		} else {
			together = append(together, call)
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { x.runAll(ctx, together) })
	for _, call := range alone {
		x.run(ctx, call)
	}
	wg.Wait()
}

// runAll runs calls at once and waits for them. The last one runs on the caller's
// goroutine, because most plans need no other, and so do all for which there is none left.
func (x *execution) runAll(ctx context.Context, calls []*Call) {
	switch len(calls) {
	case 0:
		return
	case 1: // without a WaitGroup on the heap
		x.run(ctx, calls[0])
		return
	}
	last := len(calls) - 1
	var wg sync.WaitGroup
	for _, call := range calls[:last] {
		if x.spare.Add(-1) < 0 {
			x.spare.Add(1)
			x.run(ctx, call)
			continue
		}
		wg.Go(func() {
			defer x.spare.Add(1)
			x.run(ctx, call)
		})
	}
	x.run(ctx, calls[last])
	wg.Wait()
}

// mutation checks everything, then runs the root calls with all their joins one after the
// other, and stops at the first failure. What was written until then stays
// (contract/postgres-graphql.md 6.1, contract/remote-schemas-and-joins.md 7.4).
func (x *execution) mutation(ctx context.Context) {
	if f := x.foresee(ctx); f != nil {
		x.stop(x.plan.Roots, f)
		return
	}
	for _, call := range x.plan.Roots {
		if call.checker == nil {
			continue
		}
		if f := x.check(ctx, call); f != nil {
			x.stop(x.plan.Roots, f)
			return
		}
	}
	for i, call := range x.plan.Roots {
		x.run(ctx, call)
		if f := x.result.failure(call); f != nil {
			x.stop(x.plan.Roots[i+1:], f)
			return
		}
	}
}

// foresee returns the first fault of the request that a call would find when others are
// written already. A single call finds its own.
func (x *execution) foresee(ctx context.Context) *Fault {
	if len(x.plan.Roots) < 2 {
		return nil
	}
	for _, call := range x.plan.Roots {
		if call.foreseer == nil || len(call.Binds) > 0 { // what it asks others can change until then
			continue
		}
		if f := x.foreseeCall(ctx, call); f != nil {
			return f
		}
	}
	return nil
}

// stop marks root calls that will not run.
func (x *execution) stop(calls []*Call, f *Fault) {
	for _, call := range calls {
		a := x.answer(call)
		a.fault, a.stopped = f, true
	}
}

// run executes a call that has its rows, and everything below it.
func (x *execution) run(ctx context.Context, call *Call) {
	a := x.answer(call)
	ctx, done, ok := x.ranking.begin(ctx, call)
	if !ok {
		a.fault = abandoned
		return
	}
	defer done()
	x.bind(ctx, a)
	if err := x.ask(ctx, a); err != nil {
		a.fault = x.faultFrom(ctx, a, err)
	}
	if x.ranking.watching {
		if rank, failed := a.firstFailure(); failed {
			x.ranking.fail(rank)
		}
	}
	if a.fault == nil {
		x.below(ctx, a)
	}
}

// below runs the joins of an answered call that have rows.
func (x *execution) below(ctx context.Context, a *answer) {
	var calls []*Call
	for _, j := range a.call.Joins {
		if len(x.answer(j.Call).in.Rows) > 0 {
			calls = append(calls, j.Call)
		}
	}
	x.runAll(ctx, calls)
}
