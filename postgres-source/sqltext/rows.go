package sqltext

import (
	"strconv"

	"github.com/weftql/weft/postgres-source/ir"
)

// selectRows writes `select <items> from ...` over the rows in all their clauses. With base
// set the clauses run in a derived table first and items are computed for its rows only.
func (w *writer) selectRows(r *ir.Rows, base bool, limit *ir.Number, items func()) {
	if base {
		w.text("select ")
		items()
		w.text(" from ")
		w.base(r, limit)
		return
	}
	w.text("select ")
	w.distinct(r)
	items()
	w.clauses(r, limit)
}

// base writes the rows as a derived table that keeps their alias and all their columns.
func (w *writer) base(r *ir.Rows, limit *ir.Number) {
	w.text("(select ")
	w.baseColumns(r)
	w.clauses(r, limit)
	w.text(") as ")
	w.alias(r.Alias)
}

func (w *writer) baseColumns(r *ir.Rows) {
	w.distinct(r)
	w.alias(r.Alias)
	w.text(".*")
}

func (w *writer) distinct(r *ir.Rows) {
	if len(r.Distinct) > 0 {
		w.text("distinct on (")
		for i, e := range r.Distinct {
			w.comma(i, ", ")
			w.sortKey(e)
		}
		w.text(") ")
	}
}

// sortKey writes an expression that rows are told apart or ordered by. PostgreSQL wants the
// same text in both places, so it counts its conditions on other rows by itself.
func (w *writer) sortKey(e ir.Expr) {
	saved := w.semijoins
	w.semijoins = 0
	w.expr(e)
	w.semijoins = saved
}

// clauses writes everything after the select list.
func (w *writer) clauses(r *ir.Rows, limit *ir.Number) {
	w.from(r)
	w.where(r)
	w.order(r)
	if r.Offset != nil {
		w.text(" offset ")
		w.expr(r.Offset)
	}
	w.limit(r, limit)
}

func (w *writer) from(r *ir.Rows) {
	w.text(" from ")
	w.relation(r)
	w.beside(r)
}

// beside writes the rows that are read along.
func (w *writer) beside(r *ir.Rows) {
	for i, b := range r.Beside {
		w.weigh(weightOfJoin * (i + 1))
		w.text(" left join ")
		w.relation(b)
		w.conditions(b, " on ")
	}
}

func (w *writer) relation(r *ir.Rows) {
	switch f := r.From.(type) {
	case *ir.Table:
		w.buf = f.Name.Append(w.buf)
	case *ir.Function:
		w.function(f.Name, f.Args)
	case *ir.Statement:
		w.code(f)
	case *ir.Written:
		if f.Whole {
			w.text("(select (w.r).* from w)")
		} else {
			w.text("w")
		}
	case *ir.Performed:
		w.text("w")
	case *ir.Unnested:
		w.text("unnest(")
		w.expr(f.Array)
		w.text(")")
	case *ir.Chosen:
		w.text("(select ")
		w.baseColumns(f.Rows)
		w.clauses(f.Rows, nil)
		w.text(")")
	case *ir.Together:
		w.together(f, r.Alias, "")
		return
	}
	w.text(" as ")
	w.alias(r.Alias)
}

// together writes arrays side by side, with names for their columns; more names one for the
// rows' number.
func (w *writer) together(f *ir.Together, a ir.Alias, more string) {
	w.text("unnest(")
	w.list(f.Arrays)
	w.text(")")
	if more != "" {
		w.text(" with ordinality")
	}
	w.text(" as ")
	w.alias(a)
	w.text("(")
	for i := range f.Arrays {
		w.comma(i, ", ")
		w.text(ir.TogetherColumn(i))
	}
	w.text(more)
	w.text(")")
}

// code writes SQL from metadata in parentheses; the line break ends a comment in it.
func (w *writer) code(s *ir.Statement) {
	w.text("(")
	for i, piece := range s.Pieces {
		if i > 0 {
			w.expr(s.Args[i-1])
		}
		w.text(piece)
	}
	w.text("\n)")
}

func (w *writer) where(r *ir.Rows) { w.conditions(r, " where ") }

