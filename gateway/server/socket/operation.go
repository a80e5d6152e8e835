package socket

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/gateway/live"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// operation is a query, mutation or subscription on a socket. The connection's lock guards
// the fields below the line.
type operation struct {
	conn      *conn
	id        string
	request   *planner.Request // as the client sent it
	requestID string
	cancel    context.CancelFunc
	// has is the digest of the result the client has; nil: none, or a failure. The lock of
	// the present feed guards it.
	has   *[sha256.Size]byte
	asked *executor.Operation // until there is a subscription: of the operation's own goroutine

	// ----
	stopped      bool // by the client, or with the connection
	subscription *live.Subscription
	live         bool
	feed         *feed
}

// start begins an operation in a goroutine of its own, or lets it wait when too many are
// running (contract/subscriptions.md 5.1).
func (c *conn) start(ctx context.Context, id string, request *planner.Request) {
	c.mu.Lock()
	if r := c.refusal(id); !r.empty() {
		c.mu.Unlock()
		c.log(ctx, logLine{event: "operation", operation: &operation{conn: c, id: id, request: request}, kind: "proto_err"})
		c.react(r)
		return
	}
	requestID := uuid.NewString()
	header := c.header.Clone()
	header.Set("X-Request-Id", requestID)
	op := &operation{conn: c, id: id, request: request, requestID: requestID, asked: &executor.Operation{Session: c.session, Request: request, Header: header, RequestID: requestID}}
	if max(len(c.operations), len(c.waiting)) >= c.hub.options.MaxOperations {
		c.mu.Unlock()
		c.reply(op, c.dialect.refused(id, &planner.Fault{Code: "busy", Message: "too many operations on this connection", Status: http.StatusTooManyRequests}, c.endpoint.Style))
		return
	}
	ctx, op.cancel = context.WithCancel(ctx)
	c.operations[id] = op
	mayRun := c.running < c.hub.options.MaxRunning
	if mayRun {
		c.running++
	} else {
		c.waiting = append(c.waiting, waiting{op, func() { op.run(ctx) }})
	}
	c.mu.Unlock()
	if mayRun {
		go func() {
			op.run(ctx)
			c.work()
		}()
	}
}

// waiting is an operation that waits until another one of its connection is done.
type waiting struct {
	operation *operation
	run       func()
}

// refusal is what a start is answered with when it may not begin. Lock should be held.
func (c *conn) refusal(id string) reaction {
	if c.state != initialised {
		return c.dialect.notReady(id, c.failure, c.endpoint.Style)
	}
	if other := c.operations[id]; other != nil {
		return c.dialect.duplicate(id, other.live, c.endpoint.Style)
	}
	return reaction{}
}

// work runs the operations that wait.
func (c *conn) work() {
	for next := c.next(); next != nil; next = c.next() {
		next()
	}
}

// next returns the operation that has waited longest, or nil when the caller is to end.
func (c *conn) next() func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.waiting) > 0 {
		w := c.waiting[0]
		c.waiting = c.waiting[1:]
		if !w.operation.stopped {
			return w.run
		}
	}
	c.waiting = nil
	c.running--
	return nil
}

// run plans the operation, and answers or subscribes it.
func (op *operation) run(ctx context.Context) {
	c := op.conn
	ctx, span := c.hub.options.Tracer.Start(ctx, "websocket", trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(telemetry.RequestID.String(op.asked.RequestID), telemetry.Role.String(op.asked.Session.Role.Name)))
	defer span.End()
	defer func() {
		if p := recover(); p != nil {
			c.hub.options.Logger.ErrorContext(ctx, "panic in an operation on a socket", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			op.finish(ctx, c.dialect.failed(op.id, border.Unexpected(fmt.Errorf("panic: %v", p)), c.endpoint.Style), nil)
		}
	}()
	ctx = executor.WithOperation(ctx, op.asked)
	exec := c.hub.options.Executor
	opCtx, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: op.asked.Request.Query, OperationName: op.asked.Request.OperationName})
	switch {
	case len(errs) > 0:
		fault := executor.FaultOf(exec.DispatchError(ctx, errs).Errors)
		span.SetStatus(codes.Error, fault.Code)
		op.finish(ctx, c.dialect.refused(op.id, fault, c.endpoint.Style), fault)
	case op.asked.Kind() == ast.Subscription:
		op.subscribe(ctx)
	default:
		op.answer(ctx, opCtx)
	}
}

