package rest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/planner"
)

// Options are what the endpoints work on. All must be set.
type Options struct {
	// Epoch returns the current one. It is called once per request.
	Epoch func() *roles.Epoch
	// Execute runs an operation and returns the value of `data`. Its error is a
	// *planner.Fault.
	Execute func(ctx context.Context, op *executor.Operation) (json.RawMessage, error)
}

const prefix = "/api/rest/"

// Endpoints returns what the server is to mount: the endpoints and their description.
func Endpoints(o Options) []server.Endpoint {
	e := &endpoints{options: o}
	return []server.Endpoint{
		{Path: prefix, Serve: e.serve},
		{Method: http.MethodGet, Path: "/api/swagger/json", Admits: server.AdminOnly, Serve: e.describe},
	}
}

type endpoints struct {
	options Options
	current atomic.Pointer[compiled]
}

// compiled is the router of one document.
type compiled struct {
	document *metadata.Document
	router   *router
}

// router returns the router of the current document, which is compiled once.
func (e *endpoints) router(doc *metadata.Document) *router {
	if c := e.current.Load(); c != nil && c.document == doc {
		return c.router
	}
	c := &compiled{document: doc, router: newRouter(doc)}
	e.current.Store(c)
	return c.router
}

var (
	methods  = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch}
	standard = []string{http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodConnect}
)

func (e *endpoints) serve(ctx context.Context, call *server.Call) (*server.Answer, error) {
	if err := supported(call.Method); err != nil {
		return nil, err
	}
	epoch := e.options.Epoch()
	r, path, err := e.router(epoch.Document).find(call.Method, strings.TrimPrefix(call.EscapedPath, prefix))
	if err != nil {
		return nil, err
	}
	if r.operation == nil {
		return nil, &planner.Fault{Code: planner.CodeUnexpected, Status: http.StatusInternalServerError,
			Message: "A stored query should contain exactly one definition"}
	}
	values, err := variables(r.operation, call, path)
	if err != nil {
		return nil, err
	}
	op := &executor.Operation{
		Session: call.Session, Header: call.Header, RequestID: call.RequestID, Schemas: epoch,
		Request: &planner.Request{Query: r.query, Variables: values},
	}
	data, err := e.options.Execute(ctx, op)
	if err != nil {
		return nil, err
	}
	answer := &server.Answer{Body: data}
	if op.Cookies != nil {
		answer.Header = http.Header{"Set-Cookie": op.Cookies}
	}
	return answer, nil
}

func supported(method string) error {
	switch {
	case slices.Contains(methods, method):
		return nil
	case slices.Contains(standard, method):
		return &planner.Fault{Code: planner.CodeBadRequest, Message: "Method " + method + " not supported.", Status: http.StatusBadRequest}
	default:
		return &planner.Fault{Code: planner.CodeBadRequest, Message: "Nonstandard method not allowed for REST endpoints", Status: http.StatusBadRequest}
	}
}
