package socket_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server/socket"
	"github.com/weftql/weft/planner"
)

func asClose(err error, c *websocket.CloseError) bool { return errors.As(err, c) }

func TestSubprotocols(t *testing.T) {
	r := newRig(t, plain)
	for _, c := range []struct{ offered, answered, dialect string }{
		{newer, newer, newer}, {older, older, older}, {"", "", older}, {"mqtt", "", older},
		{older + "," + newer, newer, newer}, {"mqtt," + older, older, older},
	} {
		conn := r.dial(c.offered)
		if got := conn.ws.Subprotocol(); got != c.answered {
			t.Errorf("%q: answered %q", c.offered, got)
		}
		conn.send(`{"type":"connection_init"}`)
		conn.expect(`{"type":"connection_ack"}`)
		conn.send(`garbage`)
		if _, err := conn.read(10 * time.Second); (err != nil) != (c.dialect == newer) {
			t.Errorf("%q: %v", c.offered, err)
		}
	}
}

func TestHandshakeRefusals(t *testing.T) {
	origins, err := config.ParseOrigins("https://shop.example")
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, func(o *socket.Options) { o.Origins = origins })
	try := func(headers ...string) (int, string, http.Header) {
		o := &websocket.DialOptions{HTTPHeader: http.Header{}}
		for i := 0; i < len(headers); i += 2 {
			o.HTTPHeader.Set(headers[i], headers[i+1])
		}
		ws, response, err := websocket.Dial(t.Context(), r.url, o)
		if err == nil {
			_ = ws.CloseNow()
		}
		if response == nil {
			t.Fatal(err)
		}
		body := []byte{}
		if response.Body != nil {
			body, _ = io.ReadAll(response.Body)
			_ = response.Body.Close()
		}
		return response.StatusCode, string(body), response.Header
	}
	status, body, _ := try("Origin", "https://evil.example")
	if want := `{"message":"received origin header does not match configured CORS domains","extensions":{"path":"$","code":"access-denied"}}`; status != 400 || body != want {
		t.Errorf("got %d %s", status, body)
	}
	if status, _, _ := try("Origin", "https://shop.example"); status != 101 {
		t.Errorf("a matching origin got %d", status)
	}
	if status, _, _ := try(); status != 101 {
		t.Errorf("no origin got %d", status)
	}
	r.hub.Refuse()
	status, body, header := try()
	if status != 503 || strings.TrimSpace(body) != "Server is shutting down" || header.Get("Retry-After") != "0" {
		t.Errorf("got %d %s %v", status, body, header)
	}
}

// echoAuth grants the role that the cookie names.
type echoAuth struct{ until time.Time }

func (a echoAuth) Authenticate(_ context.Context, req *auth.Request) (*auth.Grant, error) {
	vars := map[string]string{"cookie": req.Header.Get("Cookie"), "a": req.Header.Get("X-A"), "b": req.Header.Get("X-B")}
	return &auth.Grant{Session: &planner.Session{Role: planner.Role{Name: "admin"}, Variables: vars}, Until: a.until}, nil
}

// vars asks for the session variables.
func (c *client) vars(id string) map[string]string {
	c.t.Helper()
	c.send(`{"id":"` + id + `","type":"start","payload":{"query":"{ vars }"}}`)
	var m struct {
		Payload struct {
			Data struct{ Vars map[string]string }
		}
	}
	got, err := c.read(10 * time.Second)
	if err != nil || json.Unmarshal([]byte(got), &m) != nil {
		c.t.Fatalf("got %s, %v", got, err)
	}
	c.expect(`{"type":"complete","id":"` + id + `"}`)
	return m.Payload.Data.Vars
}

func TestPayloadHeadersWinOverTheHandshakes(t *testing.T) {
	c := newRig(t, func(o *socket.Options) { o.Auth = echoAuth{} }).dial(older, "X-A", "handshake", "X-B", "handshake", "Cookie", "c=1")
	c.send(`{"type":"connection_init","payload":{"headers":{"x-a":"payload"}}}`)
	c.expect(`{"type":"connection_ack"}`)
	if diff := cmp.Diff(map[string]string{"cookie": "c=1", "a": "payload", "b": "handshake"}, c.vars("1")); diff != "" {
		t.Error(diff)
	}
	c.send(`{"type":"connection_init","payload":{"headers":{"x-b":"again"}}}`)
	c.expect(`{"type":"connection_ack"}`)
	if diff := cmp.Diff(map[string]string{"cookie": "", "a": "", "b": "again"}, c.vars("2")); diff != "" {
		t.Error(diff)
	}
}

