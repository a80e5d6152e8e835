package outgoing

import (
	"context"
	"net/url"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

const scope = "github.com/weftql/weft/remote-schemas/outgoing"

// startSpan opens the call's client span, named as contract/auth-and-server.md 16 says. The
// address goes in without user, query and fragment.
func startSpan(ctx context.Context, req *Request) (context.Context, trace.Span) {
	address := plainAddress(req.URL)
	return otel.Tracer(scope).Start(ctx, req.Method+" "+address,
		trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(
			attribute.String("http.request.method", req.Method),
			attribute.String("url.full", address),
			attribute.Int("request_body_bytes", len(req.Body)),
		))
}

func endSpan(span trace.Span, res *Response, err error) {
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
		return
	}
	span.SetAttributes(
		attribute.Int("http.response.status_code", res.Status),
		attribute.Int("http.response_content_length", len(res.Body)),
	)
}

func plainAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
