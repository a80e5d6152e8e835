package executor

import (
	"context"
	"net/http"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// Schemas are the schemas of one epoch.
type Schemas interface {
	// Planner returns the plan cache of the schema that role sees. A role that metadata
	// does not name gets one too.
	Planner(role planner.Role) (*planner.Cache, error)
}

// Operation is one GraphQL operation of a client. It belongs to one goroutine at a time.
type Operation struct {
	Session *planner.Session
	Request *planner.Request
	// Header holds the client's headers that sources may forward, by canonical name, with
	// Host. It must not be changed once the operation runs.
	Header    http.Header
	RequestID string
	// Schemas, when set, answers the operation instead of the current epoch: the elements
	// of a batch share one.
	Schemas Schemas

	// Cookies are the Set-Cookie values that upstreams passed on.
	Cookies []string
	// Elapsed is the time it took to run, planning not included.
	Elapsed time.Duration

	prepared *planner.Prepared
	planned  Schemas            // what it was planned from
	params   [1]*planner.Params // what it runs with
}

// Kind returns what kind of operation it is, "" before it has been planned.
func (o *Operation) Kind() ast.Operation {
	if o.prepared == nil {
		return ""
	}
	return o.prepared.Plan.Op
}

// Plan returns the plan, nil before it has been made.
func (o *Operation) Plan() *planner.Plan {
	if o.prepared == nil {
		return nil
	}
	return o.prepared.Plan
}

// Params returns what one run of the plan needs to know of the operation, which must have
// been planned.
func (o *Operation) Params() *planner.Params {
	return o.prepared.Params(o.Session, o.Header, o.RequestID)
}

type contextKey struct{}

// WithOperation returns a context in which the executor answers op.
func WithOperation(ctx context.Context, op *Operation) context.Context {
	return context.WithValue(ctx, contextKey{}, op)
}

// operationOf returns the operation of the context, or nil.
func operationOf(ctx context.Context) *Operation {
	op, _ := ctx.Value(contextKey{}).(*Operation)
	return op
}

// SessionOf returns the session of the operation that the executor answers in ctx, for
// extensions. It must be the context of one.
func SessionOf(ctx context.Context) *planner.Session { return operationOf(ctx).Session }
