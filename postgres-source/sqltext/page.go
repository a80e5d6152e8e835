package sqltext

import "github.com/weftql/weft/postgres-source/ir"

// jsonPage writes the page's rows once, as p with the whole row, the keys of the order and
// a number, and the value over it.
func (w *writer) jsonPage(e *ir.Page) {
	fold, page := w.fold, w.page
	w.fold, w.page = nil, e
	w.folding()
	w.inside(func() { w.pageSelect(e) })
	w.fold, w.page = fold, page
}

func (w *writer) pageSelect(e *ir.Page) {
	w.text("(with p as (select q.*, row_number() over () as n from (select ")
	w.expr(e.Row)
	w.text(" as r")
	for i, k := range e.Keys {
		w.text(", ")
		w.expr(k)
		w.text(" as k")
		w.int(i)
	}
	if e.Cursor != nil {
		w.text(", ")
		w.expr(e.Cursor)
		w.text(" as c")
	}
	w.clauses(e.Rows, limitOf(e.Rows))
	w.text(") as q) select ")
	w.expr(e.Value)
	w.text(")")
}

// pageOrder writes the order in which the page's rows are shown, reversed for its end.
func (w *writer) pageOrder(fromEnd bool) {
	w.text(" order by p.n")
	if fromEnd != w.page.Backward {
		w.text(" desc")
	}
}

func (w *writer) edges(e *ir.Edges) {
	page := w.page
	w.text("(select coalesce(json_agg(")
	w.page = nil
	w.object(e.Row)
	w.page = page
	w.pageOrder(false)
	w.text("), '[]') from p cross join lateral (select (p.r).*) as ")
	w.alias(page.Rows.Alias)
	w.text(")")
}

func (w *writer) edgeCursor(e *ir.EdgeCursor) {
	w.text("(select p.c from p")
	w.pageOrder(e.Last)
	w.text(" limit 1)")
}

func (w *writer) beyond(e *ir.Beyond) {
	w.text("(exists (select 1 from (select * from p")
	w.pageOrder(e.Last)
	w.text(" limit 1) as e cross join ")
	w.relation(e.Rows)
	w.beside(e.Rows)
	w.where(e.Rows)
	w.text("))")
}

func (w *writer) edgeKey(e *ir.EdgeKey) {
	w.text("e.k")
	w.int(e.Index)
}
