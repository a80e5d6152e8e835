package actions

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/sync/errgroup"

	"github.com/weftql/weft/planner"
)

// query is the calls of one planner call. It is immutable.
type query struct {
	source      *Source
	op          ast.Operation
	columns     []column
	reads       planner.Reads
	fingerprint planner.Fingerprint
}

// column is one call of a handler.
type column struct {
	action *action
	args   []argument
	typ    *ast.Type   // of the output
	object *projection // nil: the output is a scalar or an enum
	// open is set for scalars of which nothing is known: declared ones and databases'.
	open bool
}

type argument struct {
	name  string
	param planner.Param
}

var _ planner.Query = (*query)(nil)

// Fingerprint identifies the work.
func (q *query) Fingerprint() planner.Fingerprint { return q.fingerprint }

// Reads tells what the answer depends on: handlers get the whole session.
func (q *query) Reads() planner.Reads { return q.reads }

// Deps tells that changes cannot be observed.
func (q *query) Deps() []planner.Dep { return []planner.Dep{{Source: q.source.ID(), Opaque: true}} }

// maxTogether bounds the handlers one run calls at once.
const maxTogether = 16

// Run calls the handler of every column for every row: those of queries together, those of
// a mutation in order until one fails.
func (q *query) Run(ctx context.Context, in *planner.Input, out *planner.Output) error {
	var group errgroup.Group
	group.SetLimit(maxTogether)
	if q.mutation() || len(in.Rows)*len(q.columns) == 1 {
		group.SetLimit(1)
	}
	failed := make([]error, len(in.Rows)) // used by mutations only
	for row := range in.Rows {
		for col := range q.columns {
			group.Go(func() error {
				err := ctx.Err()
				if err == nil && q.mutation() {
					err = failed[row]
				}
				if err == nil {
					err = q.call(ctx, in.ParamsOf(row), row, col, out)
				}
				if err != nil {
					out.Fail(row, col, err)
					if q.mutation() {
						failed[row] = err
					}
				}
				return nil
			})
		}
	}
	_ = group.Wait() // nothing above returns an error
	return ctx.Err()
}

// call calls one handler and sets its cell.
func (q *query) call(ctx context.Context, params *planner.Params, row, col int, out *planner.Output) error {
	c := &q.columns[col]
	exchange, err := q.source.caller.Post(ctx, c.action.hook, http.Header(params.Headers), params.RequestID, c.payload(params))
	if err != nil {
		return callFault(c.action, err)
	}
	value, fault := accepted(c.action, exchange)
	if fault == nil {
		value, fault = c.output(value)
		if fault != nil {
			fault.Internal = exchange.Internal("unexpected response")
		}
	}
	if fault != nil {
		return fault
	}
	if q.mutation() {
		for _, cookie := range exchange.Response.Header.Values("Set-Cookie") {
			out.AddCookie(cookie)
		}
	}
	out.Set(row, col, value)
	return nil
}

// payload builds what the handler is sent (section 4.3).
func (c *column) payload(params *planner.Params) []byte {
	dst := planner.AppendJSONString([]byte(`{"action":{"name":`), c.action.Name)
	dst = append(dst, `},"input":{`...)
	for i, a := range c.args {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(planner.AppendJSONString(dst, a.name), ':')
		dst = params.Value(a.param).AppendJSON(dst)
	}
	dst = append(dst, `},"session_variables":`...)
	dst = appendSession(dst, params.Session)
	dst = append(dst, `,"request_query":`...)
	if params.Request == nil {
		return append(dst, "null}"...)
	}
	return append(planner.AppendJSONString(dst, params.Request.Query), '}')
}

func appendSession(dst []byte, session *planner.Session) []byte {
	dst = append(dst, '{')
	if session != nil {
		for i, name := range slices.Sorted(maps.Keys(session.Variables)) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(planner.AppendJSONString(dst, name), ':')
			dst = planner.AppendJSONString(dst, session.Variables[name])
		}
	}
	return append(dst, '}')
}
