package socket_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/weftql/weft/gateway/server/socket"
)

func TestQueriesAndMutationsAnswerOnce(t *testing.T) {
	each(t, func(t *testing.T, protocol, start, next string) {
		t.Helper()
		c := newRig(t, plain).ready(protocol)
		c.send(`{"id":"1","type":"` + start + `","payload":{"query":"query Q($t: String) { a: echo(text: $t) }","variables":{"t":"é"},"operationName":"Q"}}`)
		c.expect(`{"type":"`+next+`","id":"1","payload":{"data":{"a":"é"}}}`, `{"type":"complete","id":"1"}`)
		c.send(`{"id":"1","type":"` + start + `","payload":{"query":"mutation { raise }"}}`)
		c.expect(`{"type":"`+next+`","id":"1","payload":{"data":{"raise":1}}}`, `{"type":"complete","id":"1"}`)
	})
}

func TestMessagesOfTheOtherDialectAreAccepted(t *testing.T) {
	r := newRig(t, plain)
	c := r.ready(older)
	c.send(`{"id":"1","type":"subscribe","payload":{"query":"{ echo }"}}`)
	c.expect(`{"type":"data","id":"1","payload":{"data":{"echo":""}}}`, `{"type":"complete","id":"1"}`)
	c = r.ready(newer)
	c.send(`{"id":"1","type":"start","payload":{"query":"{ echo }"}}`)
	c.expect(`{"type":"next","id":"1","payload":{"data":{"echo":""}}}`, `{"type":"complete","id":"1"}`)
}

func TestClientPingIsEchoed(t *testing.T) {
	each(t, func(t *testing.T, protocol, _, _ string) {
		t.Helper()
		c := newRig(t, plain).dial(protocol)
		c.send(`{"type":"ping"}`)
		c.expect(`{"type":"pong"}`)
		c.send(`{"type":"ping","payload":{"message":"hi","more":1}}`)
		c.expect(`{"type":"pong","payload":{"message":"hi"}}`)
		c.send(`{"type":"pong"}`)
		c.send(`{"type":"ping","payload":null}`)
		c.expect(`{"type":"pong"}`)
	})
}

func TestTerminateCloses(t *testing.T) {
	each(t, func(t *testing.T, protocol, _, _ string) {
		t.Helper()
		c := newRig(t, plain).ready(protocol)
		c.send(`{"type":"connection_terminate"}`)
		c.expectClose(websocket.StatusNormalClosure, "GQL_CONNECTION_TERMINATE received")
	})
}

func TestGarbage(t *testing.T) {
	for garbage, why := range map[string]string{
		`hello`:                                  "unexpected 'h' at offset 0, looking for a value",
		`null`:                                   "expected Object, but encountered Null",
		`{"id":"1"}`:                             `key "type" not found`,
		`{"type":"x"}`:                           "unexpected type for ClientMessage: x",
		`{"type":"start","id":1}`:                "id: expected String, but encountered Number",
		`{"type":"start","id":"1"}`:              `key "payload" not found`,
		`{"type":"start","id":"1","payload":{}}`: `parsing GQLReq failed, key "query" not found`,
		`{"type":"connection_init","payload":{"headers":{"a":1}}}`: "headers.a: expected String, but encountered Number",
	} {
		t.Run(garbage, func(t *testing.T) {
			r := newRig(t, plain)
			c := r.ready(older)
			c.send(garbage)
			got, err := c.read(10 * time.Second)
			want := `{"type":"connection_error","payload":"parsing ClientMessage failed: ` + strings.ReplaceAll(why, `"`, `\"`) + `"}`
			if err != nil || got != want {
				t.Errorf("got  %s, %v\nwant %s", got, err, want)
			}
			c.send(`{"id":"1","type":"start","payload":{"query":"{ echo }"}}`) // it stays open
			c.expect(`{"type":"data","id":"1","payload":{"data":{"echo":""}}}`)
			c = r.ready(newer)
			c.send(garbage)
			reason := `{"server_error_msg":"4400: Parsing client message failed: parsing ClientMessage failed: ` + strings.ReplaceAll(why, `"`, `\"`) + `"}`
			c.expectClose(4400, reason[:min(len(reason), 123)])
		})
	}
}

