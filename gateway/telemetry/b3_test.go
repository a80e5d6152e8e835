package telemetry_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/gateway/telemetry"
)

func TestB3ReadsBothEncodings(t *testing.T) {
	const traceID, spanID = "463ac35c9f6413ad48485a3953bb6124", "a2fb4a1d1a96d312"
	for name, c := range map[string]struct {
		headers propagation.MapCarrier
		traceID string
		sampled bool
	}{
		"several headers":    {propagation.MapCarrier{"x-b3-traceid": traceID, "x-b3-spanid": spanID, "x-b3-sampled": "1"}, traceID, true},
		"not sampled":        {propagation.MapCarrier{"x-b3-traceid": traceID, "x-b3-spanid": spanID, "x-b3-sampled": "0"}, traceID, false},
		"debug":              {propagation.MapCarrier{"x-b3-traceid": traceID, "x-b3-spanid": spanID, "x-b3-flags": "1"}, traceID, true},
		"short trace id":     {propagation.MapCarrier{"x-b3-traceid": traceID[16:], "x-b3-spanid": spanID}, "0000000000000000" + traceID[16:], false},
		"one header":         {propagation.MapCarrier{"b3": traceID + "-" + spanID + "-1-05e3ac9a4f6e3b90"}, traceID, true},
		"one header, upper":  {propagation.MapCarrier{"b3": "463AC35C9F6413AD48485A3953BB6124-" + spanID}, traceID, false},
		"only a decision":    {propagation.MapCarrier{"b3": "0"}, "", false},
		"garbage":            {propagation.MapCarrier{"x-b3-traceid": "xyz", "x-b3-spanid": spanID}, "", false},
		"no span":            {propagation.MapCarrier{"x-b3-traceid": traceID}, "", false},
		"nothing is nothing": {propagation.MapCarrier{}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := trace.SpanContextFromContext(telemetry.B3{}.Extract(t.Context(), c.headers))
			if c.traceID == "" {
				if got.IsValid() {
					t.Fatalf("got %v", got)
				}
				return
			}
			if got.TraceID().String() != c.traceID || got.SpanID().String() != spanID || got.IsSampled() != c.sampled || !got.IsRemote() {
				t.Errorf("got %v %v sampled %v", got.TraceID(), got.SpanID(), got.IsSampled())
			}
		})
	}
}

func TestB3WritesOneEncoding(t *testing.T) {
	ctx := trace.ContextWithSpanContext(context.Background(), trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID{15: 1}, SpanID: trace.SpanID{7: 2}, TraceFlags: trace.FlagsSampled}))
	single, several := propagation.MapCarrier{}, propagation.MapCarrier{}
	telemetry.B3{Single: true}.Inject(ctx, single)
	telemetry.B3{}.Inject(ctx, several)
	if diff := cmp.Diff(propagation.MapCarrier{"b3": "00000000000000000000000000000001-0000000000000002-1"}, single); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(propagation.MapCarrier{"x-b3-traceid": "00000000000000000000000000000001", "x-b3-spanid": "0000000000000002", "x-b3-sampled": "1"}, several); diff != "" {
		t.Error(diff)
	}
}
