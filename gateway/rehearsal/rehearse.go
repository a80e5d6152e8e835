package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/weftql/weft/gateway/api"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
)

// Options are what a rehearsal works on. Both must be set.
type Options struct {
	Keeper *roles.Keeper
	// CatchUp makes the stored metadata the current one; another server may have changed it.
	CatchUp func(ctx context.Context) error
}

// Endpoint is `POST /v1/plan`. It is for admin only, and does one rehearsal at a time.
func Endpoint(o Options) server.Endpoint {
	r := &rehearser{options: o, turn: make(chan struct{}, 1)}
	return server.Endpoint{
		Method: http.MethodPost, Path: "/v1/plan", Group: "metadata", Admits: server.AdminOfMetadata, Serve: r.serve,
	}
}

type rehearser struct {
	options Options
	turn    chan struct{} // held by the one rehearsal that runs
}

func (r *rehearser) serve(ctx context.Context, call *server.Call) (*server.Answer, error) {
	if _, err := planner.ParseValue(call.Body); err != nil {
		return nil, &planner.Fault{Code: border.CodeInvalidJSON, Message: err.Error(), Status: http.StatusBadRequest}
	}
	request, err := decode(call.Body)
	if err != nil {
		return nil, err
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, request.Timeout)
	defer cancel()
	report, err := r.rehearse(limited, request, call.Session)
	if limited.Err() != nil && ctx.Err() == nil {
		return nil, &planner.Fault{Code: border.CodeTimeout, Status: http.StatusGatewayTimeout, Cause: err,
			Message: fmt.Sprintf("the rehearsal was given up after %s; nothing of it is left", request.Timeout)}
	}
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(report)
	return &server.Answer{Body: body}, err
}

// rehearsal is one that runs.
type rehearsal struct {
	request *Request
	session *planner.Session
	keeper  *roles.Keeper
	base    *roles.Epoch // what is served
	report  *Report
}

func (r *rehearser) rehearse(ctx context.Context, request *Request, session *planner.Session) (*Report, error) {
	if err := r.options.CatchUp(ctx); err != nil {
		return nil, err
	}
	run := &rehearsal{request: request, session: session, keeper: r.options.Keeper, base: r.options.Keeper.Epoch(), report: &Report{
		Databases: []Database{}, Schemas: []Schema{}, Operations: []Operation{},
	}}
	doc, err := run.document()
	if err != nil {
		return nil, err
	}
	after, err := run.epoch(ctx, doc)
	if err != nil {
		return nil, err
	}
	return run.report, run.compare(ctx, after)
}

// document is the metadata that would be deployed.
func (r *rehearsal) document() (*metadata.Document, error) {
	if r.request.Metadata == nil {
		return r.base.Document, nil
	}
	path := (*planner.Path)(nil).Key("metadata")
	doc, warnings, err := api.Replacement(r.base.Document, r.request.Metadata, path)
	r.report.Metadata.Warnings = warnings
	var fault *planner.Fault
	if errors.As(err, &fault) && fault.Path == "" {
		at := *fault
		at.Path = path.String()
		return nil, &at
	}
	return doc, err
}

// epoch builds the epoch that would be served: first on the databases as they are, so that
// remote schemas are asked before anything is locked; then on what the transactions of the
// migrations have seen, which are over by then. Only one database is locked at a time.
func (r *rehearsal) epoch(ctx context.Context, doc *metadata.Document) (*roles.Epoch, error) {
	opened, err := r.keeper.Build(ctx, doc, r.base.Version+1, r.base, roles.Change{Reread: operations.Reread{Databases: operations.Names{All: true}}})
	if err != nil {
		return nil, err
	}
	change := roles.Change{Within: map[string]*postgres.Within{}}
	for _, m := range r.request.Databases {
		s := newStage(r.request, m)
		if err := s.run(ctx, r, opened); err != nil {
			return nil, err
		}
		r.report.Databases = append(r.report.Databases, s.report)
		r.report.Fails = r.report.Fails || s.failed()
		if s.within != nil {
			change.Within[m.Database] = s.within
			change.Databases = change.Databases.Add(operations.Names{Some: []string{m.Database}})
		}
	}
	if len(change.Within) == 0 {
		return opened, nil
	}
	return r.keeper.Build(ctx, doc, r.base.Version+1, opened, change)
}
