package pool

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// watchInterval is how long after the end of its context a statement is cancelled at the
// latest, and how long one must run to be looked at.
const watchInterval = 10 * time.Millisecond

// watcher cancels the statements whose contexts have ended. It looks at those that run, from
// time to time, while pgx has each context call for each statement: most statements are over
// before the first look, and pay six allocations less. The zero value is ready.
type watcher struct {
	mu      sync.Mutex
	running watch // the head of a ring
	armed   bool  // look will be called
}

// watch is a statement that runs. It belongs to the watcher until [watcher.end].
type watch struct {
	ctx        context.Context //nolint:containedctx // of the statement; the watch is as short-lived as a call
	conn       *pgconn.PgConn
	cancelling *pgconn.CancelRequestContextWatcherHandler // nil while ctx has not ended
	next, prev *watch
}

// begin has the statement that is to be sent on conn cancelled when ctx ends before end is
// called. It must be sent with a context that pgx does not watch. The watch is nil for a
// context that never ends.
func (w *watcher) begin(ctx context.Context, conn *pgconn.PgConn) *watch {
	if ctx.Done() == nil {
		return nil
	}
	s := &watch{ctx: ctx, conn: conn}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running.next == nil {
		w.running.next, w.running.prev = &w.running, &w.running
	}
	s.next, s.prev = &w.running, w.running.prev
	s.prev.next, s.next.prev = s, s
	if !w.armed {
		w.armed = true
		time.AfterFunc(watchInterval, w.look)
	}
	return s
}

// end must be called when the connection has answered, before anything else is sent on it:
// it waits for a cancellation that is on its way.
func (w *watcher) end(s *watch) {
	if s == nil {
		return
	}
	w.mu.Lock()
	s.prev.next, s.next.prev = s.next, s.prev
	w.mu.Unlock()
	if s.cancelling != nil {
		s.cancelling.HandleUnwatchAfterCancel()
	}
}

// look cancels what is no longer wanted, and comes back as long as anything runs.
func (w *watcher) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for s := w.running.next; s != &w.running; s = s.next {
		if s.cancelling == nil && s.ctx.Err() != nil {
			s.cancelling = &pgconn.CancelRequestContextWatcherHandler{Conn: s.conn, DeadlineDelay: cancelGrace}
			s.cancelling.HandleCancel(s.ctx)
		}
	}
	if w.armed = w.running.next != &w.running; w.armed {
		time.AfterFunc(watchInterval, w.look)
	}
}
