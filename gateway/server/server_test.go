package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/servertest"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// gateway is a server under test over a static source.
type gateway struct {
	t      *testing.T
	server *server.Server
	source *servertest.Source
	http   *httptest.Server
	log    *logBook
}

// logBook keeps log lines.
type logBook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// lines returns the details of the lines of a type.
func (l *logBook) lines(t *testing.T, kind string) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []map[string]any
	for line := range strings.Lines(l.buf.String()) {
		var parsed struct {
			Type   string         `json:"type"`
			Level  string         `json:"level"`
			Detail map[string]any `json:"detail"`
		}
		if err := json.Unmarshal([]byte(line), &parsed); err != nil {
			continue // an unstructured line, whose detail is text
		}
		if parsed.Type == kind {
			parsed.Detail["level"] = parsed.Level
			list = append(list, parsed.Detail)
		}
	}
	return list
}

// fields are what the tests ask for.
func fields() []servertest.Field {
	text := func(v any) (string, error) {
		b, err := json.Marshal(v)
		return string(b), err
	}
	list := []servertest.Field{
		{Op: ast.Query, Name: "echo", Args: []string{"text"}, Answer: func(_ context.Context, c servertest.Call) (string, error) { return text(c.Args["text"]) }},
		{Op: ast.Query, Name: "role", Session: []string{"x-hasura-role"}, Answer: func(_ context.Context, c servertest.Call) (string, error) {
			return text(c.Params.Session.Role)
		}},
		{Op: ast.Query, Name: "vars", Answer: func(_ context.Context, c servertest.Call) (string, error) { return text(c.Params.Session.Variables) }},
		{Op: ast.Query, Name: "headers", Answer: func(_ context.Context, c servertest.Call) (string, error) { return text(c.Params.Headers) }},
		{Op: ast.Query, Name: "broken", Answer: func(context.Context, servertest.Call) (string, error) {
			return "", &planner.Fault{Code: "constraint-violation", Message: "Uniqueness violation. x", Internal: json.RawMessage(`{"statement":"INSERT"}`)}
		}},
		{Op: ast.Query, Name: "down", Answer: func(context.Context, servertest.Call) (string, error) {
			return "", &planner.Fault{Code: "postgres-error", Message: "connection error"}
		}},
		{Op: ast.Query, Name: "crash", Answer: func(context.Context, servertest.Call) (string, error) { return "", errors.New("10.0.0.1 refused") }},
		{Op: ast.Query, Name: "far", Answer: func(context.Context, servertest.Call) (string, error) {
			return "", &planner.Fault{Code: "remote-schema-error", Upstream: json.RawMessage(`[{"message":"far away"}]`)}
		}},
		{Op: ast.Query, Name: "wait", Answer: func(ctx context.Context, _ servertest.Call) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}},
		{Op: ast.Query, Name: "size", Args: []string{"n"}, Answer: func(_ context.Context, c servertest.Call) (string, error) {
			n := 0
			_ = json.Unmarshal([]byte(c.Args["n"]), &n)
			return text(strings.Repeat("a", n))
		}},
		{Op: ast.Query, Name: "only_clerk", Roles: []string{"clerk"}, Answer: func(context.Context, servertest.Call) (string, error) { return "1", nil }},
		{Op: ast.Mutation, Name: "touch", Answer: func(context.Context, servertest.Call) (string, error) { return "true", nil }},
		{Op: ast.Subscription, Name: "echo", Answer: func(context.Context, servertest.Call) (string, error) { return "1", nil }},
	}
	return list
}

// read returns the options of a command line; a database is named for it.
func read(t *testing.T, args ...string) *config.Options {
	t.Helper()
	var options *config.Options
	root := config.Command(func(string) (string, bool) { return "", false },
		config.Tasks{Serve: func(_ context.Context, o *config.Options) error { options = o; return nil }})
	var stderr bytes.Buffer
	if code := config.Execute(t.Context(), root, append([]string{"--database-url", "postgres://x", "serve"}, args...), io.Discard, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	return options
}

// start starts a gateway with the flags of `weft serve`.
func start(t *testing.T, args ...string) *gateway {
	t.Helper()
	return startWith(t, func(*server.Options) {}, args...)
}

func startWith(t *testing.T, change func(*server.Options), args ...string) *gateway {
	t.Helper()
	g := &gateway{t: t, source: servertest.New(fields()...), log: &logBook{}}
	options := read(t, args...)
	authenticator, err := auth.New(options.Access, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	o := server.Options{
		Config: options, Auth: authenticator, Schemas: func() executor.Schemas { return g.source },
		Logger: telemetry.NewLogger(g.log, options.Log),
	}
	change(&o)
	g.server, err = server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	g.http = httptest.NewUnstartedServer(g.server)
	g.http.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	g.http.Start()
	t.Cleanup(func() {
		g.server.Close()
		g.http.Close()
	})
	return g
}

// answer is a response with its body read.
type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request; headers are name, value pairs.
func (g *gateway) do(method, path, body string, headers ...string) answer {
	g.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(g.t.Context(), method, g.http.URL+path, reader)
	if err != nil {
		g.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(read)}
}

// query posts a query to /v1/graphql.
func (g *gateway) query(query string, headers ...string) answer {
	g.t.Helper()
	return g.do(http.MethodPost, "/v1/graphql", requestOf(query), headers...)
}

func requestOf(query string) string {
	b, _ := json.Marshal(map[string]string{"query": query})
	return string(b)
}

func (g *gateway) expect(a answer, status int, body string) {
	g.t.Helper()
	if a.status != status || a.body != body {
		g.t.Errorf("got  %d %s\nwant %d %s", a.status, a.body, status, body)
	}
}

// expectCode checks the status and the code of a GraphQL error.
func (g *gateway) expectCode(a answer, status int, code string) {
	g.t.Helper()
	var body struct {
		Errors []struct {
			Extensions struct{ Code, Path string }
		}
		Code string
	}
	if err := json.Unmarshal([]byte(a.body), &body); err != nil {
		g.t.Fatalf("%v: %s", err, a.body)
	}
	got := body.Code
	if len(body.Errors) > 0 {
		got = body.Errors[0].Extensions.Code
	}
	if a.status != status || got != code {
		g.t.Errorf("got %d %s, want %d %s: %s", a.status, got, status, code, a.body)
	}
}
