package server

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/planner"
)

// Options says what a server serves. Config, Schemas and Auth must be set; zero values of
// the rest mean none.
type Options struct {
	Config *config.Options
	// Schemas returns those of the current epoch. It is called once per operation or batch
	// and must not return nil.
	Schemas func() executor.Schemas
	Auth    auth.Authenticator
	// Limits bounds how many calls run on one source at once.
	Limits *planner.Limits
	// Console is the web console, served at /console and below.
	Console http.Handler
	// Extensions are handler extensions of gqlgen that look into every operation.
	Extensions []graphql.HandlerExtension
	// Endpoints are JSON endpoints of other rooms.
	Endpoints []Endpoint
	// Health tells the state behind the server; nil: always healthy.
	Health func(ctx context.Context) Health
	// Logger gets the lines of contract/auth-and-server.md 14; nil means slog.Default().
	Logger *slog.Logger
}

// Health is the state that /healthz reports (contract/auth-and-server.md 17).
type Health struct {
	// Down tells that the metadata database cannot be reached.
	Down bool
	// Inconsistent tells that objects of the metadata had to be left out.
	Inconsistent bool
}
