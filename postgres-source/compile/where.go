package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// where compiles a client's condition (T_bool_exp) on the rows s. It returns nil for one
// that always holds (contract/postgres-graphql.md 3.1).
func (c *compiler) where(op *given, s scope) ir.Expr {
	fields := op.Fields()
	of := make([]ir.Expr, 0, len(fields))
	for _, f := range fields {
		if c.conditions++; c.conditions > maxConditions {
			return c.fail(planner.Invalid(c.path, "the query is too large: more than %d conditions", maxConditions))
		}
		of = append(of, c.whereField(f, s))
	}
	return conjunction(of)
}

// maxConditions bounds the conditions of one call. A variable may hold as many as a body has
// room for, and be used in many places.
const maxConditions = 100_000

func (c *compiler) whereField(f givenField, s scope) ir.Expr {
	switch m := f.Input.Meta.(type) {
	case schema.Connective:
		return c.connective(m, f.Value, s)
	case *model.Column:
		return c.comparisons(f.Value, comparison{left: c.column(m, s), t: m.Type(), enum: m.Enum})
	case *model.ComputedField:
		return c.whereComputed(m, f.Value, s)
	case *model.Relationship:
		rows, inner := c.relatedRows(m, s)
		rows.Where = c.where(f.Value, inner)
		return &ir.Exists{Rows: rows}
	case *schema.AggregatePredicate:
		return c.aggregatePredicate(m, f.Value, s)
	}
	return c.hidden("condition " + f.Name)
}

// connective compiles _and, _or and _not. An empty _not is false: what it negates is true.
func (c *compiler) connective(m schema.Connective, op *given, s scope) ir.Expr {
	if m == schema.Not {
		return &ir.Not{Of: orTrue(c.where(op, s))}
	}
	terms := listItems(op)
	of := make([]ir.Expr, len(terms))
	for i, term := range terms {
		of[i] = c.where(term, s)
	}
	if m == schema.And {
		return conjunction(of)
	}
	for _, e := range of {
		if e == nil {
			return nil
		}
	}
	return &ir.Or{Of: of}
}

// listItems returns the items of a list; a single value is a list of one.
func listItems(op *given) []*given {
	if op.Kind() == planner.List {
		return op.Items()
	}
	return []*given{op}
}

// comparisons compiles X_comparison_exp: every operator must hold.
func (c *compiler) comparisons(op *given, left comparison) ir.Expr {
	fields := op.Fields()
	of := make([]ir.Expr, 0, len(fields))
	for _, f := range fields {
		if c.target.NullCollapse && f.Value.Null() {
			continue
		}
		switch m := f.Input.Meta.(type) {
		case *schema.Operator:
			cmp := left
			cmp.op = m.Op
			of = append(of, c.compare(cmp, &requestOperand{c: c, of: f.Value}))
		case schema.Cast:
			of = append(of, c.casts(f.Value, left))
		default:
			of = append(of, c.hidden("operator "+f.Name))
		}
	}
	return conjunction(of)
}

// casts compiles `_cast`: comparisons of the value converted to other types.
func (c *compiler) casts(op *given, left comparison) ir.Expr {
	var of []ir.Expr
	for _, f := range op.Fields() {
		m, ok := f.Input.Meta.(*schema.CastTarget)
		if !ok {
			return c.hidden("cast " + f.Name)
		}
		t := c.sibling(left.t, m.SQL)
		of = append(of, c.comparisons(f.Value, comparison{left: &ir.Cast{Of: left.left, Type: t}, t: t}))
	}
	return conjunction(of)
}

// relatedRows returns the rows a relationship leads to, as the role may select them.
func (c *compiler) relatedRows(r *model.Relationship, s scope) (*ir.Rows, scope) {
	rows, inner := c.permitted(tableOf(r.Target), r.Target)
	rows.Join = join(r, s.rows)
	rows.AtMostOne = pinnedBy(r.Target, rows.Join)
	return rows, inner
}

// requestOperand is the right side of a comparison in a request.
type requestOperand struct {
	c  *compiler
	of *given
}

func (o *requestOperand) value(want wanted) ir.Expr {
	return o.c.spatial(want.t, func(w wanted) ir.Expr {
		e := enumOf(want.enum, w.t)
		if want.list {
			e = e.items()
		}
		return o.c.param(o.of, w.t, e)
	})
}

func (o *requestOperand) truth() (bool, ir.Expr) { return o.of.Fixed().Text == "true", nil }

func (o *requestOperand) items() []operand {
	items := listItems(o.of)
	operands := make([]operand, len(items))
	for i, item := range items {
		operands[i] = &requestOperand{c: o.c, of: item}
	}
	return operands
}

// memberNames are the members of spatial operands as permissions spell them.
var memberNames = map[schema.OperandMember]string{
	schema.MemberDistance: "distance", schema.MemberFrom: "from", schema.MemberUseSpheroid: "use_spheroid",
	schema.MemberNband: "nband", schema.MemberGeommin: "geommin",
}

func (o *requestOperand) member(name string) operand {
	for _, f := range o.of.Fields() {
		if m, ok := f.Input.Meta.(schema.OperandMember); ok && memberNames[m] == name {
			return &requestOperand{c: o.c, of: f.Value}
		}
	}
	return nil
}
