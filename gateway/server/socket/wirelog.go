package socket

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// wireEvent is what happens on a connection below its operations: the detail of a ws-server
// line, for debugging (contract/subscriptions.md 12.3). The messages themselves are not
// logged: they hold credentials and data.
type wireEvent struct {
	socket string
	kind   string
	size   int    // of a message
	detail string // of what is no message
	// frame is a message that was sent, and of the operation that it belongs to, if to one.
	frame []byte
	of    *operation
	took  time.Duration // 0: not known
}

func (h *Hub) logsWire() bool {
	return telemetry.Enabled(context.Background(), h.options.Logger, slog.LevelDebug, "ws-server")
}

func (h *Hub) logWire(e wireEvent) {
	if h.logsWire() {
		telemetry.Log(context.Background(), h.options.Logger, slog.LevelDebug, "ws-server", e)
	}
}

func (c *conn) logWire(e wireEvent) {
	e.socket = c.id
	c.hub.logWire(e)
}

// AppendDetail appends the detail.
func (e wireEvent) AppendDetail(b []byte) []byte {
	b = appendOptional(append(b, `{"websocket_id":`...), e.socket)
	b = append(append(append(b, `,"event":{"type":"`...), e.kind...), `","detail":`...)
	if e.size > 0 {
		b = append(strconv.AppendInt(append(b, `{"message_size":`...), int64(e.size), 10), '}')
	} else {
		b = appendOptional(b, e.detail)
	}
	return append(e.appendMetadata(append(b, `},"metadata":`...)), '}')
}

// appendMetadata tells of a message to an operation.
func (e wireEvent) appendMetadata(b []byte) []byte {
	var sent struct{ Type, ID string }
	if json.Unmarshal(e.frame, &sent) != nil || sent.ID == "" {
		return append(b, "null"...)
	}
	b = planner.AppendJSONString(append(b, `{"event_type":`...), sent.Type)
	b = planner.AppendJSONString(append(b, `,"operation_id":`...), sent.ID)
	name := ""
	if e.of != nil {
		name = e.of.request.OperationName
	}
	b = appendOptional(append(b, `,"operation_name":`...), name)
	b = append(b, `,"query_execution_time":`...)
	if e.took > 0 {
		b = strconv.AppendFloat(b, e.took.Seconds(), 'f', -1, 64)
	} else {
		b = append(b, "null"...)
	}
	b = strconv.AppendInt(append(b, `,"response_size":`...), int64(e.size), 10)
	return append(b, `,"parameterized_query_hash":null}`...)
}

// logReceived tells of what was read, or of why nothing will be any more.
func (c *conn) logReceived(data []byte, err error) {
	switch code := websocket.CloseStatus(err); {
	case err == nil:
		c.logWire(wireEvent{kind: "message_received", size: len(data)})
	case code >= 0:
		c.logWire(wireEvent{kind: "close_received", detail: code.String()})
	}
}
