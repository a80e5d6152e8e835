package postgres

import (
	"context"

	"github.com/weftql/weft/planner"
)

// IR prints the tree a query was written from.
func IR(q planner.Query) string {
	if q := reading(q); q != nil {
		return q.read.Query.String()
	}
	return ""
}

// reading returns the query that reads, nil for one that writes.
func reading(q planner.Query) *query {
	switch q := q.(type) {
	case *query:
		return q
	case *stream:
		return q.query
	}
	return nil
}

// RunMixed runs a query in the rendering for several sets of parameters, whether or not
// they are equal.
func RunMixed(ctx context.Context, q planner.Query, in *planner.Input, out *planner.Output) error {
	read := reading(q)
	if read == nil {
		return nil
	}
	b, err := newBatch(read, in, out)
	if err != nil {
		return err
	}
	st := read.mixed()
	if len(st.Params) == 0 { // nothing tells the rows apart: this rendering is never used
		return b.run(ctx)
	}
	return b.exec(ctx, st, b.rows)
}
