package roles

import (
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata"
)

// unsupported lists the objects of the document that this server does not run. They are
// kept and exported, but never passed over in silence: an event trigger that does not fire
// is a lost event.
func (b *builder) unsupported() {
	for _, s := range b.doc.Sources {
		for _, t := range s.Tables {
			for _, e := range t.EventTriggers {
				b.leaveOut("event_trigger", "event_trigger "+e.Name+" in table "+t.Table.String()+" in source "+s.Name, e.Raw,
					"event triggers are not delivered by this server")
			}
		}
		if len(s.Configuration.ReadReplicas) > 0 {
			b.leaveOut("source", "source "+s.Name, sourceName(s), "read_replicas are not used by this server: everything goes to the primary")
		}
		if s.Configuration.ConnectionTemplate != nil {
			b.leaveOut("source", "source "+s.Name, sourceName(s), "connection_template is not used by this server: everything goes to the primary")
		}
	}
	for _, section := range unsupportedSections(b.doc) {
		b.leaveOut(section.kind, section.kind, section.value, section.reason)
	}
}

type unsupportedSection struct {
	kind   string
	value  json.RawMessage
	reason string
}

// unsupportedSections lists the sections of the document that are given and not run.
func unsupportedSections(doc *metadata.Document) []unsupportedSection {
	all := []unsupportedSection{
		{"cron_trigger", doc.CronTriggers, "cron triggers are not run by this server"},
		{"rest_endpoint", doc.RestEndpoints, "REST endpoints are not served by this server"},
		{"api_limits", doc.APILimits, "API limits are not enforced by this server"},
		{"open_telemetry", doc.OpenTelemetry, "OpenTelemetry is configured by the OTEL_* environment of this server"},
	}
	var given []unsupportedSection
	for _, s := range all {
		if !metadata.IsEmpty(s.value) {
			given = append(given, s)
		}
	}
	return given
}