func TestWrongSecret(t *testing.T) {
	r := newRig(t, secret(t))
	const init = `{"type":"connection_init","payload":{"headers":{"x-hasura-admin-secret":"wrong"}}}`
	c := r.dial(older)
	c.send(init)
	c.expect(`{"type":"connection_error","payload":"invalid \"x-hasura-admin-secret\"/\"x-hasura-access-key\""}`)
	c.expectClose(4400, `{"server_error_msg":"4400: Connection initialization failed: invalid \"x-hasura-admin-secret\"/\"x-hasura-access-key\""}`)
	c = r.dial(newer)
	c.send(init)
	c.expectClose(4403, `{"server_error_msg":"4403: Forbidden"}`)
}

func TestInitTimeout(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.InitTimeout = 50 * time.Millisecond })
	r.dial(older).expectClose(websocket.StatusInternalError, "Connection initialisation timed out")
	r.dial(newer).expectClose(4408, "Connection initialisation timed out")
	c := r.ready(newer)
	time.Sleep(400 * time.Millisecond)
	c.send(`{"type":"ping"}`)
	c.expect(`{"type":"pong"}`)
}

func TestStartBeforeInit(t *testing.T) {
	r := newRig(t, plain)
	const start = `{"id":"1","type":"start","payload":{"query":"{ echo }"}}`
	c := r.dial(older)
	c.send(start)
	c.expect(`{"type":"error","id":"1","payload":{"message":"start received before the connection is initialised","extensions":{"path":"$","code":"start-failed"}}}`,
		`{"type":"complete","id":"1"}`)
	c = r.dialPath("/v1alpha1/graphql", older)
	c.send(start)
	c.expect(`{"type":"error","id":"1","payload":{"path":"$","error":"start received before the connection is initialised","code":"start-failed"}}`)
	c = r.dial(newer)
	c.send(start)
	c.expectClose(4401, "Unauthorized")
}

func TestDuplicateIDs(t *testing.T) {
	r := newRig(t, plain)
	c := r.ready(older)
	c.send(`{"id":"a","type":"start","payload":{"query":"subscription { count }"}}`)
	c.expect(`{"type":"data","id":"a","payload":{"data":{"count":0}}}`)
	c.send(`{"id":"a","type":"start","payload":{"query":"{ echo }"}}`)
	c.expect(`{"type":"error","id":"a","payload":{"message":"an operation already exists with this id: a","extensions":{"path":"$","code":"start-failed"}}}`,
		`{"type":"complete","id":"a"}`)
	c.send(`{"id":"a","type":"stop"}`)
	c.send(`{"id":"a","type":"start","payload":{"query":"{ echo }"}}`)
	c.expect(`{"type":"data","id":"a","payload":{"data":{"echo":""}}}`, `{"type":"complete","id":"a"}`)
	c = r.ready(newer)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"subscription { count }"}}`)
	c.expect(`{"type":"next","id":"a","payload":{"data":{"count":0}}}`)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"{ echo }"}}`)
	c.expectClose(4409, "Subscriber for a already exists")
}

