package remote

import (
	"context"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// rootQuery asks for root fields. It is immutable.
type rootQuery struct {
	source      *Source
	operation   string   // the client's name for it
	document    string   // complete
	aliases     []string // per column
	vars        []variable
	reads       planner.Reads
	fingerprint planner.Fingerprint
}

var _ planner.Query = (*rootQuery)(nil)

// Fingerprint identifies the work.
func (q *rootQuery) Fingerprint() planner.Fingerprint { return q.fingerprint }

// Reads tells what the answer depends on.
func (q *rootQuery) Reads() planner.Reads { return q.reads }

// Deps tells that changes cannot be observed.
func (q *rootQuery) Deps() []planner.Dep { return q.source.deps() }

// String returns the document.
func (q *rootQuery) String() string { return q.document }

// Run sends one request per row: rows of a root call differ in session or parameters.
func (q *rootQuery) Run(ctx context.Context, in *planner.Input, out *planner.Output) error {
	return together(ctx, len(in.Rows), func(row int) {
		if err := q.runRow(ctx, in.ParamsOf(row), row, out); err != nil {
			failRows(out, row, row+1, err)
		}
	})
}

func (q *rootQuery) runRow(ctx context.Context, params *planner.Params, row int, out *planner.Output) error {
	body := appendRequest(nil, q.document, q.operation)
	body, err := appendVariables(body, q.vars, params, nil)
	if err != nil {
		return err
	}
	res, err := q.source.post(ctx, params, append(body, "}}"...))
	if err != nil {
		return err
	}
	members, err := q.source.rootData(res.Body)
	if err != nil {
		return err
	}
	for col, alias := range q.aliases {
		value := jsonspan.Find(members, alias)
		if value == nil {
			return planner.Faultf(planner.CodeRemoteSchemaError, nil, "expecting key %s", alias)
		}
		out.Set(row, col, value)
	}
	passCookies(res, out)
	return nil
}

// passCookies hands the server's cookies on to the client (section 4.3).
func passCookies(res *outgoing.Response, out *planner.Output) {
	for _, cookie := range res.Header.Values("Set-Cookie") {
		out.AddCookie(cookie)
	}
}

func failRows(out *planner.Output, from, to int, err error) {
	for row := from; row < to; row++ {
		for col := range out.Columns() {
			out.Fail(row, col, err)
		}
	}
}
