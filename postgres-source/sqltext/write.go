package sqltext

import "github.com/weftql/weft/postgres-source/ir"

// write writes a change with what it returns: r, the whole row, or the query's columns of each
// row, and ok, which exists to be computed: it fails the statement unless the check holds.
func (w *writer) write(change ir.Write) {
	switch c := change.(type) {
	case *ir.Insert:
		w.insert(c)
		w.returning(&c.Target)
	case *ir.Update:
		w.text("update ")
		w.target(&c.Target)
		w.assignments(c.Set)
		w.restrict(c.Filter, c.Where)
		w.returning(&c.Target)
	case *ir.Perform:
		w.text("select * from ")
		w.function(c.Name, c.Args)
	case *ir.Delete:
		w.text("delete from ")
		w.target(&c.Target)
		w.restrict(c.Filter, c.Where)
		w.returning(&c.Target)
	}
}

func (w *writer) target(t *ir.Target) {
	w.buf = t.Table.Append(w.buf)
	w.text(" as ")
	w.alias(t.Alias)
}

func (w *writer) restrict(conditions ...ir.Expr) {
	word := " where "
	for _, e := range conditions {
		if e != nil {
			w.text(word)
			word = " and "
			w.expr(e)
		}
	}
}

func (w *writer) assignments(set []ir.Assign) {
	w.text(" set ")
	for i, a := range set {
		w.comma(i, ", ")
		w.ident(a.Column)
		w.text(" = ")
		if a.Value == nil {
			w.text("default")
			continue
		}
		w.expr(a.Value)
	}
}

// returning writes what the query's columns need of the written rows, and the check.
func (w *writer) returning(t *ir.Target) {
	word := " returning "
	switch {
	case w.query.EachRow:
		for _, c := range w.query.Columns {
			w.text(word)
			w.expr(c.Value)
			word = ", "
		}
	case t.Whole:
		w.text(word)
		w.row(&ir.RowOf{Rows: t.Alias, Type: t.Type})
		w.text(" as r")
		word = ", "
	case len(w.query.Columns) > 0:
		w.text(word + "1 as r")
		word = ", "
	}
	if t.Check == nil {
		return
	}
	// The text looks as if it depended on the row, which it never equals: else the cast of a
	// check that needs no row would be tried at planning time, and fail without one.
	w.text(word + "(case when (")
	w.expr(t.Check)
	w.text(") is not false then 'true' else nullif(")
	w.constant(ir.CheckViolation)
	w.text(", ")
	w.row(&ir.RowOf{Rows: t.Alias, Type: t.Type})
	w.text("::text) end)::boolean as ok")
}

func (w *writer) insert(c *ir.Insert) {
	w.text("insert into ")
	w.target(&c.Target)
	w.text(" (")
	for i, a := range c.Fixed {
		w.comma(i, ", ")
		w.ident(a.Column)
	}
	for i, name := range c.Columns {
		w.comma(len(c.Fixed)+i, ", ")
		w.ident(name)
	}
	w.text(") ")
	if c.Overriding {
		w.text("overriding system value ")
	}
	if len(c.Tuples) > 0 {
		w.tuples(c)
	} else {
		w.bulk(c)
	}
	if c.Conflict != nil {
		w.conflict(c.Conflict)
	}
}

// values writes the values of one row.
func (w *writer) values(fixed []ir.Assign, values []ir.Expr) {
	for i, a := range fixed {
		w.comma(i, ", ")
		w.expr(a.Value)
	}
	for i, e := range values {
		w.comma(len(fixed)+i, ", ")
		if e == nil {
			w.text("default")
			continue
		}
		w.expr(e)
	}
}

// bulk writes the rows as a select over arrays, which yields them in order.
func (w *writer) bulk(c *ir.Insert) {
	w.text("select ")
	w.values(c.Fixed, c.Values)
	if len(c.Arrays) > 0 { // else it is one row
		w.text(" from unnest(")
		w.list(c.Arrays)
		w.text(") as u(")
		for i := range c.Arrays {
			w.comma(i, ", ")
			w.text("c")
			w.int(i)
		}
		w.text(")")
	}
	w.restrict(c.Begin)
}

func (w *writer) tuples(c *ir.Insert) {
	w.text("values ")
	for i, tuple := range c.Tuples {
		w.comma(i, ", ")
		w.text("(")
		w.values(c.Fixed, tuple)
		w.text(")")
	}
}

func (w *writer) conflict(c *ir.Conflict) {
	w.text(" on conflict")
	switch {
	case c.Constraint != "":
		w.text(" on constraint ")
		w.ident(c.Constraint)
	case len(c.Columns) > 0:
		w.text(" (")
		for i, column := range c.Columns {
			w.comma(i, ", ")
			w.ident(column)
		}
		w.text(")")
	}
	if len(c.Set) == 0 {
		w.text(" do nothing")
		return
	}
	w.text(" do update")
	w.assignments(c.Set)
	w.restrict(c.Where)
}
