package planner

import (
	"context"
	"math"
	"sync"
)

// ranking makes a failed operation end early and always with the same error: the one of
// the first field, in document order, that fails. Calls whose fields all come after a
// failure are given up; calls before it go on, because they may fail too.
//
// It watches runs for one request only: others need the answers of calls that failed for
// their neighbours.
type ranking struct {
	watching bool
	calls    []*Call

	mu      sync.Mutex
	failed  int32                // rank of the first failure so far
	cancels []context.CancelFunc // of running calls, by Call.index
}

// abandoned is the fault of calls that were given up. No client sees it: there is always
// one of a lower rank.
var abandoned = &Fault{Code: CodeUnexpected, Message: "given up because another field failed"}

func (r *ranking) watch(p *Plan, requests int, opts RunOptions) {
	r.watching = len(p.calls) > 1 && requests == 1 && !opts.Partial
	if r.watching {
		r.calls, r.failed = p.calls, math.MaxInt32
		r.cancels = make([]context.CancelFunc, len(p.calls))
	}
}

// begin returns the context for a call and what must be called when everything below it is
// done. ok is false when the call can no longer matter.
func (r *ranking) begin(ctx context.Context, call *Call) (_ context.Context, done func(), ok bool) {
	if !r.watching {
		return ctx, func() {}, true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if call.first > r.failed {
		return ctx, nil, false
	}
	ctx, cancel := context.WithCancel(ctx)
	r.cancels[call.index] = cancel
	return ctx, func() { r.end(call, cancel) }, true
}

func (r *ranking) end(call *Call, cancel context.CancelFunc) {
	r.mu.Lock()
	r.cancels[call.index] = nil
	r.mu.Unlock()
	cancel()
}

// fail notes a failure and gives up what comes after it.
func (r *ranking) fail(rank int32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = min(r.failed, rank)
	for i, cancel := range r.cancels {
		if cancel != nil && r.calls[i].first > r.failed {
			cancel()
		}
	}
}
