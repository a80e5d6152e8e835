package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/weftql/weft/planner"
)

const (
	// firstBuffer bounds the memory that a Content-Length alone can claim.
	firstBuffer = 64 << 10
	// drained is how much of a body that is too large is still read, and thrown away: a
	// client that is cut off while it sends does not see why.
	drained = 64 << 20
	// adminBody is what an admin may send outside of GraphQL, even if less is allowed: command
	// lines apply the whole metadata, and all seeds of a database, in one request.
	adminBody = 512 << 20
)

// readBody reads the whole body, at most limit bytes, into the memory of an empty buffer as
// far as that reaches. A client that sends nothing for longer than the slow-client limit is
// given up. The record learns how long it took.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request, limit int64, buffer []byte) ([]byte, *planner.Fault) {
	start := time.Now()
	defer func() { recordOf(r).readTime = time.Since(start) }()
	body := patient{Reader: r.Body, control: *http.NewResponseController(w), limit: s.config.Server.SlowClient}
	body.move(start)
	defer body.done()
	if r.ContentLength > limit {
		if r.Header.Get("Expect") == "" { // whoever asks first has not sent anything yet
			body.discard()
		}
		return nil, tooLarge(limit)
	}
	content, err := body.readUpTo(buffer, r.ContentLength, limit+1)
	switch {
	case err != nil:
		return nil, unreadable(err)
	case int64(len(content)) > limit:
		body.discard()
		return nil, tooLarge(limit)
	}
	return content, nil
}

func tooLarge(limit int64) *planner.Fault {
	return &planner.Fault{Code: planner.CodeBadRequest, Status: http.StatusRequestEntityTooLarge,
		Message: fmt.Sprintf("the request body is larger than the allowed %d bytes", limit)}
}

func unreadable(err error) *planner.Fault {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return &planner.Fault{Code: planner.CodeBadRequest, Message: "the request body did not arrive in time", Status: http.StatusRequestTimeout, Cause: err}
	}
	return &planner.Fault{Code: planner.CodeBadRequest, Message: "the request body could not be read", Status: http.StatusBadRequest, Cause: err}
}

// patient reads with a deadline that moves on with every read: it bounds how long a client
// may be silent, not how long it may take.
type patient struct {
	io.Reader
	control http.ResponseController
	limit   time.Duration // 0: none
	moved   time.Time     // when the deadline was set last
}

// readUpTo reads to the end, but not more than most bytes. The announced length is taken for
// a hint: it needs no second buffer when it is right.
func (p *patient) readUpTo(buf []byte, announced, most int64) ([]byte, error) {
	room := min(max(announced, 0), firstBuffer) + 1 // one more, to see the end
	buf = slices.Grow(buf, int(min(room, most)))
	for {
		n, err := p.Read(buf[len(buf):min(int64(cap(buf)), most)])
		buf = buf[:len(buf)+n]
		switch {
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return nil, err
		case int64(len(buf)) == most:
			return buf, nil
		case len(buf) == cap(buf):
			more := min(int64(max(len(buf), bytes.MinRead)), most-int64(len(buf)))
			buf = slices.Grow(buf, int(more))
		}
	}
}

// discard reads on and forgets. It takes a copy, which alone is on the heap.
func (p patient) discard() { _, _ = io.CopyN(io.Discard, &p, drained) }

// move moves the deadline, when a good part of the limit has passed. A server that cannot
// set deadlines reads without.
func (p *patient) move(now time.Time) {
	if p.limit > 0 && now.Sub(p.moved) > p.limit/16 {
		p.moved = now
		_ = p.control.SetReadDeadline(now.Add(p.limit))
	}
}

// Read reads once and moves the deadline: most bodies are there in one read.
func (p *patient) Read(b []byte) (n int, err error) {
	if n, err = p.Reader.Read(b); err == nil {
		p.move(time.Now())
	}
	return n, err
}

// done takes the deadline away: when it passes, net/http would cancel the request.
func (p *patient) done() { _ = p.control.SetReadDeadline(time.Time{}) }
