package socket_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/weftql/weft/gateway/server/socket"
)

func TestLiveQuery(t *testing.T) {
	each(t, func(t *testing.T, protocol, start, next string) {
		t.Helper()
		r := newRig(t, plain)
		c := r.ready(protocol)
		result := func(n int) string {
			return fmt.Sprintf(`{"type":%q,"id":"a","payload":{"data":{"count":%d}}}`, next, n)
		}
		c.send(`{"id":"a","type":"` + start + `","payload":{"query":"subscription { count }"}}`)
		c.expect(result(0))
		r.count.Store(1)
		c.expect(result(1))
		r.failing.Store(true)
		failure := `{"type":"` + next + `","id":"a","payload":{"data":null,"errors":[{"message":"database query error","extensions":{"path":"$","code":"unexpected"}}]}}`
		c.expect(failure, failure)
		r.failing.Store(false)
		for {
			got, err := c.read(10 * time.Second)
			if err != nil {
				t.Fatal(err)
			}
			if got == result(1) {
				break
			}
			if got != failure {
				t.Fatalf("got %s", got)
			}
		}
		c.send(`{"id":"a","type":"` + map[string]string{older: "stop", newer: "complete"}[protocol] + `"}`)
		c.send(`{"id":"never","type":"stop"}`)
		eventually(t, "the end of the poller", func() bool { return r.queries.Stats().Pollers == 0 })
		r.count.Store(2)
		c.quiet(100 * time.Millisecond)
	})
}

// TestASubscriptionThatEndsByItself is that of an asynchronous action
// (contract/subscriptions.md 10).
func TestASubscriptionThatEndsByItself(t *testing.T) {
	each(t, func(t *testing.T, protocol, start, next string) {
		t.Helper()
		r := newRig(t, plain)
		c := r.ready(protocol)
		c.send(`{"id":"a","type":"` + start + `","payload":{"query":"subscription { job }"}}`)
		c.expect(`{"type":"` + next + `","id":"a","payload":{"data":{"job":0}}}`)
		r.count.Store(7)
		c.expect(`{"type":"`+next+`","id":"a","payload":{"data":{"job":7}}}`, `{"type":"complete","id":"a"}`)
		eventually(t, "the end of the poller", func() bool { return r.queries.Stats().Pollers == 0 })
		c.send(`{"id":"a","type":"` + start + `","payload":{"query":"{ echo }"}}`) // the id is free
		c.expect(`{"type":"`+next+`","id":"a","payload":{"data":{"echo":""}}}`, `{"type":"complete","id":"a"}`)
	})
}

func TestStopCancelsAQueryThatRuns(t *testing.T) {
	each(t, func(t *testing.T, protocol, start, _ string) {
		t.Helper()
		r := newRig(t, plain)
		c := r.ready(protocol)
		c.send(`{"id":"a","type":"` + start + `","payload":{"query":"{ wait }"}}`)
		c.send(`{"id":"a","type":"complete"}`)
		c.send(`{"id":"b","type":"` + start + `","payload":{"query":"{ wait }"}}`)
		time.Sleep(50 * time.Millisecond)
		c.send(`{"id":"b","type":"complete"}`)
		if err := <-r.ended; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		c.quiet(100 * time.Millisecond)
	})
}

func TestDisconnectCancelsQueries(t *testing.T) {
	r := newRig(t, plain)
	c := r.ready(newer)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"{ wait }"}}`)
	time.Sleep(50 * time.Millisecond)
	_ = c.ws.CloseNow()
	if err := <-r.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestASlowQueryDelaysNobody(t *testing.T) {
	c := newRig(t, plain).ready(newer)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"{ wait }"}}`)
	c.send(`{"type":"ping"}`)
	c.expect(`{"type":"pong"}`)
	c.send(`{"id":"b","type":"subscribe","payload":{"query":"{ echo }"}}`)
	c.expect(`{"type":"next","id":"b","payload":{"data":{"echo":""}}}`, `{"type":"complete","id":"b"}`)
}

func TestOperationsBeyondTheBoundWait(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.MaxRunning = 2 })
	c := r.ready(newer)
	for _, id := range []string{"a", "b"} {
		c.send(`{"id":"` + id + `","type":"subscribe","payload":{"query":"{ wait }"}}`)
	}
	c.send(`{"id":"c","type":"subscribe","payload":{"query":"{ echo }"}}`)
	c.send(`{"id":"d","type":"subscribe","payload":{"query":"{ echo }"}}`)
	c.send(`{"id":"c","type":"complete"}`) // it never runs
	c.send(`{"type":"ping"}`)
	c.expect(`{"type":"pong"}`)
	c.send(`{"id":"a","type":"complete"}`)
	c.expect(`{"type":"next","id":"d","payload":{"data":{"echo":""}}}`, `{"type":"complete","id":"d"}`)
}

func TestTooManyOperationsAreRefused(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.MaxOperations = 2 })
	c := r.ready(newer)
	for _, id := range []string{"a", "b", "c"} {
		c.send(`{"id":"` + id + `","type":"subscribe","payload":{"query":"{ wait }"}}`)
	}
	c.expect(`{"type":"error","id":"c","payload":[{"message":"too many operations on this connection","extensions":{"path":"$","code":"busy"}}]}`)
}

