package socket_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/live"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/servertest"
	"github.com/weftql/weft/gateway/server/socket"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// The two protocols, by the names in Sec-WebSocket-Protocol.
const (
	newer = "graphql-transport-ws"
	older = "graphql-ws"
)

// rig is a hub over a static source with a counter that tests change.
type rig struct {
	t       *testing.T
	hub     *socket.Hub
	queries *live.Queries
	url     string // of /v1/graphql
	count   atomic.Int64
	failing atomic.Bool
	ended   chan error // of the field wait
	log     *book
	schemas atomic.Pointer[servertest.Source] // the present epoch's
	next    atomic.Pointer[servertest.Source] // takes its place once it has been asked for
}

// epoch returns the present epoch's schemas.
func (r *rig) epoch() executor.Schemas {
	now := r.schemas.Load()
	if next := r.next.Swap(nil); next != nil {
		r.schemas.Store(next)
	}
	return now
}

type book struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (r *rig) source() *servertest.Source {
	count := func(context.Context, servertest.Call) (string, error) {
		if r.failing.Load() {
			return "", &planner.Fault{Code: "unexpected", Message: "database query error", Internal: json.RawMessage(`{"statement":"x"}`)}
		}
		return fmt.Sprint(r.count.Load()), nil
	}
	text := func(v any) (string, error) {
		b, err := json.Marshal(v)
		return string(b), err
	}
	return servertest.New(
		servertest.Field{Op: ast.Query, Name: "echo", Args: []string{"text"}, Answer: func(_ context.Context, c servertest.Call) (string, error) { return text(c.Args["text"]) }},
		servertest.Field{Op: ast.Query, Name: "vars", Answer: func(_ context.Context, c servertest.Call) (string, error) { return text(c.Params.Session.Variables) }},
		servertest.Field{Op: ast.Query, Name: "headers", Answer: func(_ context.Context, c servertest.Call) (string, error) { return text(c.Params.Headers) }},
		servertest.Field{Op: ast.Query, Name: "count", Answer: count},
		servertest.Field{Op: ast.Query, Name: "far", Answer: func(context.Context, servertest.Call) (string, error) {
			return "", &planner.Fault{Upstream: json.RawMessage(`[{"message":"far"}]`)}
		}},
		servertest.Field{Op: ast.Query, Name: "wait", Answer: func(ctx context.Context, _ servertest.Call) (string, error) {
			<-ctx.Done()
			r.ended <- context.Cause(ctx)
			return "", ctx.Err()
		}},
		servertest.Field{Op: ast.Mutation, Name: "raise", Answer: func(context.Context, servertest.Call) (string, error) {
			return fmt.Sprint(r.count.Add(1)), nil
		}},
		servertest.Field{Op: ast.Subscription, Name: "count", Args: []string{"id"}, Answer: count},
		servertest.Field{Op: ast.Subscription, Name: "big", Answer: func(context.Context, servertest.Call) (string, error) {
			return text(strings.Repeat("a", 256<<10) + fmt.Sprint(r.count.Add(1)))
		}},
		// Of feed there are batches 1 to 60, each large.
		servertest.Field{Op: ast.Subscription, Name: "feed", Args: []string{"after"}, Cursor: "after",
			Answer: func(_ context.Context, c servertest.Call) (string, error) {
				return text(strings.Repeat("a", 256<<10) + following(c))
			}, Next: following},
		// A job is done when count is.
		servertest.Field{Op: ast.Subscription, Name: "job", Answer: count, Final: func(servertest.Call) bool { return r.count.Load() > 0 }},
		servertest.Field{Op: ast.Query, Name: "lacking", Answer: func(context.Context, servertest.Call) (string, error) {
			return "", &planner.Fault{Code: "not-found", Message: "missing", Refused: true}
		}},
	)
}

// following returns the number of the batch of feed after a cursor, "" at the end.
func following(c servertest.Call) string {
	n := 0
	_, _ = fmt.Sscan(c.Args["after"], &n)
	if n == 60 {
		return ""
	}
	return fmt.Sprint(n + 1)
}

