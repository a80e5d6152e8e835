package postgres

import (
	"context"
	"strconv"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
)

// insert runs an inserting field.
func (w *writing) insert(ctx context.Context, f *compile.Insert, plan *compile.Inserting, last bool) ([]byte, error) {
	switch {
	case plan.Direct != nil && f.Reply != nil:
		return w.response(ctx, f.Reply, plan.Direct.Step, plan.Direct.State, plan.Direct.Path, last)
	case plan.Direct != nil:
		return w.one(ctx, plan.Direct.Step, plan.Direct.State, plan.Direct.Path, last)
	case len(plan.Nodes) == 0:
		return f.Nothing, nil
	}
	total := &tally{}
	for _, node := range plan.Nodes {
		if _, err := w.node(ctx, node, total); err != nil {
			return nil, err
		}
	}
	if f.Counts {
		return f.Reply.JSON(total.affected, nil), nil
	}
	return w.one(ctx, plan.Answer, total.state(), nil, last)
}

// tally adds up what an inserting field has inserted.
type tally struct {
	affected int64 // rows of all tables
	rows     []byte
}

// add takes the rows of one insertion at the root: the text of an array, or nil.
func (t *tally) add(array []byte) {
	if len(array) <= len("{}") {
		return
	}
	if len(t.rows) > 0 {
		t.rows = append(t.rows, ',')
	}
	t.rows = append(t.rows, array[1:len(array)-1]...)
}

func (t *tally) state() *compile.State {
	return &compile.State{
		Affected: strconv.AppendInt(nil, t.affected, 10),
		Rows:     append(append([]byte{'{'}, t.rows...), '}'),
	}
}

// node inserts a node with all that belongs to it, and returns how many rows its own
// statement inserted (contract/postgres-graphql.md 6.4).
func (w *writing) node(ctx context.Context, n *compile.Node, total *tally) (int64, error) {
	for _, child := range n.Before {
		inserted, err := w.node(ctx, child, total)
		if err != nil {
			return 0, err
		}
		if inserted == 0 {
			return 0, deadEnd(child.Through, "insert object relation "+strconv.Quote(child.Relationship), child.Table)
		}
	}
	inserted, err := w.own(ctx, n, total)
	if err != nil {
		return 0, err
	}
	if inserted == 0 && len(n.After) > 0 {
		return 0, deadEnd(n.Path, "insert array relations", n.Table)
	}
	for _, child := range n.After {
		if _, err := w.node(ctx, child, total); err != nil {
			return 0, err
		}
	}
	return inserted, nil
}

// own runs the node's statement.
func (w *writing) own(ctx context.Context, n *compile.Node, total *tally) (inserted int64, err error) {
	affected, err := w.exec(ctx, n.Step, n.State, n.Path, false, func(values [][]byte) error {
		if len(n.Step.Query.Columns) == 0 {
			return nil // only the check
		}
		var err error
		if inserted, err = strconv.ParseInt(string(values[0]), 10, 64); err != nil {
			return err
		}
		values = values[1:]
		if n.Root {
			total.add(values[0])
			values = values[1:]
		}
		for i, cell := range n.Needs {
			cell.Text, cell.Null = clone(values[i]), values[i] == nil
		}
		return nil
	})
	if len(n.Step.Query.Columns) == 0 {
		inserted = affected
	}
	total.affected += inserted
	return inserted, err
}

// deadEnd is the fault of an insertion that lacks the row it would refer to.
func deadEnd(at *planner.Path, what, table string) *planner.Fault {
	return planner.Faultf(planner.CodeNotSupported, at, "cannot proceed to %s since insert to table %q affects zero rows", what, table)
}