// TestErrorPayloads is the table of contract/subscriptions.md 5.3.
func TestErrorPayloads(t *testing.T) {
	const (
		invalid = `{"message":"field 'nothing' not found in type: 'query_root'","extensions":{"path":"$.selectionSet.nothing","code":"validation-failed"}}`
		flat    = `{"path":"$.selectionSet.nothing","error":"field 'nothing' not found in type: 'query_root'","code":"validation-failed"}`
		failed  = `{"message":"database query error","extensions":{"path":"$","code":"unexpected"}}`
		failedF = `{"path":"$","error":"database query error","code":"unexpected"}`
		lacking = `{"message":"missing","extensions":{"path":"$","code":"not-found"}}`
		done    = `{"type":"complete","id":"1"}`
	)
	for _, c := range []struct {
		path, protocol, query string
		want                  []string
	}{
		{"/v1/graphql", older, `{ nothing }`, []string{`{"type":"error","id":"1","payload":{"errors":[` + invalid + `]}}`, done}},
		{"/v1/graphql", newer, `{ nothing }`, []string{`{"type":"error","id":"1","payload":[` + invalid + `]}`}},
		{"/v1alpha1/graphql", older, `{ nothing }`, []string{`{"type":"error","id":"1","payload":` + flat + `}`, done}},
		{"/v1/graphql", older, `{ count }`, []string{`{"type":"data","id":"1","payload":{"data":null,"errors":[` + failed + `]}}`, done}},
		{"/v1/graphql", newer, `{ count }`, []string{`{"type":"error","id":"1","payload":[` + failed + `]}`}},
		{"/v1alpha1/graphql", older, `{ count }`, []string{`{"type":"data","id":"1","payload":{"data":null,"errors":[` + failedF + `]}}`, done}},
		{"/v1/graphql", older, `{ far }`, []string{`{"type":"data","id":"1","payload":{"data":null,"errors":[{"message":"far"}]}}`, done}},
		{"/v1/graphql", newer, `{ far }`, []string{`{"type":"error","id":"1","payload":[{"message":"far"}]}`}},
		{"/v1/graphql", older, `{ lacking }`, []string{`{"type":"error","id":"1","payload":{"errors":[` + lacking + `]}}`, done}},
		{"/v1/graphql", newer, `{ lacking }`, []string{`{"type":"error","id":"1","payload":[` + lacking + `]}`}},
		// Of a first run; a later one is in TestLiveQuery.
		{"/v1/graphql", older, `subscription { count }`, []string{`{"type":"error","id":"1","payload":{"errors":[` + failed + `]}}`, done}},
		{"/v1/graphql", newer, `subscription { count }`, []string{`{"type":"error","id":"1","payload":[` + failed + `]}`}},
	} {
		t.Run(c.protocol+" "+c.path+" "+c.query, func(t *testing.T) {
			r := newRig(t, plain)
			r.failing.Store(true)
			conn := r.dialPath(c.path, c.protocol)
			conn.send(`{"type":"connection_init"}`)
			conn.expect(`{"type":"connection_ack"}`)
			conn.send(`{"id":"1","type":"start","payload":{"query":"` + c.query + `"}}`)
			conn.expect(c.want...)
			conn.send(`{"type":"ping"}`)
			conn.expect(`{"type":"pong"}`)
			// A subscription that ends by itself is let go of after its last message is on its way.
			eventually(t, "no subscription", func() bool { return r.queries.Stats().Subscriptions == 0 })
		})
	}
}

func TestKeepAliveFollowsTheAck(t *testing.T) {
	for protocol, message := range map[string]string{older: `{"type":"ka"}`, newer: `{"type":"ping","payload":{"message":"keepalive"}}`} {
		t.Run(protocol, func(t *testing.T) {
			r := newRig(t, func(o *socket.Options) { o.KeepAlive = 200 * time.Millisecond })
			c := r.dial(protocol)
			time.Sleep(300 * time.Millisecond)
			c.send(`{"type":"connection_init"}`)
			c.expect(`{"type":"connection_ack"}`, message)
			before := time.Now()
			c.expect(message)
			c.send(`{"type":"pong"}`)
			c.expect(message)
			if took := time.Since(before); took < 300*time.Millisecond || took > 2*time.Second {
				t.Errorf("two keep-alives took %v", took)
			}
		})
	}
}

func TestASilentPeerOfTheNewerDialectIsCutOff(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.KeepAlive = 100 * time.Millisecond })
	quiet, older := r.ready(newer), r.ready(older)
	started := time.Now()
	for {
		if _, err := quiet.read(10 * time.Second); err != nil {
			break
		}
	}
	if took := time.Since(started); took < 300*time.Millisecond || took > 5*time.Second {
		t.Errorf("it was cut off after %v", took)
	}
	for range 3 { // clients of the older dialect say nothing
		if _, err := older.read(10 * time.Second); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReasonsAreCutAtARune(t *testing.T) {
	c := newRig(t, plain).ready(newer)
	id := strings.Repeat("é", 100)
	for range 2 {
		c.send(fmt.Sprintf(`{"id":%q,"type":"subscribe","payload":{"query":"subscription { count }"}}`, id))
	}
	for {
		_, err := c.read(10 * time.Second)
		if err == nil {
			continue
		}
		var closed websocket.CloseError
		if !asClose(err, &closed) || closed.Code != 4409 || closed.Reason != "Subscriber for "+strings.Repeat("é", 54) {
			t.Errorf("got %v", err)
		}
		return
	}
}
