package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// orderBy compiles a list of T_order_by into the rows' order: objects in list order,
// members in written order (contract/postgres-graphql.md 4.2).
// What the terms are is returned beside.
func (c *compiler) orderBy(op *given, rows *ir.Rows, s scope) []term {
	o := &ordering{c: c, rows: rows, beside: map[besideKey]scope{}}
	for _, item := range listItems(op) {
		o.object(item, s, place{})
		if len(o.terms) > maxOrder {
			c.fail(planner.Invalid(op.Path(), "the query is too large: more than %d orderings", maxOrder))
			break
		}
	}
	return o.terms
}

// ordering adds terms to the order of some rows.
type ordering struct {
	c    *compiler
	rows *ir.Rows
	// beside are the rows that are joined already, by whose relationship they are.
	beside map[besideKey]scope
	terms  []term // of rows.Order
}

const (
	// maxOrder is how many terms an order may have: PostgreSQL counts them to the 1,664
	// columns of a row, of which members take up to 1,000.
	maxOrder = 600
	// maxBeside is how many rows are joined to be ordered by. The memory to plan joins grows
	// with the square of their number: measured, 8 MB for 25, 190 MB for 200.
	maxBeside = 25
)

type besideKey struct {
	of   ir.Alias
	over *model.Relationship
}

// place is where in the ordering a term stands.
type place struct {
	path []string // names on the way, as cursors nest them
	// in puts an expression over related rows into the statement, as a scalar sub-select for
	// each relationship on the way; nil where the rows are in scope.
	in func(ir.Expr) ir.Expr
	// row tells that there is a row, where rows are joined beside; nil where there always is.
	row ir.Expr
}

func (p place) below(name string) place {
	return place{path: append(p.path[:len(p.path):len(p.path)], name), in: p.in, row: p.row}
}

// guard is a value that is NULL without a row, though it is computed and not read from it
// (contract/postgres-graphql.md 4.2).
func (p place) guard(e ir.Expr) ir.Expr {
	if p.row == nil {
		return e
	}
	return &ir.Case{When: p.row, Then: e}
}

func (p place) put(e ir.Expr) ir.Expr {
	if p.in == nil {
		return e
	}
	return p.in(e)
}

func (o *ordering) object(op *given, s scope, at place) {
	for _, f := range op.Fields() {
		if f.Value.Null() {
			continue
		}
		switch m := f.Input.Meta.(type) {
		case *model.Column:
			own := s.rows == o.rows.Alias && s.perm.Column(m) != nil && s.perm.Column(m).When == nil
			o.term(f.Value, o.c.column(m, s), term{t: m.Type(), notNull: own && m.SQL.NotNull}, at.below(m.Name))
		case *model.ComputedField:
			o.term(f.Value, at.guard(o.c.readableComputed(m, s, nil)), term{t: m.Scalar}, at.below(m.Name))
		case *model.Relationship:
			o.related(m, f.Value, s, at.below(m.Name))
		case *schema.RelationshipAggregate:
			o.aggregates(f.Value, at.below(f.Name), func() (*ir.Rows, scope) { return o.c.relatedRows(m.Relationship, s) })
		case *schema.ComputedAggregate:
			o.aggregates(f.Value, at.below(f.Name), func() (*ir.Rows, scope) { return o.c.computedRows(m.Field, s, nil) })
		default:
			o.c.hidden("ordering " + f.Name)
		}
	}
}

// related orders by columns of the one related row: joined beside the rows where there can
// be no second one, else by sub-selects.
func (o *ordering) related(r *model.Relationship, op *given, s scope, at place) {
	key := besideKey{of: s.rows, over: r}
	if inner, ok := o.beside[key]; ok && at.in == nil {
		o.object(op, inner, place{path: at.path, row: found(r, inner)})
		return
	}
	rows, inner := o.c.relatedRows(r, s)
	if at.in == nil && rows.AtMostOne && len(o.rows.Beside) < maxBeside {
		o.rows.Beside = append(o.rows.Beside, rows)
		o.beside[key] = inner
		o.object(op, inner, place{path: at.path, row: found(r, inner)})
		return
	}
	o.object(op, inner, place{path: at.path, in: func(e ir.Expr) ir.Expr {
		return at.put(&ir.Related{Rows: rows, Value: e})
	}})
}

// found tells whether a joined row is there: what it was joined by is not NULL.
func found(r *model.Relationship, s scope) ir.Expr {
	return &ir.Not{Of: &ir.IsNull{Of: &ir.ColumnOf{Rows: s.rows, Name: r.Pairs[0].Remote.Name}}}
}

// aggregates orders by aggregates over related rows.
func (o *ordering) aggregates(op *given, at place, related func() (*ir.Rows, scope)) {
	for _, f := range op.Fields() {
		m, ok := f.Input.Meta.(schema.AggregateOp)
		switch {
		case !ok:
			o.c.hidden("ordering " + f.Name)
		case f.Value.Null():
		case m == schema.AggregateCount:
			rows, _ := related()
			o.term(f.Value, at.guard(&ir.Related{Rows: rows, Value: &ir.Aggregated{Function: string(m)}}), term{t: o.c.builtin("int8")}, at.below(f.Name))
		default:
			o.aggregateColumns(m, f.Value, at.below(f.Name), related)
		}
	}
}

func (o *ordering) aggregateColumns(m schema.AggregateOp, op *given, at place, related func() (*ir.Rows, scope)) {
	for _, f := range op.Fields() {
		if f.Value.Null() {
			continue
		}
		rows, inner := related()
		value := &ir.Aggregated{Function: string(m), Args: []ir.Expr{o.c.aggregateArgument(f.Input.Meta, inner, nil)}}
		o.term(f.Value, at.guard(&ir.Related{Rows: rows, Value: value}), term{t: o.c.resultType(m, f.Input.Meta)}, at.below(f.Name))
	}
}

// term orders by e as an order_by value says.
func (o *ordering) term(op *given, e ir.Expr, t term, at place) {
	d, ok := o.c.enumMeta(op).(schema.Direction)
	if !ok {
		o.c.hidden("direction " + op.Fixed().Text)
	}
	o.rows.Order = append(o.rows.Order, ir.Order{By: at.put(e), Desc: d.Desc, NullsFirst: d.NullsFirst})
	t.path = at.path
	o.terms = append(o.terms, t)
}
