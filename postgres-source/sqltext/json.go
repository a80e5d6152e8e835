package sqltext

import "github.com/weftql/weft/postgres-source/ir"

const (
	// maxName is the longest identifier PostgreSQL keeps whole, in bytes. A longer column
	// alias would be cut without a word, and so would the member it becomes.
	maxName = 63
	// maxPairs is how many members json_build_object takes: a call has at most 100
	// arguments.
	maxPairs = 50
	// maxMembers is how many members become columns. PostgreSQL's rows have at most 1,664,
	// and what a statement orders by counts as well.
	maxMembers = 1000
)

// named tells whether all members of o can be columns, and their keys aliases. Then the row is made of
// columns and row_to_json names the members; else the object is built with its keys as text.
func named(o *ir.Object) bool {
	if len(o.Fields) > maxMembers {
		return false
	}
	for _, f := range o.Fields {
		if len(f.Key) > maxName {
			return false
		}
	}
	return true
}

// object writes an object that depends on nothing but values in scope.
func (w *writer) object(o *ir.Object) {
	if !named(o) {
		w.built(o)
		return
	}
	// r.* and not r: a member called r would hide the row.
	w.text("(select row_to_json(r.*) from (select ")
	w.columns(o)
	w.text(") as r)")
}

// columns writes the members as aliased columns.
func (w *writer) columns(o *ir.Object) {
	for i, f := range o.Fields {
		w.comma(i, ", ")
		w.expr(f.Value)
		w.text(" as ")
		w.ident(f.Key)
	}
}

// built writes an object with its keys as text.
func (w *writer) built(o *ir.Object) {
	if len(o.Fields) > maxPairs {
		w.builtOfValues(o)
		return
	}
	w.text("json_build_object(")
	for i, f := range o.Fields {
		w.comma(i, ", ")
		w.constant(f.Key)
		w.text(", ")
		w.expr(f.Value)
	}
	w.text(")")
}

// builtOfValues is built for more members than a call can take. They take twice the memory
// that columns do.
func (w *writer) builtOfValues(o *ir.Object) { w.again(func() { w.pairs(o) }) }

func (w *writer) pairs(o *ir.Object) {
	w.text("(select json_object_agg(o.k, o.v) from (values ")
	for i, f := range o.Fields {
		w.comma(i, ", ")
		w.text("(")
		w.constant(f.Key)
		w.text(", to_json(")
		w.expr(f.Value)
		w.text("))")
	}
	w.text(") as o(k, v))")
}

// rowsAs writes `<wrapped row> from (select ...) as r`, where wrap surrounds the row's JSON
// with an aggregate or nothing.
func (w *writer) rowsAs(r *ir.Rows, row *ir.Object, limit *ir.Number, before, after string) {
	saved := w.fold
	w.fold = nil
	base := len(r.Distinct) > 0 || r.Offset != nil && nests(row)
	w.text(before)
	if named(row) {
		w.text("row_to_json(r.*)" + after + " from (")
		w.selectRows(r, base, limit, func() { w.columns(row) })
	} else {
		w.text("r.j" + after + " from (")
		w.selectRows(r, base, limit, func() { w.built(row); w.text(" as j") })
	}
	w.text(") as r")
	w.fold = saved
}

// nests tells whether o has members that read other rows: those must not be computed for
// rows that OFFSET or DISTINCT drops.
func nests(o *ir.Object) bool {
	for _, f := range o.Fields {
		switch f.Value.(type) {
		case *ir.List, *ir.One, *ir.Fold:
			return true
		}
	}
	return false
}

func (w *writer) selectList(l *ir.List) {
	w.text("select ")
	w.rowsAs(l.Rows, l.Row, limitOf(l.Rows), "coalesce(json_agg(", "), '[]')")
}

func (w *writer) selectOne(o *ir.One) {
	var limit *ir.Number
	if !o.Rows.AtMostOne {
		limit = &ir.Number{Value: 1}
	}
	w.text("select ")
	w.rowsAs(o.Rows, o.Row, limit, "", "")
}

// entities reads the keys once, whatever their number. There are none without a type.
func (w *writer) entities(e *ir.Entities) {
	if len(e.Of) == 0 {
		w.text("'[]'::json")
		return
	}
	w.text("(select coalesce(json_agg(coalesce(")
	w.list(e.Of)
	w.text(") order by ")
	w.alias(e.Keys.Alias)
	w.text(".n), '[]') from ")
	w.together(e.Keys.From.(*ir.Together), e.Keys.Alias, ", n")
	w.text(")")
}

// keyArray writes a join's key, NULL when a component is: then there is nothing to join.
func (w *writer) keyArray(k *ir.KeyArray) {
	w.text("case when ")
	for i, e := range k.Of {
		w.comma(i, " and ")
		w.expr(e)
		w.text(" is not null")
	}
	w.text(" then json_build_array(")
	w.list(k.Of)
	w.text(") end")
}