// conditions writes the join, the filter and the condition after word, if there are any.
func (w *writer) conditions(r *ir.Rows, word string) {
	for _, j := range r.Join {
		w.text(word)
		word = " and "
		w.text("(")
		w.alias(r.Alias)
		w.text(".")
		w.ident(j.Column)
		w.text(" = ")
		w.expr(j.To)
		w.text(")")
	}
	for _, e := range []ir.Expr{r.Filter, r.Where} {
		if e != nil {
			w.text(word)
			word = " and "
			w.conjunct(e)
		}
	}
}

func (w *writer) order(r *ir.Rows) {
	for i, o := range r.Order {
		if i == 0 {
			w.text(" order by ")
		}
		w.comma(i, ", ")
		w.sortKey(o.By)
		if o.Desc {
			w.text(" desc")
		}
		if o.NullsFirst {
			w.text(" nulls first")
		} else {
			w.text(" nulls last")
		}
	}
}

// limit writes the smaller of the client's limit and the given one; both may be missing.
func (w *writer) limit(r *ir.Rows, limit *ir.Number) {
	if r.Limit == nil && limit == nil {
		return
	}
	w.text(map[bool]string{true: " fetch first ", false: " limit "}[r.Ties])
	constant, isConstant := r.Limit.(*ir.Number)
	switch {
	case r.Limit == nil:
		w.number(limit.Value)
	case isConstant && limit == nil:
		w.number(constant.Value)
	case isConstant:
		w.number(min(constant.Value, limit.Value))
	case limit == nil:
		w.wrapped(r.Limit)
	default:
		w.text("(least(")
		w.expr(r.Limit)
		w.text(", ")
		w.number(limit.Value)
		w.text("))")
	}
	if r.Ties {
		w.text(" rows with ties")
	}
}

// wrapped writes e in parentheses: FETCH FIRST takes nothing else but a constant.
func (w *writer) wrapped(e ir.Expr) {
	w.text("(")
	w.expr(e)
	w.text(")")
}

// limitOf returns the permission's limit as a number, nil when there is none.
func limitOf(r *ir.Rows) *ir.Number {
	if r.Cap == nil {
		return nil
	}
	return &ir.Number{Value: *r.Cap}
}

// conjunct writes a condition among those that all must hold: a condition on other rows, or
// its negation, becomes a join.
func (w *writer) conjunct(e ir.Expr) {
	switch e := e.(type) {
	case *ir.And:
		w.junctionOf(e.Of, " and ", "true", w.conjunct)
	case *ir.Not:
		if of, ok := e.Of.(*ir.Exists); ok {
			w.text("(not ")
			w.semijoin(of)
			w.text(")")
			return
		}
		w.expr(e)
	case *ir.Exists:
		w.semijoin(e)
	default:
		w.expr(e)
	}
}

func (w *writer) semijoin(e *ir.Exists) {
	w.semijoins++
	fenced := w.semijoins > maxJoins
	if !fenced {
		w.weigh(weightOfJoin * w.semijoins)
	}
	w.existing(e, fenced)
}

// exists writes a condition on other rows that becomes no join. PostgreSQL then plans it in
// two ways, so that it can choose when it runs.
func (w *writer) exists(e *ir.Exists) {
	w.semijoins++
	if w.semijoins > maxJoins || w.twice >= maxTwice {
		w.existing(e, true)
		return
	}
	w.twice++
	w.existing(e, false)
	w.twice--
}

// existing writes EXISTS. A fence keeps the server from planning it in any other way than as
// it stands.
func (w *writer) existing(e *ir.Exists, fenced bool) {
	saved := w.fold
	w.fold = nil
	w.text("(exists (select 1")
	w.inside(func() {
		w.from(e.Rows)
		w.where(e.Rows)
	})
	if fenced {
		w.text(" offset 0")
	}
	w.text("))")
	w.fold = saved
}

// related writes a scalar sub-select. Only an aggregate is sure to be one row.
func (w *writer) related(e *ir.Related) {
	saved := w.fold
	w.fold = nil
	w.text("(select ")
	w.inside(func() {
		w.expr(e.Value)
		w.from(e.Rows)
		w.where(e.Rows)
	})
	if _, aggregate := e.Value.(*ir.Aggregated); !aggregate && !e.Rows.AtMostOne {
		w.text(" limit 1")
	}
	w.text(")")
	w.fold = saved
}

func (w *writer) int(n int) { w.buf = strconv.AppendInt(w.buf, int64(n), 10) }
