package api

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server"
)

// Options are what the API works on. Keeper must be set.
type Options struct {
	Keeper *roles.Keeper
	// Store keeps the metadata; nil: it is read-only.
	Store *metadata.Store
	// Maintenance refuses changes of the metadata (--enable-maintenance-mode).
	Maintenance bool
	// RemotePermissions tells that permissions of remote schemas count
	// (--enable-remote-schema-permissions).
	RemotePermissions bool
	// Elsewhere lists what is inconsistent outside of epochs, as part of what is told of an
	// epoch's consistency; nil: nothing.
	Elsewhere func() []roles.Inconsistency
	// SQLResultLimit bounds the result of run_sql in bytes; 0 is 256 MiB.
	SQLResultLimit int
	Logger         *slog.Logger
}

// API answers the commands of the metadata endpoints. It is safe for concurrent use.
type API struct {
	options Options
	logger  *slog.Logger
	// turn is held by the request that changes metadata: one at a time in this process, so
	// that they need not fail for each other's sake.
	turn chan struct{}
}

// New returns an API.
func New(o Options) *API {
	a := &API{options: o, logger: o.Logger, turn: make(chan struct{}, 1)}
	if a.options.SQLResultLimit == 0 {
		a.options.SQLResultLimit = sqlResultLimit
	}
	if a.logger == nil {
		a.logger = slog.Default()
	}
	return a
}

// Endpoints are the paths to be mounted.
func (a *API) Endpoints() []server.Endpoint {
	return []server.Endpoint{
		{Method: http.MethodPost, Path: "/v1/metadata", Group: "metadata", Admits: server.AdminOfMetadata, Serve: a.serve(metadataDialect())},
		{Method: http.MethodPost, Path: "/v2/query", Group: "metadata", Admits: server.AdminOfMetadata, Serve: a.serve(queryDialect())},
		{Method: http.MethodPost, Path: "/v1/query", Group: "metadata", Admits: server.AnyRole, Serve: a.serve(legacyDialect())},
		{Method: http.MethodPost, Path: "/v1alpha1/pg_dump", Group: "pgdump", Admits: server.AdminOnly, Serve: a.dump},
	}
}

// serve answers the requests of one dialect.
func (a *API) serve(d *dialect) func(context.Context, *server.Call) (*server.Answer, error) {
	return func(ctx context.Context, in *server.Call) (*server.Answer, error) {
		r, err := d.parse(in.Body)
		if err != nil {
			return nil, err
		}
		in.Command = r.call.name
		if err := r.admits(in.Session); err != nil {
			return nil, err
		}
		out, err := a.run(ctx, r, in)
		if err != nil {
			return nil, err
		}
		return &server.Answer{Body: out.appendJSON(nil)}, nil
	}
}

// run does a request. Whatever fails, fails as a whole: nothing is stored.
func (a *API) run(ctx context.Context, r *request, in *server.Call) (*answer, error) {
	if !r.call.alters() {
		return r.call.serve(ctx, a.look(in))
	}
	if a.options.Maintenance {
		return nil, maintenance()
	}
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, err := a.begin(ctx, in)
	if err != nil {
		return nil, err
	}
	defer c.end()
	out, err := r.call.serve(ctx, c)
	if err == nil {
		err = c.commit(ctx, r.version)
	}
	if err != nil {
		c.abandon(ctx)
		return nil, err
	}
	out.warnings = append(out.warnings, c.release(ctx)...)
	return out, nil
}

// end is the last thing done with a change.
func (c *change) end() {
	if c.finally != nil {
		c.finally()
	}
}
