package telemetry

import (
	"context"
	"strings"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// The headers of B3 (https://github.com/openzipkin/b3-propagation).
const (
	b3Single  = "b3"
	b3Trace   = "x-b3-traceid"
	b3Span    = "x-b3-spanid"
	b3Sampled = "x-b3-sampled"
	b3Flags   = "x-b3-flags"
)

// B3 is Zipkin's form of trace context (contract/auth-and-server.md 16). It reads both of
// its encodings and writes one.
type B3 struct {
	// Single writes the header `b3` instead of the X-B3-* headers.
	Single bool
}

var _ propagation.TextMapPropagator = B3{}

// Inject writes the context of the current span, if there is one.
func (p B3) Inject(ctx context.Context, carrier propagation.TextMapCarrier) {
	span := trace.SpanContextFromContext(ctx)
	if !span.IsValid() {
		return
	}
	sampled := "0"
	if span.IsSampled() {
		sampled = "1"
	}
	if p.Single {
		carrier.Set(b3Single, span.TraceID().String()+"-"+span.SpanID().String()+"-"+sampled)
		return
	}
	carrier.Set(b3Trace, span.TraceID().String())
	carrier.Set(b3Span, span.SpanID().String())
	carrier.Set(b3Sampled, sampled)
}

// Extract reads a caller's context; what cannot be read is ignored.
func (p B3) Extract(ctx context.Context, carrier propagation.TextMapCarrier) context.Context {
	var traceID, spanID, sampled string
	if single := carrier.Get(b3Single); single != "" {
		parts := strings.Split(single, "-")
		if len(parts) < 2 {
			return ctx
		}
		traceID, spanID = parts[0], parts[1]
		if len(parts) > 2 {
			sampled = parts[2]
		}
	} else {
		traceID, spanID, sampled = carrier.Get(b3Trace), carrier.Get(b3Span), carrier.Get(b3Sampled)
		if carrier.Get(b3Flags) == "1" {
			sampled = "d"
		}
	}
	span, ok := b3Context(traceID, spanID, sampled)
	if !ok {
		return ctx
	}
	return trace.ContextWithRemoteSpanContext(ctx, span)
}

// b3Context builds a span context; trace ids have 16 or 32 digits.
func b3Context(traceID, spanID, sampled string) (trace.SpanContext, bool) {
	if len(traceID) == 16 {
		traceID = "0000000000000000" + traceID
	}
	t, err := trace.TraceIDFromHex(strings.ToLower(traceID))
	if err != nil {
		return trace.SpanContext{}, false
	}
	s, err := trace.SpanIDFromHex(strings.ToLower(spanID))
	if err != nil {
		return trace.SpanContext{}, false
	}
	config := trace.SpanContextConfig{TraceID: t, SpanID: s, Remote: true}
	switch sampled {
	case "1", "d", "true":
		config.TraceFlags = trace.FlagsSampled
	}
	return trace.NewSpanContext(config), true
}

// Fields lists the headers that Inject sets.
func (p B3) Fields() []string {
	if p.Single {
		return []string{b3Single}
	}
	return []string{b3Trace, b3Span, b3Sampled}
}
