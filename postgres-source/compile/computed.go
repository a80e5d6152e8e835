package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
)

// computedField compiles a computed field in a row type
// (contract/postgres-graphql.md 5.5).
func (c *compiler) computedField(m *model.ComputedField, f *planner.Selection, s scope) (ir.Expr, *planner.Shape) {
	if m.Returns == nil {
		return c.output(c.readableComputed(m, s, f), m.Scalar, nil, f), nil
	}
	rows, inner := c.computedRows(m, s, f)
	return c.list(f, rows, inner)
}

// readableComputed is a scalar computed field as the role may read it.
func (c *compiler) readableComputed(m *model.ComputedField, s scope, f *planner.Selection) ir.Expr {
	readable := s.perm.ComputedField(m)
	if readable == nil {
		return c.hidden("field " + m.Name)
	}
	value := c.computedScalar(m, s, f)
	if readable.When == nil {
		return value
	}
	return c.mask(readable.When, value, s)
}

// computedScalar calls the function of a scalar computed field; f is nil where the field
// takes no arguments.
func (c *compiler) computedScalar(m *model.ComputedField, s scope, f *planner.Selection) ir.Expr {
	c.dependOnFunction(m.SQL)
	return &ir.Call{Name: m.SQL.Name, Args: c.computedArgs(m, s, f)}
}

// computedFrom is the call of a computed field that returns rows.
func (c *compiler) computedFrom(m *model.ComputedField, s scope, f *planner.Selection) *ir.Function {
	c.dependOnFunction(m.SQL)
	return &ir.Function{Name: m.SQL.Name, Args: c.computedArgs(m, s, f)}
}

// computedRows are the rows of a computed field that the role may select.
func (c *compiler) computedRows(m *model.ComputedField, s scope, f *planner.Selection) (*ir.Rows, scope) {
	from := c.computedFrom(m, s, f)
	return c.permitted(from, m.Returns)
}

func (c *compiler) computedArgs(m *model.ComputedField, s scope, f *planner.Selection) []ir.Arg {
	return c.arguments(m.SQL, f, func(position int) ir.Expr {
		switch {
		case position == m.TableArg:
			return &ir.RowOf{Rows: s.rows, Type: m.Table.SQL.RowType}
		case m.Session != nil && m.Session.Position == position:
			return c.wholeSession(m.Session.Type)
		}
		return nil
	})
}

// whereComputed compiles a computed field in a condition. Rows a function returns are not
// filtered by the target's permission here (contract/postgres-graphql.md 3.4); only its
// readable columns can be named.
func (c *compiler) whereComputed(m *model.ComputedField, op *given, s scope) ir.Expr {
	if m.Returns == nil {
		return c.comparisons(op, comparison{left: c.readableComputed(m, s, nil), t: m.Scalar})
	}
	rows, inner := c.unfiltered(m.Returns)
	rows.From = c.computedFrom(m, s, nil)
	p := c.target.permissions(m.Returns)
	if p == nil || p.Select == nil {
		return c.hidden("condition " + m.Name)
	}
	inner.perm = p.Select
	rows.Where = c.where(op, inner)
	return &ir.Exists{Rows: rows}
}
