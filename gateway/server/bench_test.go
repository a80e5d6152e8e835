package server_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/servertest"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// sink is a response writer that keeps nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

func (s *sink) SetReadDeadline(time.Time) error  { return nil }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }

// BenchmarkPost is what a request costs outside of its source, with the default logs:
// reading, authentication, plan cache, running, writing.
func BenchmarkPost(b *testing.B) {
	source := servertest.New(servertest.Field{Op: ast.Query, Name: "echo", Args: []string{"text"},
		Answer: func(context.Context, servertest.Call) (string, error) { return `{"id":1,"name":"shop"}`, nil }})
	options := config.Defaults()
	authenticator, err := auth.New(options.Access, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	cache := &oneRole{source: source}
	s, err := server.New(server.Options{Config: options, Auth: authenticator, Schemas: func() executor.Schemas { return cache }, Logger: telemetry.NewLogger(io.Discard, options.Log)})
	if err != nil {
		b.Fatal(err)
	}
	body := []byte(`{"query":"query Q($t: String) { echo(text: $t) }","variables":{"t":"x"}}`)
	w := &sink{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "/v1/graphql", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		clear(w.header)
		s.ServeHTTP(w, r)
	}
}

// oneRole keeps the plan cache of one role, as an epoch does.
type oneRole struct {
	source *servertest.Source
	cache  *planner.Cache
}

func (o *oneRole) Planner(role planner.Role) (*planner.Cache, error) {
	if o.cache == nil {
		var err error
		if o.cache, err = o.source.Planner(role); err != nil {
			return nil, err
		}
	}
	return o.cache, nil
}
