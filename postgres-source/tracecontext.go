package postgres

import (
	"context"
	"encoding/binary"
	"math/rand/v2"

	"go.opentelemetry.io/otel/trace"
)

// TraceContext is the value of the setting hasura.tracecontext in the transactions of a request:
// JSON with the ids of its trace. Triggers of event tables take it for JSON, and a connection
// whose transaction once had the setting gives them the empty string ever after: a request that
// belongs to no trace has ids of its own.
func TraceContext(ctx context.Context) string {
	c := trace.SpanContextFromContext(ctx)
	t, s := c.TraceID(), c.SpanID()
	if !c.IsValid() {
		t, s = ownIDs()
	}
	return `{"trace_id":"` + t.String() + `","span_id":"` + s.String() + `"}`
}

func ownIDs() (t trace.TraceID, s trace.SpanID) {
	for _, part := range [][]byte{t[:8], t[8:], s[:]} {
		binary.BigEndian.PutUint64(part, rand.Uint64()|1) //nolint:gosec // ids are no secrets; zero would be none
	}
	return t, s
}
