package telemetry

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Identified makes a propagator that also identifies calls which belong to no trace, because
// nothing records any: with B3's ids, and without a word about sampling, so that the peer
// decides by itself (contract/auth-and-server.md 16).
func Identified(p propagation.TextMapPropagator) propagation.TextMapPropagator { return identified{p} }

type identified struct{ propagation.TextMapPropagator }

// Inject writes the context of the current span, or ids of its own.
func (p identified) Inject(ctx context.Context, carrier propagation.TextMapCarrier) {
	p.TextMapPropagator.Inject(ctx, carrier)
	if trace.SpanContextFromContext(ctx).IsValid() {
		return
	}
	var id [24]byte
	for i := 0; i < len(id); i += 8 {
		binary.BigEndian.PutUint64(id[i:], rand.Uint64()|1) //nolint:gosec // ids are no secrets; zero would be none
	}
	carrier.Set(b3Trace, hex.EncodeToString(id[:16]))
	carrier.Set(b3Span, hex.EncodeToString(id[16:]))
}