func TestTheTimeLimitEndsAQuery(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.OperationTimeout = 50 * time.Millisecond })
	c := r.ready(newer)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"{ wait }"}}`)
	c.expect(`{"type":"error","id":"a","payload":[{"message":"the operation took longer than the server allows","extensions":{"path":"$","code":"timeout"}}]}`)
}

func TestASlowReaderDoesNotDelayOthersAndGetsTheNewestState(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.WriteTimeout = time.Minute })
	slow, fast := r.ready(newer), r.ready(newer)
	const subscribe = `{"id":"a","type":"subscribe","payload":{"query":"subscription { big }"}}`
	slow.send(subscribe)
	fast.send(subscribe)
	number := func(message string) int {
		t.Helper()
		var m struct {
			Payload struct{ Data struct{ Big string } }
		}
		if err := json.Unmarshal([]byte(message), &m); err != nil {
			t.Fatal(err)
		}
		n := 0
		if _, err := fmt.Sscan(strings.TrimLeft(m.Payload.Data.Big, "a"), &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	last := 0
	for range 60 { // 15 MB, far more than sockets buffer
		got, err := fast.read(10 * time.Second)
		if err != nil {
			t.Fatal(err)
		}
		last = number(got)
	}
	seen, skipped := 0, false
	for seen < last {
		got, err := slow.read(10 * time.Second)
		if err != nil {
			t.Fatal(err)
		}
		n := number(got)
		if n <= seen {
			t.Fatalf("%d came after %d", n, seen)
		}
		skipped = skipped || n > seen+1 && seen > 0
		seen = n
	}
	if !skipped {
		t.Error("a slow reader got every state")
	}
}

func TestASlowReaderOfAStreamGetsEveryBatch(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.WriteTimeout, o.MaxQueued = time.Minute, 64<<20 })
	slow, fast := r.ready(newer), r.ready(newer)
	const subscribe = `{"id":"a","type":"subscribe","payload":{"query":"subscription { feed(after: \"0\") }"}}`
	slow.send(subscribe)
	fast.send(subscribe)
	for _, c := range []*client{fast, slow} { // slow reads when all has been sent
		for n := 1; n <= 60; n++ {
			got, err := c.read(10 * time.Second)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(got, fmt.Sprintf(`a%d"}}}`, n)) {
				t.Fatalf("%d did not come, but …%s", n, got[len(got)-20:])
			}
		}
	}
}

func TestAClientThatDoesNotReadIsClosed(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.MaxQueued, o.WriteTimeout = 1<<20, 500*time.Millisecond })
	c := r.ready(newer)
	text := strings.Repeat("a", 1<<20)
	for i := range 40 {
		err := c.ws.Write(t.Context(), websocket.MessageText, fmt.Appendf(nil, `{"id":"%d","type":"subscribe","payload":{"query":"query Q($t: String) { echo(text: $t) }","variables":{"t":%q}}}`, i, text))
		if err != nil {
			break // it has been closed already
		}
	}
	eventually(t, "the end of the socket", func() bool { return r.hub.Len() == 0 })
}

func TestLogLines(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.LogQueries = true })
	c := r.ready(newer)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"query Q { echo }","operationName":"Q"}}`)
	c.expect(`{"type":"next","id":"a","payload":{"data":{"echo":""}}}`, `{"type":"complete","id":"a"}`)
	c.send(`{"id":"b","type":"subscribe","payload":{"query":"{ nothing }"}}`)
	if _, err := c.read(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	c.send(`{"type":"connection_terminate"}`)
	c.expectClose(websocket.StatusNormalClosure, "GQL_CONNECTION_TERMINATE received")
	eventually(t, "the last line", func() bool { return strings.Contains(r.log.String(), `"closed"`) })
	var events []string
	for text := range strings.Lines(r.log.String()) {
		var line struct {
			Type, Level string
			Detail      struct {
				Vars map[string]string `json:"user_vars"`
				Info struct {
					ID string `json:"websocket_id"`
				} `json:"connection_info"`
				Event struct {
					Type   string
					Detail json.RawMessage
				}
			}
		}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if line.Type != "websocket-log" || line.Detail.Info.ID == "" {
			t.Errorf("got %s", text)
		}
		event := line.Level + " " + line.Detail.Event.Type
		if line.Detail.Event.Type == "operation" {
			var op struct {
				ID    string                `json:"operation_id"`
				Name  string                `json:"operation_name"`
				Kind  struct{ Type string } `json:"operation_type"`
				Query struct{ Query string }
			}
			if err := json.Unmarshal(line.Detail.Event.Detail, &op); err != nil {
				t.Fatal(err)
			}
			event += fmt.Sprintf(" %s %s %s %s", op.ID, op.Name, op.Kind.Type, op.Query.Query)
		}
		events = append(events, event)
	}
	const want = `info accepted
info operation a Q started query Q { echo }
info operation a Q completed query Q { echo }
error operation b  query_err { nothing }
info closed`
	if got := strings.Join(events, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
