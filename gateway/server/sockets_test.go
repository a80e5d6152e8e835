package server_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/weftql/weft/gateway/server/servertest"
)

// dial opens a socket and initialises it.
func dial(t *testing.T, url string) *websocket.Conn {
	t.Helper()
	ws, response, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	if response.Body != nil {
		_ = response.Body.Close()
	}
	t.Cleanup(func() { _ = ws.CloseNow() })
	if err := ws.Write(t.Context(), websocket.MessageText, []byte(`{"type":"connection_init"}`)); err != nil {
		t.Fatal(err)
	}
	return ws
}

// until reads messages until one is want, or the connection ends.
func until(t *testing.T, ws *websocket.Conn, want string) error {
	t.Helper()
	for {
		_, got, err := ws.Read(t.Context())
		if err != nil || string(got) == want {
			return err
		}
	}
}

func TestSocketsOnTheGraphQLPaths(t *testing.T) {
	g := start(t, "--live-queries-multiplexed-refetch-interval", "50")
	for _, path := range []string{"/v1/graphql", "/graphql", "/v1alpha1/graphql", "/v1beta1/relay"} {
		ws := dial(t, "ws"+strings.TrimPrefix(g.http.URL, "http")+path+"?x=1")
		for _, m := range []string{`{"id":"1","type":"subscribe","payload":{"query":"subscription { echo }"}}`, `{"id":"2","type":"subscribe","payload":{"query":"{ role }"}}`} {
			if err := ws.Write(t.Context(), websocket.MessageText, []byte(m)); err != nil {
				t.Fatal(err)
			}
		}
		relay := "false"
		if path == "/v1beta1/relay" {
			relay = "true"
		}
		if err := until(t, ws, `{"type":"next","id":"2","payload":{"data":{"role":{"Name":"admin","Backend":false,"Relay":`+relay+`}}}}`); err != nil {
			t.Fatal(err)
		}
		_ = ws.CloseNow()
		ws = dial(t, "ws"+strings.TrimPrefix(g.http.URL, "http")+path)
		if err := ws.Write(t.Context(), websocket.MessageText, []byte(`{"id":"1","type":"subscribe","payload":{"query":"subscription { echo }"}}`)); err != nil {
			t.Fatal(err)
		}
		if err := until(t, ws, `{"type":"next","id":"1","payload":{"data":{"echo":1}}}`); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSocketsOnOtherPathsAreRefused(t *testing.T) {
	g := start(t)
	for _, path := range []string{"/v2/graphql", "/v1/version", "/healthz"} {
		_, response, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(g.http.URL, "http")+path, nil)
		if err == nil || response == nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		const want = `{"message":"only '/v1/graphql', '/v1alpha1/graphql' and '/v1beta1/relay' are supported on websockets","extensions":{"path":"$","code":"not-found"}}`
		if response.StatusCode != http.StatusNotFound || string(body) != want {
			t.Errorf("%s: got %d %s", path, response.StatusCode, body)
		}
	}
}

func TestAMetadataChangeClosesSocketsUnlessSwitchedOff(t *testing.T) {
	g := start(t)
	ws := dial(t, "ws"+strings.TrimPrefix(g.http.URL, "http")+"/v1/graphql")
	if err := until(t, ws, `{"type":"connection_ack"}`); err != nil {
		t.Fatal(err)
	}
	g.server.MetadataChanged()
	expectClosed(t, until(t, ws, ""), "Server state changed, restarting the server")
	g = start(t, "--disable-close-websockets-on-metadata-change")
	ws = dial(t, "ws"+strings.TrimPrefix(g.http.URL, "http")+"/v1/graphql")
	g.server.MetadataChanged()
	if err := ws.Write(t.Context(), websocket.MessageText, []byte(`{"type":"ping"}`)); err != nil {
		t.Fatal(err)
	}
	if err := until(t, ws, `{"type":"pong"}`); err != nil {
		t.Error(err)
	}
}

func expectClosed(t *testing.T, err error, reason string) {
	t.Helper()
	var closed websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != websocket.StatusServiceRestart || closed.Reason != reason {
		t.Errorf("got %v", err)
	}
}

func TestShutdownClosesSockets(t *testing.T) {
	r := run(t, servertest.New(fields()...))
	ws := dial(t, "ws://"+r.address+"/v1/graphql")
	if err := until(t, ws, `{"type":"connection_ack"}`); err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	r.stop()
	expectClosed(t, until(t, ws, ""), "shutting server down")
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}