// answer runs a query or mutation: one result, then `complete`.
func (op *operation) answer(ctx context.Context, opCtx *graphql.OperationContext) {
	c := op.conn
	if limit := c.hub.options.OperationTimeout; limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	c.log(ctx, logLine{event: "operation", operation: op, kind: "started"})
	handler, ctx := c.hub.options.Executor.DispatchOperation(ctx, opCtx)
	response := handler(ctx)
	c.hub.logOperation(ctx, op.asked)
	if fault := executor.FaultOf(response.Errors); fault != nil {
		trace.SpanFromContext(ctx).SetStatus(codes.Error, fault.Code)
		tell := c.dialect.failed
		if fault.Refused {
			tell = c.dialect.refused
		}
		op.finish(ctx, tell(op.id, fault, c.endpoint.Style), fault)
		return
	}
	op.conclude(ctx, response.Data, op.asked.Elapsed)
}

// conclude sends the only or the last result, then `complete`. took is how long it ran, 0 when
// that is not known.
func (op *operation) conclude(ctx context.Context, data []byte, took time.Duration) {
	c := op.conn
	if op.leave() {
		c.log(ctx, logLine{event: "operation", operation: op, kind: "completed"})
		m := op.result(data)
		m.by, m.took = op, took
		c.send(m)
		c.send(message{head: completeMessage(op.id), by: op})
	}
}

// result is the message of a result. data is shared, not copied.
func (op *operation) result(data []byte) message {
	head := append(newHead(op.conn.dialect.resultType(), op.id), `{"data":`...)
	return message{head: head, data: data, tail: resultTail}
}

var resultTail = []byte(`}}`)

// subscribe starts a live query.
func (op *operation) subscribe(ctx context.Context) {
	c := op.conn
	c.mu.Lock()
	op.live = true
	c.mu.Unlock()
	c.log(ctx, logLine{event: "operation", operation: op, kind: "started"})
	c.hub.logOperation(ctx, op.asked)
	source := &feed{op: op}
	c.mu.Lock()
	op.feed = source
	c.mu.Unlock()
	subscription := c.hub.options.Executor.Subscribe(op.asked, source)
	c.mu.Lock()
	stopped := op.stopped
	if !stopped {
		op.subscription = subscription
	}
	c.mu.Unlock()
	if stopped {
		subscription.Stop()
		return
	}
	// The epoch may have changed while this one was not yet among those to be planned again.
	c.hub.replan(op)
}

// finish answers an operation with its last messages. The log line is written first, so
// that what a client does next, closing included, is logged after it.
func (op *operation) finish(ctx context.Context, messages [][]byte, fault *planner.Fault) {
	if !op.leave() {
		return
	}
	if fault != nil {
		border.LogCause(ctx, op.conn.hub.options.Logger, fault, op.requestID)
	}
	op.conn.log(ctx, logLine{event: "operation", operation: op, kind: "query_err", fault: fault})
	op.conn.reply(op, messages)
}

// reply sends what a dialect answers an operation.
func (c *conn) reply(of *operation, messages [][]byte) {
	for _, m := range messages {
		c.send(message{head: m, by: of})
	}
}

// leave gives the id free before the last message goes out, because a client may use it
// again as soon as it has that. It tells false when the operation has been stopped: nothing
// may be sent for it any more.
func (op *operation) leave() bool {
	c := op.conn
	c.mu.Lock()
	defer c.mu.Unlock()
	if op.stopped {
		return false
	}
	op.stopped = true
	if c.operations[op.id] == op {
		delete(c.operations, op.id)
	}
	op.cancel()
	return true
}

// complete ends an operation because the client asks for it; no answer is sent.
func (c *conn) complete(ctx context.Context, id string) {
	c.mu.Lock()
	op := c.operations[id]
	c.mu.Unlock()
	if op == nil || !op.leave() {
		return
	}
	op.subscription.Stop()
	c.log(ctx, logLine{event: "operation", operation: op, kind: "stopped"})
}

// dropOperations ends all operations with their connection.
func (c *conn) dropOperations() {
	c.mu.Lock()
	list := make([]*operation, 0, len(c.operations))
	for _, op := range c.operations {
		list = append(list, op)
	}
	c.mu.Unlock()
	for _, op := range list {
		if op.leave() {
			op.subscription.Stop()
		}
	}
}
