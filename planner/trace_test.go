package planner_test

import (
	"context"
	"fmt"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/planner"
)

func TestCallsAreTraced(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans))
	g := newShop(t, `{ orders { buyer: customer { id } reviews { id } reviews_count } }`)
	g.sources[crmID].before = func(ctx context.Context, _ *planner.Input) error {
		trace.SpanFromContext(ctx).SetAttributes(attribute.String("from.source", "yes"))
		return planner.Invalid(nil, "nobody is home")
	}
	ctx, request := provider.Tracer("test").Start(t.Context(), "request")
	g.runAs(ctx, planner.RunOptions{Partial: true}, "1").Release()
	request.End()

	got := map[string]sdktrace.ReadOnlySpan{}
	for _, s := range spans.Ended() {
		for _, a := range s.Attributes() {
			if a.Key == "weft.source.name" {
				got[a.Value.AsString()] = s
			}
		}
	}
	for source, want := range map[string]string{
		"shop":    "call source shop [weft.source.kind=source weft.source.name=shop weft.call.fields=[orders] weft.call.rows=1 weft.call.columns=1] Unset",
		"crm":     "call source crm [weft.source.kind=source weft.source.name=crm weft.call.fields=[customer] weft.call.rows=3 weft.call.columns=1 from.source=yes] Error nobody is home",
		"reviews": "call remote_schema reviews [weft.source.kind=remote_schema weft.source.name=reviews weft.call.fields=[reviews reviews_count] weft.call.rows=2 weft.call.columns=2] Unset",
	} {
		if got[source] == nil {
			t.Errorf("no span of %s", source)
			continue
		}
		if text := describeSpan(got[source]); text != want {
			t.Errorf("got  %s\nwant %s", text, want)
		}
	}
	if parent := got["reviews"].Parent().SpanID(); parent != request.SpanContext().SpanID() {
		t.Error("the call is not below the request")
	}
}

func describeSpan(s sdktrace.ReadOnlySpan) string {
	text := s.Name() + " ["
	for i, a := range s.Attributes() {
		if i > 0 {
			text += " "
		}
		value := a.Value.String()
		if a.Value.Type() == attribute.STRINGSLICE {
			value = fmt.Sprint(a.Value.AsStringSlice())
		}
		text += string(a.Key) + "=" + value
	}
	text += "] " + s.Status().Code.String()
	if s.Status().Code == codes.Error {
		text += " " + s.Status().Description
	}
	return text
}

func TestUnrecordedRequestsGetNoSpans(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans), sdktrace.WithSampler(sdktrace.NeverSample()))
	g := newShop(t, `{ order { id } }`)
	ctx, request := provider.Tracer("test").Start(t.Context(), "request")
	g.runAs(ctx, planner.RunOptions{}, "1").Release()
	request.End()
	if n := len(spans.Started()); n != 0 {
		t.Errorf("%d spans", n)
	}
}
