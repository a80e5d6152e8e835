package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/weftql/weft/planner"
)

const (
	// firstBuffer bounds the memory that a Content-Length alone can claim.
	firstBuffer = 64 << 10
	// drained is how much of a body that is too large is still read, and thrown away: a
	// client that is cut off while it sends does not see why.
	drained = 64 << 20
)

// readBody reads the whole body, at most as long as allowed. A client that sends nothing
// for longer than the slow-client limit is given up. The record learns how long it took.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request) ([]byte, *planner.Fault) {
	limit := int64(s.config.Server.MaxBody)
	start := time.Now()
	defer func() { recordOf(r).readTime = time.Since(start) }()
	body := &patient{Reader: r.Body, control: http.NewResponseController(w), limit: s.config.Server.SlowClient}
	defer body.done()
	if r.ContentLength > limit {
		if r.Header.Get("Expect") == "" { // whoever asks first has not sent anything yet
			discard(body)
		}
		return nil, tooLarge(limit)
	}
	var buf bytes.Buffer
	buf.Grow(int(min(max(r.ContentLength, 0), firstBuffer)) + bytes.MinRead)
	if _, err := buf.ReadFrom(io.LimitReader(body, limit+1)); err != nil {
		return nil, unreadable(err)
	}
	if int64(buf.Len()) > limit {
		discard(body)
		return nil, tooLarge(limit)
	}
	return buf.Bytes(), nil
}

func discard(body io.Reader) { _, _ = io.CopyN(io.Discard, body, drained) }

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
	control *http.ResponseController
	limit   time.Duration // 0: none
}

// Read reads once. A server that cannot set deadlines reads without.
func (p *patient) Read(b []byte) (int, error) {
	if p.limit > 0 {
		_ = p.control.SetReadDeadline(time.Now().Add(p.limit))
	}
	return p.Reader.Read(b)
}

// done takes the deadline away: when it passes, net/http would cancel the request.
func (p *patient) done() { _ = p.control.SetReadDeadline(time.Time{}) }
