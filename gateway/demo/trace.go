package demo

import (
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// traced adds a span to each request of a service, below the one that the gateway sends
// along: with an exporter set (see examples/tracing) a trace shows both sides of a call.
func traced(service string, h http.Handler) http.Handler {
	tracer := otel.Tracer("github.com/weftql/weft/gateway/demo")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := otel.GetTextMapPropagator().Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := tracer.Start(ctx, service+": "+r.Method+" "+r.URL.Path, trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}
