package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
)

// permission compiles a condition of the boolean language of permissions on the rows s;
// root is the row the permission is for (contract/postgres-graphql.md 3.5). It returns nil
// for a condition that always holds.
func (c *compiler) permission(b model.BoolExp, s, root scope) ir.Expr {
	return condition{compiler: c, root: root}.holds(b, s)
}

// condition compiles one condition of the boolean language.
type condition struct {
	*compiler
	root scope
	// client is set for a condition that comes from a client: it sees what the role may
	// select, where a permission sees everything.
	client bool
}

// holds returns nil for a condition that always holds.
func (c condition) holds(b model.BoolExp, s scope) ir.Expr {
	switch b := b.(type) {
	case *model.And:
		return conjunction(c.all(b.Terms, s))
	case *model.Or:
		return c.anyOf(b.Terms, s)
	case *model.Not:
		return &ir.Not{Of: orTrue(c.holds(b.Term, s))}
	case *model.Compare:
		return c.compareValue(b, s)
	case *model.Related:
		rows, inner := c.rowsOf(tableOf(b.Relationship.Target), b.Relationship.Target)
		rows.Join = join(b.Relationship, s.rows)
		return c.some(rows, b.Where, inner)
	case *model.Exists:
		rows, inner := c.rowsOf(tableOf(b.Table), b.Table)
		return c.some(rows, b.Where, inner)
	case *model.RelatedByFunction:
		rows, inner := c.rowsOf(c.computedFrom(b.Field, s, nil), b.Field.Returns)
		return c.some(rows, b.Where, inner)
	case *model.RelatedElsewhere:
		return c.elsewhere(b, s)
	}
	return c.fail(planner.Faultf(planner.CodeNotSupported, nil, "a permission of the role cannot be evaluated by source '%s'", c.target.Source.Name))
}

// rowsOf are other rows that the condition asks about.
func (c condition) rowsOf(from ir.From, t *model.Table) (*ir.Rows, scope) {
	if c.client {
		return c.permitted(from, t)
	}
	rows, inner := c.unfiltered(t)
	rows.From = from
	return rows, inner
}

// some holds when there is a row for which the condition holds.
func (c condition) some(rows *ir.Rows, where model.BoolExp, inner scope) ir.Expr {
	rows.Where = c.holds(where, inner)
	return &ir.Exists{Rows: rows}
}

func (c condition) all(terms []model.BoolExp, s scope) []ir.Expr {
	of := make([]ir.Expr, 0, len(terms))
	for _, t := range terms {
		of = append(of, c.holds(t, s))
	}
	return of
}

// anyOf is true when one of its terms always is.
func (c condition) anyOf(terms []model.BoolExp, s scope) ir.Expr {
	of := c.all(terms, s)
	for _, e := range of {
		if e == nil {
			return nil
		}
	}
	return &ir.Or{Of: of}
}

func (c condition) compareValue(b *model.Compare, s scope) ir.Expr {
	left := c.left(b.Left, s)
	for _, t := range b.Left.Casts {
		left = &ir.Cast{Of: left, Type: t}
	}
	right := &metadataOperand{c: c, of: &b.Right, s: s}
	return c.compare(comparison{op: b.Op, left: left, t: b.Left.Type(), nullSafe: b.NullSafe && mayBeNull(&b.Right)}, right)
}

func (c condition) left(l model.Left, s scope) ir.Expr {
	switch {
	case l.Column != nil:
		return c.value(l.Column, s)
	case c.client:
		return c.readableComputed(l.Computed, s, nil)
	}
	return c.computedScalar(l.Computed, s, nil)
}

// value is a column of a row in scope.
func (c condition) value(col *model.Column, s scope) ir.Expr {
	if c.client {
		return c.column(col, s)
	}
	return &ir.ColumnOf{Rows: s.rows, Name: col.Name}
}

// conjunction joins conditions; nil ones always hold, and so does nil itself.
func conjunction(of []ir.Expr) ir.Expr {
	kept := of[:0:0]
	for _, e := range of {
		if e != nil {
			kept = append(kept, e)
		}
	}
	switch len(kept) {
	case 0:
		return nil
	case 1:
		return kept[0]
	}
	return &ir.And{Of: kept}
}

func orTrue(e ir.Expr) ir.Expr {
	if e == nil {
		return &ir.Bool{Value: true}
	}
	return e
}

// mayBeNull tells whether an operand can be NULL at all: a session variable that is not set
// is an error. Where it cannot, a null-safe comparison is the plain one, which indexes serve.
func mayBeNull(o *model.Operand) bool {
	switch o.Kind {
	case model.SessionVariable:
		return false
	case model.Literal:
		return o.Literal.Kind == planner.Null
	}
	return true
}

// metadataOperand is the right side of a comparison in a permission.
type metadataOperand struct {
	c  condition
	of *model.Operand
	s  scope
}

func (o *metadataOperand) value(want wanted) ir.Expr {
	switch o.of.Kind {
	case model.SessionVariable:
		return o.c.spatial(want.t, func(want wanted) ir.Expr { return o.c.sessionVariable(o.of.Session, want.t) })
	case model.ColumnValue:
		row := o.s
		if o.of.Root {
			row = o.c.root
		}
		return o.c.value(o.of.Column, row)
	case model.Literal:
		return o.c.spatial(want.t, func(want wanted) ir.Expr { return o.c.constant(o.of.Literal, want.t) })
	}
	return o.c.fail(planner.Faultf(planner.CodeUnexpected, nil, "a permission compares with an object"))
}

// truth is the operand of _is_null; a session variable decides in every run.
func (o *metadataOperand) truth() (value bool, decided ir.Expr) {
	if o.of.Kind == model.Literal {
		return o.of.Literal.Text == "true", nil
	}
	return false, o.value(wanted{t: o.c.builtin("bool")})
}

func (o *metadataOperand) items() []operand {
	if o.of.Kind != model.Literal {
		return nil
	}
	items := make([]operand, len(o.of.Literal.Items))
	for i, v := range o.of.Literal.Items {
		items[i] = &metadataOperand{c: o.c, of: &model.Operand{Literal: v}, s: o.s}
	}
	return items
}

func (o *metadataOperand) member(name string) operand {
	for i := range o.of.Members {
		if o.of.Members[i].Name == name {
			return &metadataOperand{c: o.c, of: &o.of.Members[i].Value, s: o.s}
		}
	}
	return nil
}
