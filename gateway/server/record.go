package server

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/inbound"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// mode is what kind of request a log line is about (contract/auth-and-server.md 14.1).
type mode string

const (
	single     mode = "single"
	batched    mode = "batched"
	nonGraphQL mode = "non-graphql"
	failed     mode = "error" // the request could not be read
)

// record collects what the http-log line of one request tells, and is the context of the
// request, in which it is found. It belongs to the request's goroutine.
type record struct {
	context.Context //nolint:containedctx // it is one
	request         *http.Request
	requestID       string
	// Values of headers, which nobody changes in place.
	idValue, hostValue, lengthValue [1]string

	status       int
	encoding     string // of the content, "" for none
	size         int    // of the body as sent
	uncompressed int
	mode         mode
	session      *planner.Session
	readTime     time.Duration
	execution    time.Duration
	query        asked
	raw          []byte // the body when it could not be read
	batch        []batchedOperation
	fault        *planner.Fault
}

// batchedOperation is what the log line tells of one element of a batch.
type batchedOperation struct {
	query     asked
	size      int
	execution time.Duration
	fault     *planner.Fault
}

// asked is what a client asked for, as log lines tell it. The zero value is nothing.
type asked struct {
	request *planner.Request // of GraphQL
	whole   bool             // with its document
	command string           // of a JSON endpoint
}

func (a asked) append(b []byte) []byte {
	switch {
	case a.request != nil:
		return inbound.AppendRequest(b, a.request, a.whole)
	case a.command != "":
		return append(planner.AppendJSONString(append(b, `{"type":`...), a.command), '}')
	}
	return append(b, "null"...)
}

// maxRaw is how much of a body that could not be read is logged.
const maxRaw = 16 << 10

type recordKey struct{}

// Value implements [context.Context].
func (rec *record) Value(key any) any {
	if key == (recordKey{}) {
		return rec
	}
	return rec.Context.Value(key)
}

// recordOf returns the record of a request that came through ServeHTTP.
func recordOf(r *http.Request) *record {
	return r.Context().Value(recordKey{}).(*record)
}

// withHost returns the client's headers with Host, which net/http keeps apart; sources
// forward it.
func (rec *record) withHost() http.Header {
	rec.hostValue[0] = rec.request.Host
	rec.request.Header["Host"] = rec.hostValue[:]
	return rec.request.Header
}

// AppendDetail appends the detail of the http-log line.
func (rec *record) AppendDetail(b []byte) []byte {
	b = rec.appendInfo(append(b, `{"http_info":`...))
	b = planner.AppendJSONString(append(b, `,"operation":{"request_id":`...), rec.requestID)
	b = telemetry.AppendVariables(append(b, `,"user_vars":`...), rec.session)
	b = strconv.AppendInt(append(b, `,"response_size":`...), int64(rec.size), 10)
	b = strconv.AppendInt(append(b, `,"uncompressed_response_size":`...), int64(rec.uncompressed), 10)
	b = appendSeconds(append(b, `,"request_read_time":`...), rec.readTime)
	b = appendSeconds(append(b, `,"query_execution_time":`...), rec.execution)
	b = planner.AppendJSONString(append(b, `,"request_mode":`...), string(rec.mode))
	b = rec.query.append(append(b, `,"query":`...))
	if rec.mode == batched {
		b = rec.appendBatch(append(b, `,"batched_operations":`...))
	}
	b = append(b, `,"raw_query":`...)
	if rec.raw == nil {
		b = append(b, "null"...)
	} else {
		b = planner.AppendJSONString(b, string(rec.raw[:min(len(rec.raw), maxRaw)]))
	}
	b = appendFault(append(b, `,"error":`...), rec.fault)
	b = planner.AppendJSONString(append(b, `},"request_id":`...), rec.requestID)
	return append(b, '}')
}

func (rec *record) appendInfo(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"status":`...), int64(rec.status), 10)
	b = planner.AppendJSONString(append(b, `,"method":`...), rec.request.Method)
	b = planner.AppendJSONString(append(b, `,"ip":`...), clientAddress(rec.request))
	b = planner.AppendJSONString(append(b, `,"url":`...), rec.request.URL.RequestURI())
	b = planner.AppendJSONString(append(b, `,"http_version":`...), rec.request.Proto)
	b = append(b, `,"content_encoding":`...)
	if rec.encoding == "" {
		return append(b, "null}"...)
	}
	return append(planner.AppendJSONString(b, rec.encoding), '}')
}

func (rec *record) appendBatch(b []byte) []byte {
	b = append(b, '[')
	for i := range rec.batch {
		op := &rec.batch[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = op.query.append(append(b, `{"query":`...))
		if op.fault != nil {
			b = append(appendFault(append(b, `,"error":`...), op.fault), '}')
			continue
		}
		b = strconv.AppendInt(append(b, `,"response_size":`...), int64(op.size), 10)
		b = append(appendSeconds(append(b, `,"query_execution_time":`...), op.execution), '}')
	}
	return append(b, ']')
}

func appendFault(b []byte, f *planner.Fault) []byte {
	if f == nil {
		return append(b, "null"...)
	}
	if f.Upstream != nil {
		return append(b, f.Upstream...)
	}
	return border.AppendBody(b, f, border.Flat, true)
}

// appendSeconds appends a duration that is not negative in seconds, digit by digit: as a
// floating point number it takes twice as long.
func appendSeconds(b []byte, d time.Duration) []byte {
	b = strconv.AppendInt(b, int64(d/time.Second), 10)
	if d %= time.Second; d == 0 {
		return b
	}
	b = append(b, '.')
	for unit := time.Second / 10; d > 0; unit /= 10 {
		b = append(b, byte('0'+d/unit))
		d %= unit
	}
	return b
}

// clientAddress is what logs and limits call the client (7.4).
func clientAddress(r *http.Request) string {
	for _, name := range []string{"X-Real-Ip", "X-Forwarded-For"} {
		if v := r.Header[name]; len(v) > 0 {
			return v[0]
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
