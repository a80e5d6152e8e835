package telemetry_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/gateway/telemetry/otlptest"
)

// restore puts the global provider and propagator back when the test ends.
func restore(t *testing.T) {
	t.Helper()
	provider, propagator := otel.GetTracerProvider(), otel.GetTextMapPropagator()
	t.Cleanup(func() {
		otel.SetTracerProvider(provider)
		otel.SetTextMapPropagator(propagator)
	})
	otel.SetTracerProvider(noop.NewTracerProvider())
}

func TestSpansReachAnEndpointWithParentAndService(t *testing.T) {
	restore(t)
	receiver := otlptest.New(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.URL)
	shutdown, err := telemetry.Setup(t.Context(), os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	caller := http.Header{"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}
	ctx := otel.GetTextMapPropagator().Extract(t.Context(), propagation.HeaderCarrier(caller))
	ctx, parent := otel.Tracer(telemetry.Scope).Start(ctx, "/v1/graphql", trace.WithSpanKind(trace.SpanKindServer))
	_, child := otel.Tracer(telemetry.Scope).Start(ctx, "Parse GraphQL", trace.WithAttributes(attribute.Bool("weft.plan.cached", true)))
	child.End()
	parent.End()
	if err := shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	spans := receiver.Spans()
	if want := "/v1/graphql\n  Parse GraphQL\n"; otlptest.Tree(spans) != want {
		t.Fatalf("got\n%s", otlptest.Tree(spans))
	}
	root := spans[0]
	if root.TraceID != "0af7651916cd43dd8448eb211c80319c" || root.Parent != "b7ad6b7169203331" || root.Kind != "server" || root.Service != "weft" {
		t.Errorf("root %+v", root)
	}
	if spans[1].Attributes["weft.plan.cached"] != "true" {
		t.Errorf("child %+v", spans[1])
	}
}

// TestCallsOutsideOfTracesAreIdentified: by B3's ids, and nothing about sampling.
func TestCallsOutsideOfTracesAreIdentified(t *testing.T) {
	restore(t)
	for names, want := range map[string]bool{"": true, "tracecontext,b3multi": true, "tracecontext": false, "none": false} {
		if _, err := telemetry.Setup(t.Context(), func(name string) (string, bool) { return names, name == "OTEL_PROPAGATORS" }); err != nil {
			t.Fatal(err)
		}
		first, second := http.Header{}, http.Header{}
		for _, header := range []http.Header{first, second} {
			otel.GetTextMapPropagator().Inject(t.Context(), propagation.HeaderCarrier(header))
		}
		if identified := len(first.Get("X-B3-TraceId")) == 32 && len(first.Get("X-B3-SpanId")) == 16; identified != want || len(first) != len(second) {
			t.Errorf("%q: got %v", names, first)
		}
		if want && (len(first) != 2 || first.Get("X-B3-TraceId") == second.Get("X-B3-TraceId")) {
			t.Errorf("%q: got %v and %v", names, first, second)
		}
	}
}

func TestServiceNameOfTheEnvironmentWins(t *testing.T) {
	restore(t)
	receiver := otlptest.New(t)
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", receiver.URL+"/v1/traces")
	t.Setenv("OTEL_SERVICE_NAME", "shop")
	shutdown, err := telemetry.Setup(t.Context(), os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	_, span := otel.Tracer(telemetry.Scope).Start(t.Context(), "x")
	span.End()
	if err := shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if spans := receiver.Spans(); len(spans) != 1 || spans[0].Service != "shop" {
		t.Errorf("got %+v", spans)
	}
}

func TestWithoutAnExporterNothingIsRecorded(t *testing.T) {
	for name, env := range map[string]map[string]string{
		"no variables":  {},
		"exporter none": {"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"},
		"SDK disabled":  {"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			restore(t)
			shutdown, err := telemetry.Setup(t.Context(), func(name string) (string, bool) { v, ok := env[name]; return v, ok })
			if err != nil {
				t.Fatal(err)
			}
			_, span := otel.Tracer(telemetry.Scope).Start(t.Context(), "x")
			if span.IsRecording() {
				t.Error("a span is recorded")
			}
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestUnknownSettingsAreErrors(t *testing.T) {
	restore(t)
	for name, c := range map[string]struct{ variable, text string }{
		"exporter":   {"OTEL_TRACES_EXPORTER", "zipkin"},
		"protocol":   {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"},
		"propagator": {"OTEL_PROPAGATORS", "jaeger"},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", c.variable: c.text}
			_, err := telemetry.Setup(t.Context(), func(name string) (string, bool) { v, ok := env[name]; return v, ok })
			if err == nil || !strings.Contains(err.Error(), c.variable) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v", err)
			}
		})
	}
}
