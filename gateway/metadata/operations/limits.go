package operations

import (
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// sectionOperations replace whole sections of the document
// (contract/metadata-and-migrations.md 6.3).
var sectionOperations = []Operation{
	{"set_api_limits", decodeSetAPILimits},
	{"remove_api_limits", decodeEdit(func(d *Draft) { d.doc.APILimits = nil })},
	{"set_metrics_config", decodeSetMetrics},
	{"remove_metrics_config", decodeEdit(func(d *Draft) { d.doc.MetricsConfig = nil })},
	{"set_graphql_schema_introspection_options", decodeSetIntrospection},
	{"set_opentelemetry_config", decodeSetOpenTelemetry},
	{"set_opentelemetry_status", decodeSetOpenTelemetryStatus},
}

// decodeEdit is a command that has no arguments.
func decodeEdit(edit func(d *Draft)) func(json.RawMessage, *planner.Path) (Edit, error) {
	return func(json.RawMessage, *planner.Path) (Edit, error) {
		return func(d *Draft) (Outcome, error) {
			edit(d)
			return stored()
		}, nil
	}
}

func decodeSetAPILimits(args json.RawMessage, path *planner.Path) (Edit, error) {
	limits, err := metadata.DecodeAPILimits(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		d.doc.APILimits = limits
		return altered("api_limits")
	}, nil
}

func decodeSetMetrics(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	for _, key := range []string{"analyze_query_variables", "analyze_response_body"} {
		o.Must(key)
		o.Flag(key, false)
	}
	return decoded(o, func(d *Draft) (Outcome, error) {
		d.doc.MetricsConfig = reading.Compact(args)
		return stored()
	})
}

func decodeSetIntrospection(args json.RawMessage, path *planner.Path) (Edit, error) {
	s, err := metadata.DecodeSchemaIntrospection(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		d.doc.SchemaIntrospection = s
		return stored()
	}, nil
}

const openTelemetryObject = "open_telemetry"

func decodeSetOpenTelemetry(args json.RawMessage, path *planner.Path) (Edit, error) {
	section, err := metadata.DecodeOpenTelemetry(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		d.doc.OpenTelemetry = section
		return altered(openTelemetryObject)
	}, nil
}

func decodeSetOpenTelemetryStatus(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	o.Must("status")
	status := metadata.CheckOpenTelemetryStatus(o)
	return decoded(o, func(d *Draft) (Outcome, error) {
		section := map[string]json.RawMessage{}
		if d.doc.OpenTelemetry != nil {
			if err := json.Unmarshal(d.doc.OpenTelemetry, &section); err != nil {
				return Outcome{}, err
			}
		}
		section["status"] = planner.AppendJSONString(nil, status)
		out, err := json.Marshal(section)
		d.doc.OpenTelemetry = out
		return Outcome{Objects: []string{openTelemetryObject}}, err
	})
}
