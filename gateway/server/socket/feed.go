package socket

import (
	"context"
	"sync"

	"github.com/weftql/weft/gateway/live"
)

// feed is where the results of one subscription of an operation go. When the operation is
// subscribed anew, it gets another feed.
type feed struct {
	op *operation
	mu sync.Mutex // held while a result is sent, so that none comes after the end
	// ended is set when another feed has taken over.
	ended bool
}

var _ live.Sink = (*feed)(nil)

// end sees that no result of a live query follows: it would be older than those of the next
// feed. Batches of a stream all count, and come in order anyway.
func (f *feed) end() {
	f.mu.Lock()
	f.ended = true
	f.mu.Unlock()
}

// Push sends a result of the live query. A failure is told, and the subscription goes on
// (contract/subscriptions.md 5.3, 7.7), unless the result is final.
func (f *feed) Push(r live.Result) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.ended && !r.Batch:
	case r.Final:
		f.op.last(r)
	case r.Batch || f.op.isNews(r):
		f.op.push(r)
	}
}

// isNews tells whether the client does not have this result of a live query already, from a
// feed before this one, and notes that it has it now. The lock of the feed is held.
func (op *operation) isNews(r live.Result) bool {
	if r.Fault != nil {
		op.has = nil
		return true
	}
	if op.has != nil && *op.has == r.Digest {
		return false
	}
	op.has = &r.Digest
	return true
}

func (op *operation) push(r live.Result) {
	c := op.conn
	c.mu.Lock()
	stopped := op.stopped
	c.mu.Unlock()
	if stopped {
		return
	}
	m := op.result(r.Data)
	if r.Fault != nil {
		m = message{head: nullResult(c.dialect.resultType(), op.id, r.Fault, c.endpoint.Style)}
	}
	if !r.Batch {
		m.of = op
	}
	c.send(m)
}

// last sends the final result of a subscription that has ended by itself, or has not come
// about (contract/subscriptions.md 7.9, 10).
func (op *operation) last(r live.Result) {
	c, ctx := op.conn, context.Background()
	if r.Fault != nil {
		op.finish(ctx, c.dialect.refused(op.id, r.Fault, c.endpoint.Style), r.Fault)
		return
	}
	op.conclude(ctx, r.Data, 0)
}
