package actions

import (
	"context"
	"strings"

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

// column answers one root field. It is immutable.
type column interface {
	// answer returns the field's reply. A reply that is final counts beside an error too.
	answer(ctx context.Context, params *planner.Params) (reply, error)
	// String prints the column as golden files show it.
	String() string
}

// reply is what a column answers for one row.
type reply struct {
	value   []byte   // JSON
	cookies []string // to pass on
	final   bool     // no later reply will differ
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

// call answers one cell.
func (q *query) call(ctx context.Context, params *planner.Params, row, col int, out *planner.Output) error {
	r, err := q.columns[col].answer(ctx, params)
	if r.final {
		out.Final(row, col)
	}
	if err != nil {
		return err
	}
	if q.mutation() {
		for _, cookie := range r.cookies {
			out.AddCookie(cookie)
		}
	}
	out.Set(row, col, r.value)
	return nil
}

// mutation tells whether the calls change something: they then run in order, and their
// cookies reach the client.
func (q *query) mutation() bool { return q.op == ast.Mutation }

// String prints one line per column.
func (q *query) String() string {
	lines := make([]string, len(q.columns))
	for i, c := range q.columns {
		lines[i] = c.String()
	}
	return strings.Join(lines, "\n")
}
