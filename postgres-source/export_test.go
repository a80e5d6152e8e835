package postgres

import (
	"context"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/sqltext"
)

// IR prints the tree a query was written from.
func IR(q planner.Query) string {
	if q := reading(q); q != nil {
		return q.read.Query.String()
	}
	return ""
}

// Statements returns the trees and the SQL of a query for one request, in the order in
// which they would be sent.
func Statements(q planner.Query, p *planner.Params) (tree, sql string) {
	m, ok := q.(*mutation)
	if !ok {
		return IR(q), q.String() + "\n"
	}
	w := &writing{m: m, params: p}
	if err := w.prepare(); err != nil {
		return "", ""
	}
	add := func(step *compile.Step) {
		if step != nil {
			tree += step.Query.String()
			sql += sqltext.Write(step.Query, sqltext.Single, nil).SQL + "\n"
		}
	}
	var node func(n *compile.Node)
	node = func(n *compile.Node) {
		if n == nil {
			return
		}
		for _, child := range n.Before {
			node(child)
		}
		add(n.Step)
		for _, child := range n.After {
			node(child)
		}
	}
	for i, f := range m.of.Fields {
		add(f.Read)
		for _, c := range append(f.Changes, f.Change) {
			if c != nil {
				add(c.Write)
				add(c.Answer)
			}
		}
		if plan := w.inserts[i]; plan != nil {
			node(plan.Direct)
			for _, n := range plan.Nodes {
				node(n)
			}
			add(plan.Answer)
		}
	}
	return tree, sql
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

// Bound returns the statement of a query for one request, with its arguments.
func Bound(q planner.Query, p *planner.Params) (sql string, args [][]byte, err error) {
	read := reading(q)
	b, err := newBatch(read, &planner.Input{Params: []*planner.Params{p}, Rows: []planner.Row{{}}}, planner.NewOutput(1, len(read.read.Query.Columns)))
	if err != nil {
		return "", nil, err
	}
	return read.alone.SQL, b.args(read.alone, b.rows), nil
}
