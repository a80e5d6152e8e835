package telemetry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"github.com/weftql/weft/gateway/config"
)

// serviceName is the default of the resource attribute service.name.
const serviceName = "weft"

// Setup starts tracing as the standard OTEL_* variables say and makes it global. Without
// an exporter nothing is recorded, but a caller's trace context still travels on. The
// returned function sends what is left and stops; it is never nil.
//
// Read here: OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_[TRACES_]ENDPOINT
// and _PROTOCOL, OTEL_PROPAGATORS. The SDK itself reads the rest from the process
// environment: headers, certificates, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES,
// OTEL_TRACES_SAMPLER, OTEL_BSP_*.
func Setup(ctx context.Context, lookup config.Lookup) (shutdown func(context.Context) error, err error) {
	env := environment{lookup}
	nothing := func(context.Context) error { return nil }
	propagator, err := propagators(env.first("OTEL_PROPAGATORS"))
	if err != nil {
		return nothing, err
	}
	otel.SetTextMapPropagator(propagator)
	exporter, err := env.exporter(ctx)
	if err != nil || exporter == nil {
		return nothing, err
	}
	provider, err := provider(ctx, exporter)
	if err != nil {
		return nothing, errors.Join(err, exporter.Shutdown(ctx))
	}
	otel.SetTracerProvider(provider)
	return provider.Shutdown, nil
}

func provider(ctx context.Context, exporter sdk.SpanExporter) (*sdk.TracerProvider, error) {
	defaults := resource.NewSchemaless(serviceNameKey.String(serviceName))
	given, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithHost(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("read the OpenTelemetry resource: %w", err)
	}
	merged, err := resource.Merge(defaults, given)
	if err != nil {
		return nil, fmt.Errorf("merge the OpenTelemetry resource: %w", err)
	}
	return sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(merged)), nil
}

// environment reads variables; the first that is set and not empty counts.
type environment struct{ lookup config.Lookup }

func (e environment) first(names ...string) string {
	for _, name := range names {
		if text, ok := e.lookup(name); ok && text != "" {
			return strings.TrimSpace(text)
		}
	}
	return ""
}

// exporter returns the exporter that is asked for, or nil. Unlike the specification's
// default, naming neither an exporter nor an endpoint means none: sending spans to nobody
// would only cost.
func (e environment) exporter(ctx context.Context) (sdk.SpanExporter, error) {
	kind := e.first("OTEL_TRACES_EXPORTER")
	endpoint := e.first("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
	switch {
	case strings.EqualFold(e.first("OTEL_SDK_DISABLED"), "true"), kind == "none", kind == "" && endpoint == "":
		return nil, nil //nolint:nilnil // nothing to export is no error
	case kind != "" && kind != "otlp":
		return nil, fmt.Errorf("OTEL_TRACES_EXPORTER: %q is not supported; use otlp or none", kind)
	}
	switch protocol := e.first("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"); protocol {
	case "", "http/protobuf":
		return otlptracehttp.New(ctx)
	case "grpc":
		return otlptracegrpc.New(ctx)
	default:
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL: %q is not supported; use http/protobuf or grpc", protocol)
	}
}

// propagators reads OTEL_PROPAGATORS; absent it means B3, W3C trace context and baggage: what
// the original sends, and what OpenTelemetry expects.
func propagators(text string) (propagation.TextMapPropagator, error) {
	if text == "" {
		text = "b3multi,tracecontext,baggage"
	}
	var list []propagation.TextMapPropagator
	for name := range strings.SplitSeq(text, ",") {
		switch strings.TrimSpace(name) {
		case "tracecontext":
			list = append(list, propagation.TraceContext{})
		case "baggage":
			list = append(list, propagation.Baggage{})
		case "b3":
			list = append(list, B3{Single: true})
		case "b3multi":
			list = append(list, B3{})
		case "none":
		default:
			return nil, fmt.Errorf("OTEL_PROPAGATORS: %q is not supported; use tracecontext, baggage, b3, b3multi or none", name)
		}
	}
	composite := propagation.NewCompositeTextMapPropagator(list...)
	if slices.Contains(list, propagation.TextMapPropagator(B3{})) {
		return Identified(composite), nil
	}
	return composite, nil
}
