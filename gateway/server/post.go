package server

import (
	"context"
	"net/http"
	"slices"

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
func (p post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	s, rec, x := p.endpoint.server, recordOf(r), p.endpoint.exchange(w, r)
	ctx, cancel := s.limitTime(r.Context())
	defer cancel()
	body, unreadable := s.readBody(w, r)
	var requests inbound.Batch
	if unreadable == nil {
		requests, unreadable = inbound.ParseBatch(body)
	}
	asked := &auth.Request{Header: r.Header}
	if unreadable == nil {
		asked.GraphQL = body
	} else {
		rec.mode, rec.raw = failed, body
	}
	grant, err := s.auth.Authenticate(ctx, asked)
	if err != nil {
		rec.mode = failed
		x.fail(border.Of(err), nil, beforeExecution)
		return
	}
	rec.session = grant.Session
	if unreadable != nil {
		x.fail(unreadable, grant.Session, beforeExecution)
		return
	}
	run := running{exec: exec, exchange: x, grant: grant, header: withHost(r), session: grant.Session}
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

// running answers the operations of one HTTP request.
type running struct {
	exec     graphql.GraphExecutor
	exchange *exchange
	grant    *auth.Grant
	session  *planner.Session
	header   http.Header
}

func (run *running) operation(request *planner.Request) *executor.Operation {
	return &executor.Operation{Session: run.session, Request: request, Header: run.header, RequestID: run.exchange.record.requestID}
}

// execute takes an operation through the executor and returns its data or its fault.
func execute(ctx context.Context, exec graphql.GraphExecutor, op *executor.Operation) (data []byte, fault *planner.Fault, when stage) {
	ctx = executor.WithOperation(ctx, op)
	opCtx, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{
		Query: op.Request.Query, OperationName: op.Request.OperationName, Headers: op.Header,
	})
	if len(errs) > 0 {
		return nil, executor.FaultOf(exec.DispatchError(ctx, errs).Errors), beforeExecution
	}
	handler, ctx := exec.DispatchOperation(ctx, opCtx)
	response := handler(ctx)
	if fault := executor.FaultOf(response.Errors); fault != nil {
		when = inExecution
		if op.Elapsed == 0 {
			when = beforeExecution // a subscription: it was refused
		}
		return nil, fault, when
	}
	return response.Data, nil, inExecution
}

func (run *running) single(ctx context.Context, request *planner.Request) {
	x, op := run.exchange, run.operation(request)
	x.record.mode = single
	data, fault, when := execute(ctx, run.exec, op)
	x.record.execution = op.Elapsed
	x.record.query = x.describe(request, fault)
	x.server.logQuery(ctx, op)
	if fault != nil {
		x.fail(fault, run.grant.Session, when)
		return
	}
	x.succeed([][]byte{dataOpen, data, dataClose}, slices.Concat(run.grant.Cookies, op.Cookies))
}

var (
	dataOpen  = []byte(`{"data":`)
	dataClose = []byte(`}`)
)

// batch answers the operations one after the other, whatever becomes of each (7.6). All see
// the same epoch.
func (run *running) batch(ctx context.Context, requests []*planner.Request) {
	x := run.exchange
	x.record.mode = batched
	internal := x.server.showsInternal(run.grant.Session)
	schemas := x.server.executor.Schemas()
	body := []byte{'['}
	for i, request := range requests {
		if i > 0 {
			body = append(body, ',')
		}
		op := run.operation(request)
		op.Schemas = schemas
		before := len(body)
		data, fault, _ := execute(ctx, run.exec, op)
		if fault != nil {
			body = border.AppendBody(body, fault, border.GraphQL, internal)
		} else {
			body = append(append(append(body, dataOpen...), data...), dataClose...)
		}
		x.server.logQuery(ctx, op)
		x.record.execution += op.Elapsed
		x.record.batch = append(x.record.batch, batchedOperation{query: x.describe(request, fault), size: len(body) - before, execution: op.Elapsed, fault: fault})
	}
	x.succeed([][]byte{append(body, ']')}, run.grant.Cookies)
}
