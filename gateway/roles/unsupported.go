package roles

import (
	"github.com/weftql/weft/gateway/metadata"
)

// unsupported lists the objects of the document that this server does not run. They are
// kept and exported, but never passed over in silence.
func (b *builder) unsupported() {
	for _, s := range b.doc.Sources {
		if len(s.Configuration.ReadReplicas) > 0 {
			b.advise("source", "source "+s.Name, sourceName(s), "read_replicas are not used by this server: everything goes to the primary")
		}
		if s.Configuration.ConnectionTemplate != nil {
			b.advise("source", "source "+s.Name, sourceName(s), "connection_template is not used by this server: everything goes to the primary")
		}
	}
	if !metadata.IsEmpty(b.doc.APILimits) {
		b.advise("api_limits", "api_limits", b.doc.APILimits, "API limits are not enforced by this server")
	}
	if !metadata.IsEmpty(b.doc.OpenTelemetry) {
		b.advise("open_telemetry", "open_telemetry", b.doc.OpenTelemetry, "OpenTelemetry is configured by the OTEL_* environment of this server")
	}
}

// advise lists something that is kept and not acted upon.
func (b *builder) advise(kind, name string, definition any, reason string) {
	b.leaveOut(kind, name, definition, reason)
	b.epoch.Inconsistencies[len(b.epoch.Inconsistencies)-1].Advisory = true
}
