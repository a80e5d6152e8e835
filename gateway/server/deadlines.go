package server

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// lookInterval is how often distant deadlines are looked at.
const lookInterval = time.Second

// distantDeadlines are the deadlines of connections that are not due before the look after
// next. net/http and this package set eight for each request, against slow clients, and
// hardly one of them ever comes. Here one is a note, not a timer of the runtime (eight take
// 0.5 µs instead of 1.6); the connection learns of it when it is no longer distant, and so in
// time.
type distantDeadlines struct {
	horizon atomic.Pointer[time.Time] // what comes later is distant

	mu    sync.Mutex
	conns map[*distantConn]struct{}
}

func newDistantDeadlines() *distantDeadlines {
	d := &distantDeadlines{conns: map[*distantConn]struct{}{}}
	d.look(time.Now())
	return d
}

// keep looks at the deadlines until done is closed.
func (d *distantDeadlines) keep(done <-chan struct{}) {
	ticker := time.NewTicker(lookInterval)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			d.look(time.Now())
		}
	}
}

// look tells the connections of their deadlines that are no longer distant.
func (d *distantDeadlines) look(now time.Time) {
	horizon := now.Add(2 * lookInterval)
	d.horizon.Store(&horizon)
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.conns {
		c.look(horizon)
	}
}

// listen returns a listener whose connections note their deadlines here.
func (d *distantDeadlines) listen(l net.Listener) net.Listener { return distantListener{l, d} }

type distantListener struct {
	net.Listener
	deadlines *distantDeadlines
}

// Accept implements [net.Listener].
func (l distantListener) Accept() (net.Conn, error) {
	inner, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.deadlines.of(inner), nil
}

// of returns a connection whose deadlines are noted until it is closed.
func (d *distantDeadlines) of(inner net.Conn) net.Conn {
	c := &distantConn{Conn: inner, deadlines: d}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns[c] = struct{}{}
	return c
}

// distantConn is a connection that does not know of its distant deadlines.
type distantConn struct {
	net.Conn
	deadlines *distantDeadlines

	mu          sync.Mutex
	read, write deadline
}

// deadline is one of a connection's two.
type deadline struct {
	distant time.Time // zero: none
	known   bool      // the connection has one
}

// SetDeadline implements [net.Conn].
func (c *distantConn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline implements [net.Conn].
func (c *distantConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t, changed := c.read.move(t, *c.deadlines.horizon.Load()); changed {
		return c.Conn.SetReadDeadline(t)
	}
	return nil
}

// SetWriteDeadline implements [net.Conn].
func (c *distantConn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t, changed := c.write.move(t, *c.deadlines.horizon.Load()); changed {
		return c.Conn.SetWriteDeadline(t)
	}
	return nil
}

// move changes the deadline to t, zero for none, and tells which one the connection has to
// know, if that is another than it does.
func (d *deadline) move(t, horizon time.Time) (known time.Time, changed bool) {
	d.distant = time.Time{}
	if t.After(horizon) {
		d.distant, t = t, time.Time{}
	}
	changed = d.known || !t.IsZero()
	d.known = !t.IsZero()
	return t, changed
}

// look tells the connection of deadlines that are no longer distant. There is nobody to tell
// that a closed one takes none.
func (c *distantConn) look(horizon time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.read.distant; !t.IsZero() && !t.After(horizon) {
		c.read = deadline{known: true}
		_ = c.Conn.SetReadDeadline(t)
	}
	if t := c.write.distant; !t.IsZero() && !t.After(horizon) {
		c.write = deadline{known: true}
		_ = c.Conn.SetWriteDeadline(t)
	}
}

// Close implements [net.Conn].
func (c *distantConn) Close() error {
	c.deadlines.mu.Lock()
	delete(c.deadlines.conns, c)
	c.deadlines.mu.Unlock()
	return c.Conn.Close()
}

// CloseWrite ends what is sent, so that net/http need not break a connection off.
func (c *distantConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
