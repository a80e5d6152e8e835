package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/schema"
)

// connection compiles a Relay connection (contract/postgres-graphql.md 5.8) over the rows
// that read returns; each call of it returns them anew.
func (c *compiler) connection(f *planner.Selection, read func() (*ir.Rows, scope)) (ir.Expr, *planner.Shape) {
	r := &relay{c: c, f: f, read: read}
	rows, s := r.rows()
	r.s = s
	rows.Cap = capOf(s)
	if !r.bounds(rows) {
		return c.fail(c.fault), nil
	}
	r.page = &ir.Page{Rows: rows, Row: &ir.RowOf{Rows: rows.Alias, Type: s.table.SQL.RowType}, Backward: r.backward}
	value, shape := c.members(f, f.Type.Name, r.connectionField)
	r.page.Value = value
	return r.page, shape
}

// relay is a connection that is being compiled.
type relay struct {
	c        *compiler
	f        *planner.Selection
	read     func() (*ir.Rows, scope)
	s        scope
	terms    []term
	page     *ir.Page
	backward bool
}

// rows returns the connection's rows in their total order, anew each time. What `distinct_on`
// chooses among the rows is chosen before a page is cut from them: no cursor changes it.
func (r *relay) rows() (*ir.Rows, scope) {
	c := r.c
	rows, s := r.read()
	terms := c.collect(r.f, rows, s)
	if len(rows.Distinct) > 0 {
		rows, s = c.chosen(rows, s)
		if order := present(argument(r.f, schema.ArgOrderBy)); order != nil {
			terms = c.orderBy(order, rows, s)
		}
	}
	r.terms = c.total(rows, s, terms)
	return rows, s
}

// chosen returns what DISTINCT ON leaves of rows, always the same rows.
func (c *compiler) chosen(rows *ir.Rows, s scope) (*ir.Rows, scope) {
	if len(rows.Order) == 0 {
		for _, d := range rows.Distinct {
			rows.Order = append(rows.Order, ir.Order{By: d})
		}
	}
	c.total(rows, s, nil)
	s.rows = c.alias()
	return &ir.Rows{Alias: s.rows, From: &ir.Chosen{Rows: rows}}, s
}

// total completes the order with the primary key, so that no two rows are equal in it, and
// its terms. The key needs no permission on its columns, although cursors show it to who can
// decode them: global ids, which every role that sees the row may ask for, are made of it
// too, and a page without it could not go on (contract/postgres-graphql.md 5.8).
func (c *compiler) total(rows *ir.Rows, s scope, terms []term) []term {
	for _, col := range s.table.PrimaryKey {
		e := &ir.ColumnOf{Rows: s.rows, Name: col.Name}
		if containsColumn(rows.Alias, orderExprs(rows), e) {
			continue
		}
		rows.Order = append(rows.Order, ir.Order{By: e})
		terms = append(terms, term{path: []string{col.Name}, t: col.Type(), notNull: col.SQL.NotNull})
	}
	return terms
}

func orderExprs(rows *ir.Rows) []ir.Expr {
	of := make([]ir.Expr, len(rows.Order))
	for i, o := range rows.Order {
		of[i] = o.By
	}
	return of
}

// bounds applies first, last, after and before to the page's rows.
func (r *relay) bounds(rows *ir.Rows) bool {
	c, f := r.c, r.f
	first, last := present(argument(f, schema.ArgFirst)), present(argument(f, schema.ArgLast))
	after, before := present(argument(f, schema.ArgAfter)), present(argument(f, schema.ArgBefore))
	switch {
	case first != nil && last != nil:
		c.fail(planner.Invalid(f.ArgsPath(), `"first" and "last" are not allowed at once`))
		return false
	case after != nil && before != nil:
		c.fail(planner.Invalid(f.ArgsPath(), `"after" and "before" are not allowed at once`))
		return false
	}
	for _, cursor := range []struct {
		at      *given
		forward bool
	}{{after, true}, {before, false}} {
		if cursor.at != nil {
			seek := seek(rows.Order, r.terms, cursor.forward, func(i int) ir.Expr { return r.cursorValue(cursor.at, i) })
			rows.Where = conjunction([]ir.Expr{rows.Where, seek})
		}
	}
	if first != nil {
		rows.Limit = c.amount(first)
	}
	if last != nil {
		rows.Limit = c.amount(last)
		r.backward = true
		rows.Order = reversed(rows.Order)
	}
	return true
}

// present returns op unless it is absent or null.
func present(op *given) *given {
	if op == nil || op.Null() {
		return nil
	}
	return op
}

func reversed(order []ir.Order) []ir.Order {
	back := make([]ir.Order, len(order))
	for i, o := range order {
		back[i] = ir.Order{By: o.By, Desc: !o.Desc, NullsFirst: !o.NullsFirst}
	}
	return back
}

// cursorValue is what a cursor says of a term.
func (r *relay) cursorValue(op *given, i int) ir.Expr {
	t := r.terms[i]
	e := encoding{how: asCursor, elem: &encoding{}, at: t.path}
	*e.elem = encodingOf(t.t)
	return r.c.param(op, t.t, e)
}

func (r *relay) connectionField(f *planner.Selection) (ir.Expr, *planner.Shape) {
	switch f.Field.Meta {
	case schema.ConnectionEdges:
		row, shape := r.c.members(f, f.Type.Name, r.edgeField)
		return &ir.Edges{Row: row}, shape
	case schema.ConnectionPageInfo:
		return r.c.members(f, f.Type.Name, r.pageField)
	}
	return r.c.hidden("field " + f.Field.Name), nil
}

func (r *relay) edgeField(f *planner.Selection) (ir.Expr, *planner.Shape) {
	switch f.Field.Meta {
	case schema.EdgeCursor:
		r.page.Cursor = r.cursor()
		return &ir.RowCursor{}, nil
	case schema.EdgeNode:
		return r.c.object(f, r.s)
	}
	return r.c.hidden("field " + f.Field.Name), nil
}

func (r *relay) pageField(f *planner.Selection) (ir.Expr, *planner.Shape) {
	switch f.Field.Meta {
	case schema.PageStartCursor:
		r.page.Cursor = r.cursor()
		return &ir.EdgeCursor{}, nil
	case schema.PageEndCursor:
		r.page.Cursor = r.cursor()
		return &ir.EdgeCursor{Last: true}, nil
	case schema.PageHasNext:
		return r.beyond(true), nil
	case schema.PageHasPrevious:
		return r.beyond(false), nil
	}
	return r.c.hidden("field " + f.Field.Name), nil
}

// beyond asks whether the set goes on after the page's last row, or before its first.
func (r *relay) beyond(last bool) ir.Expr {
	rows, _ := r.rows()
	seek := seek(rows.Order, r.terms, last, func(i int) ir.Expr { return &ir.EdgeKey{Index: i} })
	rows.Where = conjunction([]ir.Expr{rows.Where, seek})
	rows.Order = nil
	r.page.Keys = orderExprs(r.page.Rows)
	return &ir.Beyond{Last: last, Rows: rows}
}

// cursor is the position of a row: the values of the order, as an object, in base64.
func (r *relay) cursor() ir.Expr {
	root := &cursorObject{}
	for i, o := range r.page.Rows.Order {
		root.put(r.terms[i].path, o.By)
	}
	return r.c.base64(root.expr())
}