// newRig starts a hub; change may alter its options. Its paths are those of the contract.
func newRig(t *testing.T, change func(*socket.Options)) *rig {
	t.Helper()
	r := &rig{t: t, ended: make(chan error, 100), log: &book{}}
	r.schemas.Store(r.source())
	logger := telemetry.NewLogger(r.log, config.Defaults().Log)
	run := planner.RunOptions{Logger: slog.New(slog.DiscardHandler)}
	r.queries = live.New(live.Options{Live: live.Cadence{Interval: 20 * time.Millisecond, Batch: 100}, Floor: 5 * time.Millisecond, Run: run})
	authenticator, err := auth.New(config.Access{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	options := socket.Options{
		Executor: executor.New(executor.Options{Schemas: r.epoch, Run: run, Live: r.queries, Tracer: otel.Tracer("test")}),
		Auth:     authenticator, Logger: logger, Tracer: otel.Tracer("test"), Origins: config.Origins{Any: true}, InitTimeout: time.Minute,
	}
	change(&options)
	r.hub = socket.NewHub(options)
	mux := http.NewServeMux()
	for path, e := range map[string]socket.Endpoint{"/v1/graphql": {}, "/v1alpha1/graphql": {Style: border.Flat}, "/v1beta1/relay": {Relay: true}} {
		transport := r.hub.Transport(e)
		mux.HandleFunc(path, func(w http.ResponseWriter, req *http.Request) { transport.Do(w, req, options.Executor) })
	}
	server := httptest.NewServer(mux)
	r.url = "ws" + strings.TrimPrefix(server.URL, "http") + "/v1/graphql"
	t.Cleanup(func() {
		r.hub.Close()
		r.queries.Close()
		server.Close()
	})
	return r
}

// plain changes nothing.
func plain(*socket.Options) {}

// secret asks for an admin secret.
func secret(t *testing.T) func(*socket.Options) {
	t.Helper()
	return func(o *socket.Options) {
		a, err := auth.New(config.Access{Secrets: []string{"s"}}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		o.Auth = a
	}
}

// limit is how long a message is waited for.
const limit = 10 * time.Second

// client is one connection of a client.
type client struct {
	t  *testing.T
	ws *websocket.Conn
}

// dial connects; protocol "" offers none. headers are name, value pairs.
func (r *rig) dial(protocol string, headers ...string) *client {
	r.t.Helper()
	return r.dialPath("/v1/graphql", protocol, headers...)
}

func (r *rig) dialPath(path, protocol string, headers ...string) *client {
	r.t.Helper()
	o := &websocket.DialOptions{HTTPHeader: http.Header{}}
	if protocol != "" {
		o.Subprotocols = strings.Split(protocol, ",")
	}
	for i := 0; i < len(headers); i += 2 {
		o.HTTPHeader.Add(headers[i], headers[i+1])
	}
	ws, response, err := websocket.Dial(r.t.Context(), strings.TrimSuffix(r.url, "/v1/graphql")+path, o)
	if err != nil {
		r.t.Fatal(err)
	}
	if response.Body != nil {
		_ = response.Body.Close()
	}
	ws.SetReadLimit(-1)
	r.t.Cleanup(func() { _ = ws.CloseNow() })
	return &client{r.t, ws}
}

// ready connects and initialises.
func (r *rig) ready(protocol string) *client {
	r.t.Helper()
	c := r.dial(protocol)
	c.send(`{"type":"connection_init"}`)
	c.expect(`{"type":"connection_ack"}`)
	return c
}

func (c *client) send(text string) {
	c.t.Helper()
	if err := c.ws.Write(c.t.Context(), websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) read(limit time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(c.t.Context(), limit)
	defer cancel()
	_, data, err := c.ws.Read(ctx)
	return string(data), err
}

// expect reads messages and compares them to the byte.
func (c *client) expect(messages ...string) {
	c.t.Helper()
	for _, want := range messages {
		got, err := c.read(10 * time.Second)
		if err != nil {
			c.t.Fatalf("%v, want %s", err, want)
		}
		if got != want {
			c.t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
}

// expectClose reads up to the close frame.
func (c *client) expectClose(code websocket.StatusCode, reason string) {
	c.t.Helper()
	got, err := c.read(10 * time.Second)
	var closed websocket.CloseError
	if !errors.As(err, &closed) {
		c.t.Fatalf("got %s, %v, want close %d", got, err, code)
	}
	if closed.Code != code || closed.Reason != reason {
		c.t.Errorf("closed with %d %q, want %d %q", closed.Code, closed.Reason, code, reason)
	}
}

// quiet checks that nothing comes. The connection cannot be read afterwards.
func (c *client) quiet(d time.Duration) {
	c.t.Helper()
	if got, err := c.read(d); err == nil {
		c.t.Errorf("got %s", got)
	} else if !errors.Is(err, context.DeadlineExceeded) {
		c.t.Errorf("got %v", err)
	}
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not come true", what)
		}
	}
}

// each runs a test in both dialects.
func each(t *testing.T, test func(t *testing.T, protocol, start, next string)) {
	t.Helper()
	t.Run(older, func(t *testing.T) { test(t, older, "start", "data") })
	t.Run(newer, func(t *testing.T) { test(t, newer, "subscribe", "next") })
}
