package sqltext

import (
	"strconv"

	"github.com/weftql/weft/postgres-source/ir"
)

// input writes the place of a request value: a cast parameter, or a column of the input
// relation, where it was cast.
func (w *writer) input(in *ir.Input) {
	n := w.inputs[in.Index]
	if w.form == Mixed {
		if n == 0 {
			w.each = append(w.each, in.Index)
			n = len(w.each)
			w.inputs[in.Index] = n
		}
		w.text("i.p")
		w.buf = strconv.AppendInt(w.buf, int64(n), 10)
		return
	}
	if n == 0 {
		n = w.param(Param{Key: -1, Input: in.Index})
		w.inputs[in.Index] = n
	}
	w.placeholder(n, w.query.Inputs[in.Index].Type.SQL)
}

// param adds a parameter and returns its number.
func (w *writer) param(p Param) int {
	w.params = append(w.params, p)
	return len(w.params)
}

// placeholder writes `($n)::type`. The cast makes the server read the value as that type
// whatever else it could infer from the place.
func (w *writer) placeholder(n int, sqlType string) {
	w.text("($")
	w.buf = strconv.AppendInt(w.buf, int64(n), 10)
	w.text(")::")
	w.text(sqlType)
}

// key writes a component of the row's key.
func (w *writer) key(index int) {
	w.text("i.k")
	w.buf = strconv.AppendInt(w.buf, int64(index), 10)
}

// inputRelation writes the rows the statement runs over: one per key or set of inputs, with
// n their ordinal. Texts become the columns' own types here, once per row, and before any
// comparison: how a value is spelled does not matter.
func (w *writer) inputRelation() {
	w.text(" from (select ")
	for k, t := range w.query.Keys {
		w.text("(u.k")
		w.buf = strconv.AppendInt(w.buf, int64(k), 10)
		w.text(")::" + t.SQL + " as k")
		w.buf = strconv.AppendInt(w.buf, int64(k), 10)
		w.text(", ")
	}
	for i, in := range w.each {
		w.text("(u.p")
		w.buf = strconv.AppendInt(w.buf, int64(i+1), 10)
		w.text(")::" + w.query.Inputs[in].Type.SQL + " as p")
		w.buf = strconv.AppendInt(w.buf, int64(i+1), 10)
		w.text(", ")
	}
	w.text("u.n from unnest(")
	w.unnested()
	w.text(") with ordinality as u(")
	for k := range w.query.Keys {
		w.text("k")
		w.buf = strconv.AppendInt(w.buf, int64(k), 10)
		w.text(", ")
	}
	for i := range w.each {
		w.text("p")
		w.buf = strconv.AppendInt(w.buf, int64(i+1), 10)
		w.text(", ")
	}
	w.text("n)) as i")
}

func (w *writer) unnested() {
	for k := range w.query.Keys {
		w.comma(k, ", ")
		w.placeholder(w.param(Param{Key: k, Input: -1}), "text[]")
	}
	for i, in := range w.each {
		w.comma(i+len(w.query.Keys), ", ")
		w.placeholder(w.param(Param{Key: -1, Input: in, Each: true}), "text[]")
	}
}
