package metadata

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// DecodeOpenTelemetry checks the section `opentelemetry`
// (contract/metadata-and-migrations.md 2.5) and returns it as it was written. The error is a
// *planner.Fault.
func DecodeOpenTelemetry(data json.RawMessage, path *planner.Path) (json.RawMessage, error) {
	o := reading.Open(data, path)
	CheckOpenTelemetryStatus(o)
	allOf(o, "data_types", "traces", "metrics", "logs")
	if e := o.Nested("exporter_otlp"); e != nil {
		for _, key := range []string{"otlp_traces_endpoint", "otlp_metrics_endpoint", "otlp_logs_endpoint"} {
			e.OptText(key)
		}
		if p := e.OptText("protocol"); p != "" && p != "http/protobuf" {
			e.Fail(e.At("protocol"), "unsupported protocol %q, expected http/protobuf", p)
		}
		reading.List(e, "headers", own[outgoing.Header])
		reading.List(e, "resource_attributes", func(data json.RawMessage, path *planner.Path) (string, error) {
			attribute := reading.Open(data, path)
			attribute.Text("value")
			return attribute.Text("name"), attribute.Err()
		})
		allOf(e, "traces_propagators", "b3", "tracecontext")
	}
	if b := o.Nested("batch_span_processor"); b != nil && b.Number("max_export_batch_size", 1) < 1 {
		b.Fail(b.At("max_export_batch_size"), "max_export_batch_size must be a positive integer")
	}
	if err := o.Err(); err != nil {
		return nil, err
	}
	return reading.Compact(data), nil
}

// CheckOpenTelemetryStatus reads the member `status`: a word, or a template of a variable
// that holds it. "" is none.
func CheckOpenTelemetryStatus(o *reading.Object) string {
	status := o.OptText("status")
	template := strings.HasPrefix(status, "{{") && strings.HasSuffix(status, "}}")
	if status != "" && status != "enabled" && status != "disabled" && !template {
		o.Fail(o.At("status"), "expected \"enabled\" or \"disabled\", but encountered %q", status)
	}
	return status
}

// allOf refuses items of a list that are none of some words.
func allOf(o *reading.Object, key string, words ...string) {
	for i, item := range o.Texts(key) {
		if !slices.Contains(words, item) {
			o.Fail(o.At(key).Index(i), "expected one of %s, but encountered %q", strings.Join(words, ", "), item)
		}
	}
}
