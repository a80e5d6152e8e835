package socket

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/wheel"
)

// Options says how sockets are served. The first group must be set; zero values of the
// rest mean none, or the default that is named.
type Options struct {
	Executor *executor.Executor
	Auth     auth.Authenticator
	Logger   *slog.Logger
	Tracer   trace.Tracer

	Origins      config.Origins
	CORSDisabled bool
	ReadCookie   bool // keep cookies although CORS is disabled
	// KeepAlive is the pause between ka or ping messages; 0: none are sent.
	KeepAlive time.Duration
	// InitTimeout is how long a client may take to its connection_init; 0: forever.
	InitTimeout time.Duration
	Compression bool // permessage-deflate
	// MaxMessage is the greatest message a client may send, in bytes; 0 means 4 MiB.
	MaxMessage int64
	// MaxQueued is how many bytes may wait for a client; 0 means 16 MiB. One message alone
	// may be larger.
	MaxQueued int
	// MaxRunning is how many operations of one socket run at once; 0 means 100. Others wait.
	MaxRunning int
	// MaxOperations is how many operations of one socket may be running, waiting or
	// subscribed; 0 means 5000.
	MaxOperations int
	// WriteTimeout is how long a client may take to accept a message; 0 means 30 s.
	WriteTimeout time.Duration
	// OperationTimeout ends a query or mutation that takes longer; 0: none.
	OperationTimeout time.Duration
	// LogQueries puts the query text into websocket-log lines.
	LogQueries bool
	// LogOperation, when set, is called with each operation: a query or mutation once it is
	// done, a subscription when it begins.
	LogOperation func(ctx context.Context, op *executor.Operation)
}

// Hub holds the open sockets. It is safe for concurrent use.
type Hub struct {
	options Options
	clock   *wheel.Clock

	replanning sync.Mutex // held while a subscription is planned again

	mu       sync.Mutex
	conns    map[*conn]struct{}
	refusing bool
	empty    chan struct{} // closed when the last connection has gone and none may come
}

// The wheel's precision and size: the longest usual delay is a minute.
const (
	tick  = 100 * time.Millisecond
	slots = 600
)

// NewHub returns a hub without connections.
func NewHub(o Options) *Hub {
	o.MaxMessage = cmp.Or(o.MaxMessage, 4<<20)
	o.MaxQueued = cmp.Or(o.MaxQueued, 16<<20)
	o.MaxRunning = cmp.Or(o.MaxRunning, 100)
	o.MaxOperations = cmp.Or(o.MaxOperations, 5000)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, 30*time.Second)
	return &Hub{options: o, clock: wheel.NewClock(tick, slots), conns: map[*conn]struct{}{}, empty: make(chan struct{})}
}

func (h *Hub) logOperation(ctx context.Context, op *executor.Operation) {
	if h.options.LogOperation != nil {
		h.options.LogOperation(ctx, op)
	}
}

// Len returns how many sockets are open.
func (h *Hub) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.conns)
}

// add takes in a connection unless the hub refuses new ones.
func (h *Hub) add(c *conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refusing {
		return false
	}
	h.conns[c] = struct{}{}
	return true
}

func (h *Hub) remove(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, c)
	h.signalEmpty()
}

// signalEmpty tells a waiting Shutdown. Lock should be held.
func (h *Hub) signalEmpty() {
	if !h.refusing || len(h.conns) > 0 {
		return
	}
	select {
	case <-h.empty:
	default:
		close(h.empty)
	}
}

// Refuse makes new handshakes fail with 503 from now on.
func (h *Hub) Refuse() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refusing = true
	h.signalEmpty()
}

func (h *Hub) refuses() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.refusing
}

// all returns the connections there are now.
func (h *Hub) all() []*conn {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]*conn, 0, len(h.conns))
	for c := range h.conns {
		list = append(list, c)
	}
	return list
}

// CloseAll closes every socket with 1012 and a reason: clients come back by themselves
// (contract/subscriptions.md 3, 13).
func (h *Hub) CloseAll(reason string) {
	for _, c := range h.all() {
		c.close(closing{serviceRestart, reason})
	}
}

// Shutdown refuses new sockets, closes the open ones, and waits until they are gone or ctx
// ends; those that are still there are cut off.
func (h *Hub) Shutdown(ctx context.Context) {
	h.Refuse()
	h.CloseAll("shutting server down")
	select {
	case <-h.empty:
	case <-ctx.Done():
		h.cut()
	}
}

// Close cuts off all sockets without a closing handshake and refuses new ones.
func (h *Hub) Close() {
	h.Refuse()
	h.cut()
	<-h.empty
}

func (h *Hub) cut() {
	for _, c := range h.all() {
		c.stop()
	}
}
