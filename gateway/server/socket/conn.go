package socket

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/weftql/weft/gateway/server/wheel"
	"github.com/weftql/weft/planner"
)

// conn is one socket. Its goroutine reads and dispatches; everything it sends goes through
// out.
type conn struct {
	hub       *Hub
	id        string // in logs
	ws        *websocket.Conn
	dialect   dialect
	endpoint  Endpoint
	handshake http.Header
	out       outbound
	stop      context.CancelFunc // cuts the connection off

	keepAlive, initTimer, expiry wheel.Timer
	lastRead                     atomic.Int64 // nanoseconds since 1970

	mu      sync.Mutex
	state   state
	failure string // of connection_init
	session *planner.Session
	until   time.Time   // when the session ends; zero: never
	header  http.Header // of connection_init; operations forward these
	// operations by id: running, waiting or subscribed.
	operations map[string]*operation
	running    int
	waiting    []waiting
}

type state uint8

const (
	notInitialised state = iota
	initialised
	initFailed
	closed
)

// open starts serving a connection.
func (h *Hub) open(ws *websocket.Conn, e Endpoint, spoken dialect, handshake http.Header) {
	ctx, cancel := context.WithCancel(context.Background())
	c := &conn{
		hub: h, id: uuid.NewString(), ws: ws, dialect: spoken, endpoint: e, handshake: handshake, stop: cancel,
		out:        outbound{ws: ws, timeout: h.options.WriteTimeout, limit: h.options.MaxQueued},
		operations: map[string]*operation{},
	}
	if h.logsWire() {
		c.out.told = c.logWire
	}
	c.keepAlive.Fire, c.initTimer.Fire, c.expiry.Fire = c.keepAliveDue, c.initDue, c.expiryDue
	if !h.add(c) {
		cancel()
		go func() { _ = ws.Close(serviceRestart, "shutting server down") }()
		return
	}
	c.log(ctx, logLine{event: "accepted"})
	c.logWire(wireEvent{kind: "accepted"})
	if o := &h.options; o.InitTimeout > 0 {
		h.clock.Arm(&c.initTimer, o.InitTimeout)
	}
	go c.serve(ctx)
}

// serve reads until the connection ends, and then lets go of everything it held.
func (c *conn) serve(ctx context.Context) {
	defer c.release(ctx)
	for {
		_, data, err := c.ws.Read(ctx) // binary frames are parsed as text too
		c.logReceived(data, err)
		if err != nil {
			return
		}
		c.lastRead.Store(time.Now().UnixNano())
		c.handle(ctx, data)
	}
}

// release ends everything that belongs to the connection.
func (c *conn) release(ctx context.Context) {
	c.stop()
	c.mu.Lock()
	c.state = closed
	c.mu.Unlock()
	c.dropOperations()
	for _, t := range []*wheel.Timer{&c.keepAlive, &c.initTimer, &c.expiry} {
		c.hub.clock.Stop(t)
	}
	_ = c.ws.CloseNow()
	c.log(context.WithoutCancel(ctx), logLine{event: "closed"})
	c.logWire(wireEvent{kind: "closed"})
	c.hub.remove(c)
}

// close says goodbye: what waits is sent, then the close frame. Operations end at once.
func (c *conn) close(how closing) { c.shut(how, false) }

func (c *conn) shut(how closing, drop bool) {
	c.mu.Lock()
	was := c.state
	c.state = closed
	c.mu.Unlock()
	if was == closed {
		return
	}
	c.dropOperations()
	c.out.end(how, drop)
}

// send sends a message; a client that is too slow to take it is closed.
func (c *conn) send(m message) {
	if !c.out.send(m) {
		c.shut(closing{tryAgainLater, "the client is too slow"}, true)
	}
}

// react sends what a dialect answers.
func (c *conn) react(r reaction) {
	for _, m := range r.messages {
		c.send(message{head: m})
	}
	if r.end != nil {
		c.close(*r.end)
	}
}

// handle does what a message asks for. It does not wait for operations.
func (c *conn) handle(ctx context.Context, data []byte) {
	c.mu.Lock()
	over := c.state == closed
	c.mu.Unlock()
	if over {
		return // only the peer's close frame is waited for
	}
	m, err := parseMessage(data)
	if err != nil {
		c.log(ctx, logLine{event: "conn_err", detail: "parsing ClientMessage failed: " + err.Error()})
		c.react(c.dialect.malformed(err.Error()))
		return
	}
	switch m.kind {
	case connectionInit:
		c.initialise(ctx, m.headers)
	case start:
		c.start(ctx, m.id, m.request)
	case stop:
		c.complete(ctx, m.id)
	case ping:
		c.send(message{head: pongMessage(m.echo)})
	case terminate:
		c.close(closing{normalClosure, "GQL_CONNECTION_TERMINATE received"})
	}
}

// keepAliveDue runs when the next keep-alive is due. In the dialect whose clients answer,
// one from whom nothing came for three intervals is gone (contract/subscriptions.md 4.1).
func (c *conn) keepAliveDue() {
	interval := c.hub.options.KeepAlive
	if c.dialect.answersPings() && time.Since(time.Unix(0, c.lastRead.Load())) > 3*interval {
		c.stop()
		return
	}
	c.send(message{head: c.dialect.keepAlive()})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.arm(&c.keepAlive, interval)
}

// arm sets a timer of the connection, unless that is over: release stops the timers after
// it has set the state, so none outlives the connection. Lock should be held.
func (c *conn) arm(t *wheel.Timer, d time.Duration) {
	if c.state != closed {
		c.hub.clock.Arm(t, d)
	}
}
