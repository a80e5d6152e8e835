package postgres

import (
	"context"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/sqltext"
)

var (
	_ planner.Query     = (*query)(nil)
	_ planner.Explainer = (*query)(nil)
)

// Explain implements [planner.Explainer]: the statement that would answer the column on its
// own, and PostgreSQL's plan for it with the request's values.
func (q *query) Explain(ctx context.Context, in *planner.Input, col int) (statement string, plan []string, err error) {
	b, err := newBatch(q, in, planner.NewOutput(len(in.Rows), len(q.read.Query.Columns)))
	if err != nil {
		return "", nil, err
	}
	form := sqltext.Single
	if b.keys != nil {
		form = sqltext.Keyed
	}
	st := sqltext.Write(q.read.Query, form, []int{col})
	args := b.args(st, b.rows)
	err = q.pool.Read(ctx, "explain (format text) "+st.SQL, args, func(values [][]byte) error {
		plan = append(plan, string(values[0]))
		return nil
	})
	return st.SQL, plan, q.source.fault(err, st.SQL, args)
}
