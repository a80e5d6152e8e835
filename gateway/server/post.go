package server

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/inbound"
	"github.com/weftql/weft/planner"
)

// post is our own POST transport. gqlgen's encodes every reply again and compacts it
// (7 µs per KB were measured); this one writes the bytes that the plan answered.
type post struct{ endpoint *graphqlEndpoint }

var _ graphql.Transport = post{}

func (post) answersOnce() {}

// Supports tells whether the request is one. The content type is not examined (7.3).
func (post) Supports(r *http.Request) bool { return r.Method == http.MethodPost }

// Do answers one request or a batch. The body is read as far as possible, then the client
// is authenticated, then what was wrong with the body is reported (7.3).
func (p post) Do(w http.ResponseWriter, r *http.Request, _ graphql.GraphExecutor) {
	s, rec := p.endpoint.server, recordOf(r)
	run := &running{exchange: p.endpoint.exchange(w, r), asked: auth.Request{Header: r.Header}}
	ctx, cancel := s.limitTime(r.Context())
	defer cancel()
	buffer := buffers.Get().(*[]byte) //nolint:forcetypeassert // the pool holds nothing else
	body, unreadable := s.readBody(w, r, int64(s.config.Server.MaxBody), (*buffer)[:0])
	var requests inbound.Batch
	if unreadable == nil {
		requests, unreadable = inbound.ParseBatch(body)
	}
	if unreadable == nil {
		run.asked.GraphQL = body
	} else {
		rec.mode, rec.raw = failed, bytes.Clone(body[:min(len(body), maxRaw)])
	}
	grant, err := s.auth.Authenticate(ctx, &run.asked)
	keep(buffer, body)
	if err != nil {
		rec.mode = failed
		run.fail(border.Of(err), nil, beforeExecution)
		return
	}
	rec.session = grant.Session
	if unreadable != nil {
		run.fail(unreadable, grant.Session, beforeExecution)
		return
	}
	run.grant, run.header, run.session = grant, rec.withHost(), grant.Session
	if p.endpoint.relay {
		relay := *grant.Session
		relay.Role.Relay = true
		run.session = &relay
	}
	if requests.Array {
		run.batch(ctx, requests.Requests)
		return
	}
	run.single(ctx, requests.Requests[0])
}

// buffers hold bodies of requests that have been read, and of replies that have been
// written.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// roomyBuffer is from where on a buffer is not kept.
const roomyBuffer = 256 << 10

// keep gives a buffer back with the memory that it has become.
func keep(buffer *[]byte, memory []byte) {
	if cap(memory) <= roomyBuffer {
		*buffer = memory
		buffers.Put(buffer)
	}
}

// running answers the operations of one HTTP request.
type running struct {
	exchange
	asked   auth.Request
	grant   *auth.Grant
	session *planner.Session
	header  http.Header
	alone   executor.Operation // of a request that is no batch
}

func (run *running) operation(request *planner.Request) executor.Operation {
	return executor.Operation{Session: run.session, Request: request, Header: run.header, RequestID: run.record.requestID}
}

func (run *running) single(ctx context.Context, request *planner.Request) {
	op := &run.alone
	*op = run.operation(request)
	run.record.mode = single
	buffer := buffers.Get().(*[]byte) //nolint:forcetypeassert // the pool holds nothing else
	body, fault, when := run.server.execute(ctx, append((*buffer)[:0], dataOpen...), op)
	run.record.execution = op.Elapsed
	run.record.query = run.describe(request, fault)
	run.server.logOperation(ctx, op)
	if fault != nil {
		buffers.Put(buffer)
		run.fail(fault, run.grant.Session, when)
		return
	}
	body = append(body, dataClose)
	run.succeed(body, slices.Concat(run.grant.Cookies, op.Cookies))
	keep(buffer, body)
}

const (
	dataOpen  = `{"data":`
	dataClose = '}'
)

// batch answers the operations one after the other, whatever becomes of each (7.6). All see
// the same epoch.
func (run *running) batch(ctx context.Context, requests []*planner.Request) {
	x := &run.exchange
	x.record.mode = batched
	internal := x.server.showsInternal(run.grant.Session)
	schemas := x.server.executor.Schemas()
	body := []byte{'['}
	for i, request := range requests {
		if i > 0 {
			body = append(body, ',')
		}
		op := new(executor.Operation)
		*op = run.operation(request)
		op.Schemas = schemas
		before := len(body)
		data, fault := run.batched(ctx, body, op)
		if fault != nil {
			body = border.AppendBody(body, fault, border.GraphQL, internal)
		} else {
			data = append(data, dataClose)
			body = data
		}
		x.server.logOperation(ctx, op)
		x.record.execution += op.Elapsed
		x.record.batch = append(x.record.batch, batchedOperation{query: x.describe(request, fault), size: len(body) - before, execution: op.Elapsed, fault: fault})
	}
	x.succeed(append(body, ']'), run.grant.Cookies)
}

// batched runs one operation of a batch unless the answers before it are too large already.
func (run *running) batched(ctx context.Context, body []byte, op *executor.Operation) ([]byte, *planner.Fault) {
	s := run.exchange.server
	if most := s.config.Server.MaxAnswer; most > 0 && len(body) > most {
		return nil, planner.ReplyTooLarge(most)
	}
	data, fault, _ := s.execute(ctx, append(body, dataOpen...), op)
	return data, fault
}
