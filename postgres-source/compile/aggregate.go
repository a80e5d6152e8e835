package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// maxAggregates is how many aggregates one pass over rows computes: a column each, of which
// PostgreSQL's rows have at most 1,664.
const maxAggregates = 1600

// aggregate compiles a T_aggregate over rows (contract/postgres-graphql.md 4.5).
func (c *compiler) aggregate(f *planner.Selection, rows *ir.Rows, s scope) (ir.Expr, *planner.Shape) {
	c.collect(f, rows, s)
	rows.Cap = capOf(s)
	rows.AtMostOne = false
	around := c.aggregates
	c.aggregates = 0
	value, shape := c.members(f, f.Type.Name, func(f *planner.Selection) (ir.Expr, *planner.Shape) {
		switch f.Field.Meta {
		case schema.AggregateBody:
			return c.aggregateBody(f, s)
		case schema.AggregateNodes:
			row, shape := c.object(f, s)
			c.aggregates++
			return &ir.Nodes{Row: row}, shape
		}
		return c.hidden("field " + f.Field.Name), nil
	})
	if c.aggregates > maxAggregates {
		c.fail(planner.Invalid(f.Path, "the query is too large: more than %d aggregates and lists of nodes in one field", maxAggregates))
	}
	c.aggregates = around
	return &ir.Fold{Rows: rows, Value: value}, shape
}

// aggregateBody compiles T_aggregate_fields.
func (c *compiler) aggregateBody(f *planner.Selection, s scope) (ir.Expr, *planner.Shape) {
	return c.members(f, f.Type.Name, func(f *planner.Selection) (ir.Expr, *planner.Shape) {
		op, ok := f.Field.Meta.(schema.AggregateOp)
		switch {
		case !ok:
			return c.hidden("field " + f.Field.Name), nil
		case op == schema.AggregateCount:
			return c.countField(f, s), nil
		}
		return c.aggregateColumns(op, f, s)
	})
}

// aggregateColumns compiles T_<op>_fields.
func (c *compiler) aggregateColumns(op schema.AggregateOp, f *planner.Selection, s scope) (ir.Expr, *planner.Shape) {
	return c.members(f, f.Type.Name, func(f *planner.Selection) (ir.Expr, *planner.Shape) {
		arg := c.aggregateArgument(f.Field.Meta, s, f)
		value := &ir.Aggregated{Function: string(op), Args: []ir.Expr{arg}}
		c.aggregates++
		return c.aggregateShown(op, value, f), nil
	})
}

// aggregateShown is an aggregate as it is shown: stringified as the setting asks, whatever
// the type it has in the schema (contract/postgres-graphql.md 2.3).
func (c *compiler) aggregateShown(op schema.AggregateOp, value ir.Expr, f *planner.Selection) ir.Expr {
	t := aggregateType(f.Field.Meta)
	if t == nil {
		return value
	}
	if op == schema.Max || op == schema.Min {
		var enum *model.Enum
		if col, ok := f.Field.Meta.(*model.Column); ok {
			enum = col.Enum
		}
		return c.shown(value, t, enum)
	}
	if c.target.StringifyNumbers && (op != schema.Sum || stringified[t.Plain().Name.Name]) {
		return &ir.Cast{Of: value, Type: c.builtin("text")}
	}
	return value
}

// aggregateType is the type of what a member of T_<op>_fields aggregates.
func aggregateType(meta any) *catalog.Type {
	switch m := meta.(type) {
	case *model.Column:
		return m.Type()
	case *model.ComputedField:
		return m.Scalar
	}
	return nil
}

// resultType is the type an aggregate's value is compared in.
func (c *compiler) resultType(op schema.AggregateOp, meta any) *catalog.Type {
	if t := aggregateType(meta); t != nil && (op == schema.Max || op == schema.Min) {
		return t
	}
	return c.builtin("numeric")
}

// aggregateArgument is what an aggregate runs over; f is nil in orderings, where computed
// fields take no arguments.
func (c *compiler) aggregateArgument(meta any, s scope, f *planner.Selection) ir.Expr {
	switch m := meta.(type) {
	case *model.Column:
		return c.column(m, s)
	case *model.ComputedField:
		return c.readableComputed(m, s, f)
	}
	return c.hidden("aggregate")
}

// countField compiles `count`: of rows, of the non-null values of one column, or of tuples.
func (c *compiler) countField(f *planner.Selection, s scope) ir.Expr {
	value := &ir.Aggregated{Function: "count"}
	c.aggregates++
	if d := argument(f, schema.ArgDistinct); d != nil {
		value.Distinct = d.Fixed().Text == "true"
	}
	columns := argument(f, schema.ArgColumns)
	if columns == nil {
		return value
	}
	return c.countColumns(value, listItems(columns), s)
}

func (c *compiler) countColumns(value *ir.Aggregated, columns []*given, s scope) ir.Expr {
	var of []ir.Expr
	for _, item := range columns {
		of = append(of, c.enumColumn(item, s))
	}
	switch len(of) {
	case 0: // the original sends count() and the database refuses it
		return c.fail(planner.Faultf(planner.CodeUnexpected, nil, "database query error"))
	case 1:
		value.Args = of
	default:
		value.Args = []ir.Expr{&ir.Tuple{Of: of}}
	}
	return value
}

// aggregatePredicate compiles `R_aggregate` in a condition: one comparison of an aggregate
// over the related rows (contract/postgres-graphql.md 3.6).
func (c *compiler) aggregatePredicate(m *schema.AggregatePredicate, op *given, s scope) ir.Expr {
	fields := op.Fields()
	if len(fields) != 1 {
		return c.fail(planner.Invalid(op.Path(), "exactly one predicate should be specified"))
	}
	function, ok := fields[0].Input.Meta.(*schema.PredicateFunction)
	if !ok {
		return c.hidden("predicate " + fields[0].Name)
	}
	rows, inner := c.relatedRows(m.Relationship, s)
	value := &ir.Aggregated{Function: string(function.Op)}
	t := c.builtin(function.SQL)
	related := &ir.Related{Rows: rows, Value: value}
	var holds ir.Expr
	for _, f := range fields[0].Value.Fields() {
		switch f.Input.Meta {
		case schema.PredicateArguments:
			c.predicateArguments(function.Op, value, f.Value, inner)
		case schema.PredicateFilter:
			if !f.Value.Null() {
				rows.Where = c.where(f.Value, inner)
			}
		case schema.PredicateCompare:
			holds = c.comparisons(f.Value, comparison{left: related, t: t})
		}
	}
	return holds
}

// predicateArguments are the columns a predicate's function takes.
func (c *compiler) predicateArguments(op schema.AggregateOp, value *ir.Aggregated, arg *given, s scope) {
	switch op {
	case schema.AggregateCount:
		if !arg.Null() {
			for _, item := range listItems(arg) {
				value.Args = append(value.Args, c.enumColumn(item, s))
			}
		}
	case schema.Corr, schema.CovarSamp:
		value.Args = make([]ir.Expr, 2)
		for _, f := range arg.Fields() {
			i := 0
			if f.Input.Meta == schema.PredicateY {
				i = 1
			}
			value.Args[i] = c.enumColumn(f.Value, s)
		}
	default:
		value.Args = []ir.Expr{c.enumColumn(arg, s)}
	}
}
