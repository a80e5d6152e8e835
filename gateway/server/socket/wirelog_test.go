package socket_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/socket"
	"github.com/weftql/weft/gateway/telemetry"
)

// wired starts a rig that logs at the debug level.
func wired(t *testing.T, change func(*socket.Options)) (*rig, *book) {
	t.Helper()
	log := &book{}
	return newRig(t, func(o *socket.Options) {
		options := config.Defaults().Log
		options.Level = slog.LevelDebug
		o.Logger = telemetry.NewLogger(log, options)
		change(o)
	}), log
}

// wireEvents are the ws-server lines so far: the event, its detail, and the metadata without
// what differs from run to run.
func wireEvents(t *testing.T, log *book) (events []string) {
	t.Helper()
	for text := range strings.Lines(log.String()) {
		var line struct {
			Type, Level string
			Detail      struct {
				ID    *string `json:"websocket_id"`
				Event struct {
					Type   string
					Detail any
				}
				Metadata map[string]any
			}
		}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if line.Type != "ws-server" {
			continue
		}
		d := &line.Detail
		if line.Level != "debug" || (d.ID == nil) != slices.Contains([]string{"connection_request", "rejected"}, d.Event.Type) {
			t.Errorf("got %s", text)
		}
		event := d.Event.Type
		if d.Event.Detail != nil {
			event += fmt.Sprint(" ", d.Event.Detail)
		}
		if m := d.Metadata; m != nil {
			event += fmt.Sprintf(" %v %v %v took %t size %v", m["event_type"], m["operation_id"], m["operation_name"], m["query_execution_time"] != nil, m["response_size"])
		}
		events = append(events, event)
	}
	return events
}

func expectWire(t *testing.T, log *book, want ...string) {
	t.Helper()
	eventually(t, "the last line", func() bool { return len(wireEvents(t, log)) >= len(want) })
	if got := strings.Join(wireEvents(t, log), "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if strings.Contains(log.String(), "s3cret") {
		t.Error("the log holds what a message said")
	}
}

// What happens on the wire is told at the debug level, but not what the messages say.
func TestWireLog(t *testing.T) {
	r, log := wired(t, plain)
	c := r.dial(newer)
	c.send(`{"type":"connection_init","payload":{"headers":{"x":"s3cret"}}}`)
	c.expect(`{"type":"connection_ack"}`)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"query Q { echo(text: \"s3cret\") }","operationName":"Q"}}`)
	c.expect(`{"type":"next","id":"a","payload":{"data":{"echo":"s3cret"}}}`)
	c.expect(`{"type":"complete","id":"a"}`)
	if err := c.ws.Close(websocket.StatusNormalClosure, "bye"); err != nil {
		t.Fatal(err)
	}
	expectWire(t, log, "connection_request", "accepted",
		"message_received map[message_size:63]", "message_sent map[message_size:25]",
		"message_received map[message_size:106]", "message_sent map[message_size:61] next a Q took true size 61",
		"message_sent map[message_size:28] complete a Q took false size 28",
		"close_received StatusNormalClosure", "closed")
}

func TestWireLogOfRefusals(t *testing.T) {
	r, log := wired(t, func(o *socket.Options) {
		o.InitTimeout = time.Millisecond
		o.Origins = config.Origins{}
	})
	if _, _, err := websocket.Dial(t.Context(), r.url, &websocket.DialOptions{HTTPHeader: map[string][]string{"Origin": {"https://else"}}}); err == nil { //nolint:bodyclose // there is none
		t.Fatal("the handshake was accepted")
	}
	c := r.dial(newer)
	c.expectClose(4408, "Connection initialisation timed out")
	expectWire(t, log, "connection_request", "rejected received origin header does not match configured CORS domains",
		"connection_request", "accepted", "connection_timeout", "close_sent StatusCode(4408) Connection initialisation timed out",
		"close_received StatusCode(4408)", "closed")
}

// Operations on sockets are told to whoever logs them, a subscription when it begins.
func TestOperationsAreTold(t *testing.T) {
	told := make(chan string, 10)
	r := newRig(t, func(o *socket.Options) {
		o.LogOperation = func(_ context.Context, op *executor.Operation) {
			told <- fmt.Sprint(op.Kind(), " ", op.Request.Query, " ran ", op.Elapsed > 0)
		}
	})
	c := r.dial(newer)
	c.send(`{"type":"connection_init"}`)
	c.expect(`{"type":"connection_ack"}`)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"{ echo }"}}`)
	if got := <-told; got != "query { echo } ran true" {
		t.Error(got)
	}
	c.send(`{"id":"b","type":"subscribe","payload":{"query":"subscription { count }"}}`)
	if got := <-told; got != "subscription subscription { count } ran false" {
		t.Error(got)
	}
}
