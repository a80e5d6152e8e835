package planner

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

const traceScope = "github.com/weftql/weft/planner"

// startSpan begins a span for a call if the request is being recorded, by the provider that
// records it; otherwise the span is nil and nothing is allocated. A source adds its own attributes to it with
// [trace.SpanFromContext].
func startSpan(ctx context.Context, name string, call *Call, rows int) (context.Context, trace.Span) {
	request := trace.SpanFromContext(ctx)
	if !request.IsRecording() {
		return ctx, nil
	}
	return request.TracerProvider().Tracer(traceScope).Start(ctx, name+" "+call.Source.String(), trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("weft.source.kind", string(call.Source.Kind)),
		attribute.String("weft.source.name", call.Source.Name),
		attribute.StringSlice("weft.call.fields", call.names),
		attribute.Int("weft.call.rows", rows),
		attribute.Int("weft.call.columns", call.Columns),
	))
}

// endSpan ends a span with the error its call returned.
func endSpan(span trace.Span, err error) {
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, faultOf(err).Message)
	}
	span.End()
}
