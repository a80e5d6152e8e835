package sqltext

import (
	"fmt"
	"strconv"

	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// expr writes e so that it can stand as an operand anywhere.
func (w *writer) expr(e ir.Expr) {
	switch e := e.(type) {
	case *ir.ColumnOf:
		w.weigh(weightOfColumn * (w.around + 1))
		w.alias(e.Rows)
		w.text(".")
		w.ident(e.Name)
	case *ir.RowOf:
		w.row(e)
	case *ir.Input:
		w.input(e)
	case *ir.Key:
		w.key(e.Index)
	case *ir.Text:
		w.constant(e.Value)
		w.text("::text")
	case *ir.Number:
		w.number(e.Value)
	case *ir.Tuple:
		w.text("(")
		w.list(e.Of)
		w.text(")")
	case *ir.Cast:
		w.text("(")
		w.expr(e.Of)
		w.text(")::" + e.Type.SQL)
	case *ir.Call:
		w.function(e.Name, e.Args)
	default:
		w.condition(e)
	}
}

func (w *writer) condition(e ir.Expr) {
	switch e := e.(type) {
	case *ir.Bool:
		w.text(strconv.FormatBool(e.Value))
	case *ir.And:
		w.junction(e.Of, " and ", "true")
	case *ir.Or:
		w.junction(e.Of, " or ", "false")
	case *ir.Not:
		w.text("(not ")
		w.expr(e.Of)
		w.text(")")
	case *ir.IsNull:
		w.text("(")
		w.expr(e.Of)
		w.text(" is null)")
	case *ir.Compare:
		w.text("(")
		w.expr(e.Left)
		w.text(" " + string(e.Op) + " ")
		w.expr(e.Right)
		w.text(")")
	case *ir.AnyOf:
		w.text("(")
		w.expr(e.Left)
		w.text(" " + string(e.Op) + " any (")
		w.expr(e.Array)
		w.text("))")
	case *ir.Case:
		w.text("case when ")
		w.expr(e.When)
		w.text(" then ")
		w.expr(e.Then)
		if e.Else != nil {
			w.text(" else ")
			w.expr(e.Else)
		}
		w.text(" end")
	default:
		w.subSelect(e)
	}
}

// subSelect writes the expressions that read rows of their own.
func (w *writer) subSelect(e ir.Expr) {
	switch e := e.(type) {
	case *ir.Exists:
		w.exists(e)
	case *ir.Related:
		w.related(e)
	case *ir.Aggregated:
		w.aggregated(e)
	case *ir.Object:
		w.object(e)
	case *ir.List, *ir.One, *ir.Fold:
		w.text("(")
		w.alone(e)
		w.text(")")
	case *ir.Nodes:
		w.nodes(e)
	case *ir.Entities:
		w.entities(e)
	case *ir.KeyArray:
		w.keyArray(e)
	default:
		w.pagePart(e)
	}
}

// pagePart writes a page and the expressions that stand inside one, or inside a write.
func (w *writer) pagePart(e ir.Expr) {
	switch e := e.(type) {
	case *ir.Element:
		w.text("u.c")
		w.int(e.Array)
	case *ir.Excluded:
		w.text("excluded.")
		w.ident(e.Column)
	case *ir.Page:
		w.jsonPage(e)
	case *ir.Edges:
		w.edges(e)
	case *ir.RowCursor:
		w.text("p.c")
	case *ir.EdgeCursor:
		w.edgeCursor(e)
	case *ir.Beyond:
		w.beyond(e)
	case *ir.EdgeKey:
		w.edgeKey(e)
	default:
		panic(fmt.Sprintf("sqltext: no rendering for %T", e))
	}
}

func (w *writer) number(n int64) {
	if n < 0 { // -1::text would negate after the cast
		w.text("(")
		w.buf = strconv.AppendInt(w.buf, n, 10)
		w.text(")")
		return
	}
	w.buf = strconv.AppendInt(w.buf, n, 10)
}

func (w *writer) list(of []ir.Expr) {
	for i, e := range of {
		w.comma(i, ", ")
		w.expr(e)
	}
}

func (w *writer) junction(of []ir.Expr, word, empty string) { w.junctionOf(of, word, empty, w.expr) }

func (w *writer) junctionOf(of []ir.Expr, word, empty string, write func(ir.Expr)) {
	if len(of) == 0 {
		w.text(empty)
		return
	}
	w.text("(")
	for i, e := range of {
		w.comma(i, word)
		write(e)
	}
	w.text(")")
}

// function writes a call. A name without a schema is SQL's own or pg_catalog's, chosen by
// the compiler.
func (w *writer) function(name sqlname.Name, args []ir.Arg) {
	if name.Schema == "" {
		w.text(name.Name)
	} else {
		w.buf = name.Append(w.buf)
	}
	w.text("(")
	for i, a := range args {
		w.comma(i, ", ")
		if a.Name != "" {
			w.ident(a.Name)
			w.text(" => ")
		}
		w.expr(a.Value)
	}
	w.text(")")
}

// row writes a whole row with its type, which rows of a derived table have lost.
func (w *writer) row(e *ir.RowOf) {
	w.text("(")
	w.alias(e.Rows)
	w.text(".*)::" + e.Type.SQL)
}

func (w *writer) alias(a ir.Alias) {
	w.text("t")
	w.buf = strconv.AppendInt(w.buf, int64(a), 10)
}
