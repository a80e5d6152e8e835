package sqltext

import (
	"slices"

	"github.com/weftql/weft/postgres-source/ir"
)

// fold collects, while the value of an [ir.Fold] is written, the aggregates it refers to;
// they become columns of the derived table gN.
type fold struct {
	rows *ir.Rows
	of   []ir.Expr // *ir.Aggregated and *ir.Nodes
}

// nodes counts the lists of rows among the aggregates.
func (f *fold) nodes() int {
	n := 0
	for _, e := range f.of {
		if _, ok := e.(*ir.Nodes); ok {
			n++
		}
	}
	return n
}

// selectFold writes the value over one pass of the rows: `select <value> from (select
// <aggregates> from <rows>) as g`.
func (w *writer) selectFold(e *ir.Fold) {
	saved := w.fold
	f := &fold{rows: e.Rows}
	w.fold = f
	w.text("select ")
	w.expr(e.Value)
	w.fold = nil
	if len(f.of) > 0 { // else nothing but constants: no row is needed
		w.text(" from (")
		w.foldRows(f)
		w.text(") as ")
		w.foldAlias(f)
	}
	w.fold = saved
}

// sorts tells whether PostgreSQL may sort the rows by what is aggregated. Since version 16 it
// does so once, in front of all aggregates of a select.
func (f *fold) sorts() bool {
	return slices.ContainsFunc(f.of, func(e ir.Expr) bool {
		a, ok := e.(*ir.Aggregated)
		return ok && a.Distinct && len(a.Args) > 0
	})
}

func (w *writer) foldRows(f *fold) {
	r := f.rows
	if f.nodes() == len(f.of) || r.Ties {
		w.foldColumns(f, w.nodeList)
		w.foldFrom(r, limitOf(r))
		return
	}
	lost := len(r.Order) > 0 && f.sorts()
	if f.nodes() == 0 || r.Cap == nil && !lost {
		w.foldColumns(f, w.nodeList)
		w.foldFrom(r, nil)
		return
	}
	// A permission's limit bounds the nodes but not the numbers (postgres-graphql.md 4.5),
	// and the order of the nodes must not be lost to the numbers: the rows are read once into
	// b and used twice.
	w.text("with b as ")
	w.text("(select ")
	w.baseColumns(r)
	w.clauses(r, nil)
	w.text(") ")
	w.foldColumns(f, func(n *ir.Nodes) { w.nodesApart(n, r) })
	w.text(" from b as ")
	w.alias(r.Alias)
}

// foldColumns writes the select list.
func (w *writer) foldColumns(f *fold, nodes func(*ir.Nodes)) {
	w.text("select ")
	for i, e := range f.of {
		w.comma(i, ", ")
		if n, ok := e.(*ir.Nodes); ok {
			nodes(n)
		} else {
			w.expr(e)
		}
		w.text(" as a")
		w.int(i)
	}
}

// nodesApart makes the nodes of as many rows of b as the permission lets through.
func (w *writer) nodesApart(n *ir.Nodes, r *ir.Rows) {
	w.text("(select ")
	w.nodeList(n)
	w.text(" from ")
	if limit := limitOf(r); limit != nil {
		w.text("(select * from b limit ")
		w.number(limit.Value)
		w.text(")")
	} else {
		w.text("b")
	}
	w.text(" as ")
	w.alias(r.Alias)
	w.text(")")
}

func (w *writer) nodeList(n *ir.Nodes) {
	w.text("coalesce(json_agg(")
	w.object(n.Row)
	w.text("), '[]')")
}

// foldFrom writes the rows the aggregates run over, as a derived table when a clause must
// come before aggregation.
func (w *writer) foldFrom(r *ir.Rows, limit *ir.Number) {
	if len(r.Distinct) == 0 && len(r.Order) == 0 && r.Limit == nil && r.Offset == nil && limit == nil {
		w.from(r)
		w.where(r)
		return
	}
	w.text(" from ")
	w.base(r, limit)
}

func (w *writer) foldAlias(f *fold) {
	w.text("g")
	w.int(int(f.rows.Alias))
}

// refer writes the reference to an aggregate of the fold whose value is being written.
func (w *writer) refer(e ir.Expr) {
	w.fold.of = append(w.fold.of, e)
	w.foldAlias(w.fold)
	w.text(".a")
	w.int(len(w.fold.of) - 1)
}

func (w *writer) nodes(n *ir.Nodes) { w.refer(n) }

// aggregated writes an aggregate function, or the reference to it inside a fold's value.
func (w *writer) aggregated(a *ir.Aggregated) {
	if w.fold != nil {
		w.refer(a)
		return
	}
	w.text(a.Function + "(")
	if a.Distinct && len(a.Args) > 0 {
		w.text("distinct ")
	}
	if len(a.Args) == 0 {
		w.text("*")
	}
	w.list(a.Args)
	w.text(")")
}
