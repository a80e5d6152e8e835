package socket

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/weftql/weft/gateway/server/inbound"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// logLine is the detail of a websocket-log line (contract/subscriptions.md 12.3).
type logLine struct {
	event  string // accepted, rejected, conn_err, operation, closed
	detail string // of rejected and conn_err

	operation *operation
	kind      string // started, proto_err, query_err, completed, stopped
	fault     *planner.Fault

	id      string
	session *planner.Session
	until   time.Time
	queries bool
}

func (c *conn) log(ctx context.Context, line logLine) {
	level := slog.LevelInfo
	switch {
	case line.event == "rejected", line.event == "conn_err", line.kind == "proto_err", line.kind == "query_err":
		level = slog.LevelError
	}
	if !telemetry.Enabled(ctx, c.hub.options.Logger, level, "websocket-log") {
		return
	}
	c.mu.Lock()
	line.session, line.until = c.session, c.until
	c.mu.Unlock()
	line.id, line.queries = c.id, c.hub.options.LogQueries
	telemetry.Log(ctx, c.hub.options.Logger, level, "websocket-log", line)
}

// logRejected tells of a handshake that was refused.
func (h *Hub) logRejected(r *http.Request, why string) {
	telemetry.Log(r.Context(), h.options.Logger, slog.LevelError, "websocket-log", logLine{event: "rejected", detail: why})
	h.logWire(wireEvent{kind: "rejected", detail: why})
}

// AppendDetail appends the detail.
func (l logLine) AppendDetail(b []byte) []byte {
	b = append(b, `{"user_vars":`...)
	b = telemetry.AppendVariables(b, l.session)
	b = appendOptional(append(b, `,"connection_info":{"websocket_id":`...), l.id)
	b = append(b, `,"token_expiry":`...)
	if l.until.IsZero() {
		b = append(b, "null"...)
	} else {
		b = append(l.until.UTC().AppendFormat(append(b, '"'), time.RFC3339), '"')
	}
	b = append(b, `,"msg":null},"event":{"type":"`...)
	b = append(append(b, l.event...), `","detail":`...)
	if l.operation != nil {
		b = l.appendOperation(b)
	} else {
		b = appendOptional(b, l.detail)
	}
	return append(b, '}', '}')
}

func (l logLine) appendOperation(b []byte) []byte {
	op := l.operation
	b = planner.AppendJSONString(append(b, `{"operation_id":`...), op.id)
	b = appendOptional(append(b, `,"request_id":`...), op.requestID)
	b = appendOptional(append(b, `,"operation_name":`...), op.request.OperationName)
	b = append(append(append(b, `,"operation_type":{"type":"`...), l.kind...), `","detail":`...)
	if l.fault != nil {
		b = planner.AppendJSONString(b, l.fault.Error())
	} else {
		b = append(b, "null"...)
	}
	b = append(b, `},"query":`...)
	if l.queries {
		b = inbound.AppendRequest(b, op.request, true)
	} else {
		b = append(b, "null"...)
	}
	return append(b, `,"parameterized_query_hash":null}`...)
}

// appendOptional appends a string, null when it is empty.
func appendOptional(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return planner.AppendJSONString(b, s)
}
