package executor

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/weftql/weft/gateway/live"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// Options says how operations are answered.
type Options struct {
	// Schemas returns those of the current epoch, comparable. It is called once per
	// operation, or once per batch.
	Schemas func() Schemas
	// Run is how plans are run.
	Run planner.RunOptions
	// Live answers subscriptions.
	Live *live.Queries
	// Tracer makes the spans of planning and running.
	Tracer trace.Tracer
	// TraceDocuments puts the query text into spans.
	TraceDocuments bool
}

// Executor answers operations. Add extensions before it is used; then it is safe for
// concurrent use.
type Executor struct {
	options    Options
	extensions extensions
}

var _ graphql.GraphExecutor = (*Executor)(nil)

// New returns an executor without extensions.
func New(options Options) *Executor { return &Executor{options: options} }

// Schemas returns those of the current epoch.
func (x *Executor) Schemas() Schemas { return x.options.Schemas() }

// executeNames are the names of the spans around running.
var executeNames = map[ast.Operation]string{ast.Query: "Execute query", ast.Mutation: "Execute mutation"}

// begin starts a span if the request is being recorded; otherwise it costs nothing.
func (x *Executor) begin(ctx context.Context, name string) (context.Context, trace.Span) {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return ctx, noop.Span{}
	}
	return x.options.Tracer.Start(ctx, name)
}

// Prepare plans the operation. The error is a *planner.Fault.
func (x *Executor) Prepare(ctx context.Context, op *Operation) error {
	around := trace.SpanFromContext(ctx)
	ctx, span := x.begin(ctx, "Parse GraphQL")
	defer span.End()
	if x.options.TraceDocuments && op.Request != nil {
		span.SetAttributes(telemetry.Document.String(op.Request.Query))
	}
	prepared, err := x.plan(ctx, op)
	if err != nil {
		fault := border.Of(err)
		span.SetStatus(codes.Error, fault.Code)
		return fault
	}
	op.prepared = prepared
	if span.IsRecording() {
		span.SetName("Resolve " + string(prepared.Plan.Op) + " execution plan")
		span.SetAttributes(telemetry.PlanCached.Bool(prepared.Cached))
		around.SetAttributes(operationAttributes(prepared.Plan)...)
	}
	return nil
}

func (x *Executor) plan(ctx context.Context, op *Operation) (*planner.Prepared, error) {
	schemas := op.Schemas
	if schemas == nil {
		schemas = x.options.Schemas()
	}
	op.planned = schemas
	cache, err := schemas.Planner(op.Session.Role)
	if err != nil {
		return nil, err
	}
	return cache.Plan(ctx, op.Request)
}

func operationAttributes(plan *planner.Plan) []attribute.KeyValue {
	list := []attribute.KeyValue{telemetry.OperationType.String(string(plan.Op))}
	if plan.Name != "" {
		list = append(list, telemetry.OperationName.String(plan.Name))
	}
	return list
}

// errSubscription is what a subscription over plain HTTP is answered with
// (contract/auth-and-server.md 7.3).
func errSubscription() *planner.Fault {
	return &planner.Fault{Code: planner.CodeUnexpectedPayload, Status: http.StatusBadRequest,
		Message: "subscriptions are not supported over HTTP, use websockets instead"}
}

// Run runs a planned query or mutation and returns the JSON object that is the value of
// `data`, for the caller to keep. The error is a *planner.Fault.
func (x *Executor) Run(ctx context.Context, op *Operation) (json.RawMessage, error) {
	return x.Append(ctx, nil, op)
}

// Append is Run that appends the object to dst, with room for one byte more. The result is
// nil when there is an error.
func (x *Executor) Append(ctx context.Context, dst []byte, op *Operation) ([]byte, error) {
	plan := op.prepared.Plan
	if plan.Op == ast.Subscription {
		return nil, errSubscription()
	}
	ctx, span := x.begin(ctx, executeNames[plan.Op])
	defer span.End()
	start := time.Now()
	op.params[0] = op.Params()
	result := plan.Run(ctx, op.params[:], x.options.Run)
	defer result.Release()
	op.Elapsed = time.Since(start)
	op.Cookies = result.Cookies()
	if err := result.Err(0); err != nil {
		fault := timely(ctx, border.Of(err))
		span.SetStatus(codes.Error, fault.Code)
		return nil, fault
	}
	_, encode := x.begin(ctx, "Encode reply")
	defer encode.End()
	return result.AppendReply(slices.Grow(dst, result.Size(0)+1), 0), nil
}

// timely replaces the fault of an operation that its time limit has ended: whatever the
// sources made of the cancellation, the limit is the reason.
func timely(ctx context.Context, fault *planner.Fault) *planner.Fault {
	if context.Cause(ctx) != context.DeadlineExceeded { //nolint:errorlint // the sentinel itself is the cause of a deadline
		return fault
	}
	return &planner.Fault{
		Code: border.CodeTimeout, Message: "the operation took longer than the server allows", Status: http.StatusGatewayTimeout,
		Unknown: fault.Unknown, Progress: fault.Progress, Cause: fault,
	}
}

// Subscribe starts a planned subscription whose results go to sink.
func (x *Executor) Subscribe(op *Operation, sink live.Sink) *live.Subscription {
	return x.options.Live.Subscribe(op.planned, op.prepared, op.Params(), sink)
}

// Current tells whether a planned operation was planned from the current epoch.
func (x *Executor) Current(op *Operation) bool { return op.planned == x.options.Schemas() }

// Resubscribe puts a subscription that was planned again in the place of one; see
// [live.Queries.Replace].
func (x *Executor) Resubscribe(old *live.Subscription, op *Operation, sink live.Sink) *live.Subscription {
	return x.options.Live.Replace(old, op.planned, op.prepared, op.Params(), sink)
}
