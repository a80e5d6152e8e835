package demo_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/demo"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// Not parallel: the tracer is the process's.
func TestServicesContinueTheGatewaysTrace(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	otel.SetTracerProvider(sdk.NewTracerProvider(sdk.WithSyncer(spans)))
	otel.SetTextMapPropagator(propagation.TraceContext{})
	d := start(t, demo.Options{Data: folder(t)})

	r, err := http.NewRequest(http.MethodPost, d.gateway.Environment["CHECKOUT_URL"]+"/shipping-quotes", strings.NewReader(`{"input":{"input":{"country":"NL","grams":1}}}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if err := d.stop(); err != nil { // the span has ended
		t.Fatal(err)
	}
	got := spans.GetSpans()
	if len(got) != 1 || got[0].Name != "checkout: POST /shipping-quotes" || got[0].Parent.SpanID().String() != "b7ad6b7169203331" {
		t.Errorf("got %v, want one span below the gateway's", got)
	}
}
