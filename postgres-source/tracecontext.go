package postgres

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"

	"go.opentelemetry.io/otel/trace"
)

// TraceContext is the value of the setting hasura.tracecontext in the transactions of a request:
// JSON with the ids of its trace. Triggers of event tables take it for JSON, and a connection
// whose transaction once had the setting gives them the empty string ever after: a request that
// belongs to no trace has ids of its own. The bytes are the caller's.
func TraceContext(ctx context.Context) []byte {
	c := trace.SpanContextFromContext(ctx)
	t, s := c.TraceID(), c.SpanID()
	if !c.IsValid() {
		t, s = ownIDs()
	}
	json := append(make([]byte, 0, 96), `{"trace_id":"`...)
	json = hex.AppendEncode(json, t[:])
	json = append(json, `","span_id":"`...)
	json = hex.AppendEncode(json, s[:])
	return append(json, `"}`...)
}

func ownIDs() (t trace.TraceID, s trace.SpanID) {
	for _, part := range [][]byte{t[:8], t[8:], s[:]} {
		binary.BigEndian.PutUint64(part, rand.Uint64()|1) //nolint:gosec // ids are no secrets; zero would be none
	}
	return t, s
}