func TestASecondInitClosesTheNewerDialect(t *testing.T) {
	c := newRig(t, plain).ready(newer)
	c.send(`{"type":"connection_init"}`)
	c.expectClose(4429, "Too many initialisation requests")
}

func TestCookiesOfUncheckedOriginsAreDropped(t *testing.T) {
	for name, c := range map[string]struct {
		disabled, read bool
		origin, want   string
	}{
		"no origin":                 {true, false, "", "c=1"},
		"any origin":                {false, false, "https://a.example", "c=1"},
		"CORS disabled":             {true, false, "https://a.example", ""},
		"CORS disabled, but wanted": {true, true, "https://a.example", "c=1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(o *socket.Options) { o.Auth, o.CORSDisabled, o.ReadCookie = echoAuth{}, c.disabled, c.read })
			headers := []string{"Cookie", "c=1"}
			if c.origin != "" {
				headers = append(headers, "Origin", c.origin)
			}
			conn := r.dial(older, headers...)
			conn.send(`{"type":"connection_init"}`)
			conn.expect(`{"type":"connection_ack"}`)
			if got := conn.vars("1")["cookie"]; got != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestOnlyPayloadHeadersTravelOn(t *testing.T) {
	c := newRig(t, plain).dial(older, "X-A", "handshake", "Cookie", "c=1")
	c.send(`{"type":"connection_init","payload":{"headers":{"x-b":"payload"}}}`)
	c.expect(`{"type":"connection_ack"}`)
	c.send(`{"id":"1","type":"start","payload":{"query":"{ headers }"}}`)
	got, err := c.read(10 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Payload struct {
			Data struct{ Headers http.Header }
		}
	}
	if err := json.Unmarshal([]byte(got), &m); err != nil {
		t.Fatal(err)
	}
	h := m.Payload.Data.Headers
	if len(h) != 2 || h.Get("X-B") != "payload" || h.Get("X-Request-Id") == "" {
		t.Errorf("got %v", h)
	}
}

func TestExpiredCredentialsCloseTheSocket(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.Auth = echoAuth{until: time.Now().Add(300 * time.Millisecond)} })
	c, l := r.ready(newer), r.ready(older)
	c.expectClose(4403, `{"server_error_msg":"4403: Forbidden: token expired"}`)
	l.expectClose(websocket.StatusServiceRestart, "token expired")
}

func TestLargeMessagesAreRefused(t *testing.T) {
	c := newRig(t, func(o *socket.Options) { o.MaxMessage = 1000 }).ready(newer)
	c.send(`{"type":"ping","payload":{"message":"` + strings.Repeat("a", 2000) + `"}}`)
	_, err := c.read(10 * time.Second)
	if websocket.CloseStatus(err) != websocket.StatusMessageTooBig {
		t.Errorf("got %v", err)
	}
}

func TestCloseAllAndShutdown(t *testing.T) {
	each(t, func(t *testing.T, protocol, start, next string) {
		t.Helper()
		r := newRig(t, plain)
		c := r.ready(protocol)
		c.send(`{"id":"1","type":"` + start + `","payload":{"query":"subscription { count }"}}`)
		c.expect(`{"type":"` + next + `","id":"1","payload":{"data":{"count":0}}}`)
		r.hub.CloseAll("Server state changed, restarting the server")
		c.expectClose(websocket.StatusServiceRestart, "Server state changed, restarting the server")
		eventually(t, "the end of the poller", func() bool { return r.queries.Stats().Pollers == 0 })
		c = r.ready(protocol)
		done := make(chan struct{})
		go func() {
			defer close(done)
			r.hub.Shutdown(t.Context())
		}()
		c.expectClose(websocket.StatusServiceRestart, "shutting server down")
		<-done
		if n := r.hub.Len(); n != 0 {
			t.Errorf("%d sockets are open", n)
		}
	})
}

func TestShutdownDoesNotWaitForeverForADeafPeer(t *testing.T) {
	r := newRig(t, plain)
	r.ready(newer) // and never reads again
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	started := time.Now()
	r.hub.Shutdown(ctx)
	r.hub.Close()
	if took := time.Since(started); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestCompressionIsNegotiatedOnlyWhenSwitchedOn(t *testing.T) {
	for _, on := range []bool{false, true} {
		r := newRig(t, func(o *socket.Options) { o.Compression = on })
		ws, response, err := websocket.Dial(t.Context(), r.url, &websocket.DialOptions{CompressionMode: websocket.CompressionNoContextTakeover}) //nolint:bodyclose // a successful handshake has no body
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(response.Header.Get("Sec-Websocket-Extensions"), "permessage-deflate"); got != on {
			t.Errorf("compression %v, want %v", got, on)
		}
		c := &client{t, ws}
		c.send(`{"type":"connection_init"}`)
		c.expect(`{"type":"connection_ack"}`)
		_ = ws.CloseNow()
	}
}

// TestFramesOnTheWire speaks RFC 6455 by hand: each message is one unmasked text frame.
func TestFramesOnTheWire(t *testing.T) {
	r := newRig(t, plain)
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(r.url, "ws://"), "/v1/graphql"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprintf(conn, "GET /v1/graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	response, err := http.ReadResponse(in, nil) //nolint:bodyclose // a successful handshake has no body
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusSwitchingProtocols || response.Header.Get("Sec-Websocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" || response.Header.Get("Sec-Websocket-Protocol") != newer {
		t.Fatalf("got %d %v", response.StatusCode, response.Header)
	}
	write := func(opcode byte, payload string) {
		t.Helper()
		frame := []byte{0x80 | opcode, 0x80 | byte(len(payload)), 0, 0, 0, 0} // masked with zeros
		if _, err := conn.Write(append(frame, payload...)); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(opcode byte, payload string) {
		t.Helper()
		head := make([]byte, 2)
		if _, err := io.ReadFull(in, head); err != nil {
			t.Fatal(err)
		}
		body := make([]byte, head[1])
		if _, err := io.ReadFull(in, body); err != nil {
			t.Fatal(err)
		}
		if head[0] != 0x80|opcode || string(body) != payload {
			t.Fatalf("got %x %q, want %x %q", head[0], body, 0x80|opcode, payload)
		}
	}
	write(2, `{"type":"connection_init"}`) // a binary frame is read as text too
	expect(1, `{"type":"connection_ack"}`)
	write(1, `{"id":"a","type":"subscribe","payload":{"query":"{echo}"}}`)
	expect(1, `{"type":"next","id":"a","payload":{"data":{"echo":""}}}`)
	expect(1, `{"type":"complete","id":"a"}`)
	write(9, "x")
	expect(10, "x")
	write(8, string(binary.BigEndian.AppendUint16(nil, 1000)))
	expect(8, string(binary.BigEndian.AppendUint16(nil, 1000)))
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

func TestNothingIsLeftOfClosedSockets(t *testing.T) {
	r := newRig(t, func(o *socket.Options) { o.KeepAlive = time.Second })
	first := r.ready(newer)
	first.expect(`{"type":"ping","payload":{"message":"keepalive"}}`)
	first.send(`{"type":"connection_terminate"}`)
	first.expectClose(websocket.StatusNormalClosure, "GQL_CONNECTION_TERMINATE received")
	eventually(t, "no sockets", func() bool { return r.hub.Len() == 0 })
	http.DefaultClient.CloseIdleConnections()
	before := runtime.NumGoroutine()
	for i := range 100 {
		c := r.ready([]string{newer, older}[i%2])
		for j := range 5 {
			c.send(fmt.Sprintf(`{"id":"%d","type":"start","payload":{"query":"subscription { count(id: \"%d\") }"}}`, j, i%3))
		}
		c.send(`{"id":"w","type":"start","payload":{"query":"{ wait }"}}`)
		if i%2 == 0 {
			if _, err := c.read(10 * time.Second); err != nil {
				t.Fatal(err)
			}
		}
		_ = c.ws.CloseNow()
	}
	eventually(t, "no sockets", func() bool { return r.hub.Len() == 0 })
	eventually(t, "no pollers", func() bool { return r.queries.Stats().Pollers == 0 })
	eventually(t, fmt.Sprintf("%d goroutines", before), func() bool { return runtime.NumGoroutine() <= before+1 })
}
