package socket

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// message is one message to a client: head, data and tail one after the other. Messages of
// several clients may share data.
type message struct {
	head, data, tail []byte
	// of is set for results of a live query: while one waits, a newer one takes its place,
	// because only the present state counts (contract/subscriptions.md 20.3).
	of *operation
	// by is the operation that a last or only message comes from, and took how long it ran; for
	// logs.
	by   *operation
	took time.Duration
	// end closes the connection after everything before it has been sent.
	end *closing
}

// overhead is what a waiting message costs besides its data.
const overhead = 128

func (m *message) size() int { return len(m.head) + len(m.data) + len(m.tail) + overhead }

// outbound is the list of messages that wait for a client. It has a goroutine only while
// something waits.
type outbound struct {
	ws      *websocket.Conn
	timeout time.Duration   // per message
	limit   int             // bytes
	told    func(wireEvent) // what is written; nil: nobody wants to know

	mu       sync.Mutex
	queue    []message
	bytes    int
	flushing bool
	ended    bool // nothing may follow
}

// send puts a message into the list. It tells false when the client is too slow: the list
// is full, and the message is not in it.
func (o *outbound) send(m message) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ended {
		return true
	}
	if m.of != nil && o.replace(&m) {
		return true
	}
	if len(o.queue) > 0 && o.bytes+m.size() > o.limit {
		return false
	}
	o.push(m)
	return true
}

// end puts a close into the list; what waits is still sent, unless drop is set. Only the
// first end counts.
func (o *outbound) end(c closing, drop bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ended {
		return
	}
	o.ended = true
	if drop {
		o.queue, o.bytes = nil, 0
	}
	o.push(message{end: &c})
}

// push appends, and sees that somebody flushes. Lock should be held.
func (o *outbound) push(m message) {
	o.queue = append(o.queue, m)
	o.bytes += m.size()
	if !o.flushing {
		o.flushing = true
		go o.flush()
	}
}

// replace puts a result in the place of an older one of the same subscription. Lock should
// be held.
func (o *outbound) replace(m *message) bool {
	for i := len(o.queue) - 1; i >= 0; i-- {
		if o.queue[i].of == m.of {
			o.bytes += m.size() - o.queue[i].size()
			o.queue[i] = *m
			return true
		}
	}
	return false
}

// take returns what waits, or tells that the flushing goroutine must end.
func (o *outbound) take() ([]message, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 {
		o.flushing = false
		return nil, false
	}
	list := o.queue
	o.queue, o.bytes = nil, 0
	return list, true
}

var frames = sync.Pool{New: func() any { return new([]byte) }}

// flush writes until nothing waits. Errors are the reader's business: a connection that
// cannot be written to is closed, and the reader sees that.
func (o *outbound) flush() {
	buf := frames.Get().(*[]byte)
	defer func() {
		if cap(*buf) <= 1<<20 {
			frames.Put(buf)
		}
	}()
	for {
		list, more := o.take()
		if !more {
			return
		}
		for i := range list {
			o.write(&list[i], buf)
		}
	}
}

func (o *outbound) write(m *message, buf *[]byte) {
	if m.end != nil {
		// Waits for the peer's close frame for some seconds; this goroutine has nothing
		// else to do any more.
		o.tell(wireEvent{kind: "close_sent", detail: m.end.code.String() + " " + m.end.reason})
		_ = o.ws.Close(m.end.code, m.end.fitted())
		return
	}
	// One frame per message: assembled here, so that waiting messages share their data.
	frame := append(append(append((*buf)[:0], m.head...), m.data...), m.tail...)
	*buf = frame
	ctx, cancel := context.WithTimeout(context.Background(), o.timeout)
	defer cancel()
	o.tell(wireEvent{kind: "message_sent", size: len(frame), frame: frame, of: cmp.Or(m.by, m.of), took: m.took})
	_ = o.ws.Write(ctx, websocket.MessageText, frame)
}

// tell logs what is about to be written: what the client does next is logged after it.
func (o *outbound) tell(e wireEvent) {
	if o.told != nil {
		o.told(e)
	}
}
