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
	switch b := b.(type) {
	case *model.And:
		return conjunction(c.permissions(b.Terms, s, root))
	case *model.Or:
		return c.anyOf(b.Terms, s, root)
	case *model.Not:
		return &ir.Not{Of: orTrue(c.permission(b.Term, s, root))}
	case *model.Compare:
		return c.permissionCompare(b, s, root)
	case *model.Related:
		rows, inner := c.unfiltered(b.Relationship.Target)
		rows.Join = join(b.Relationship, s.rows)
		rows.Where = c.permission(b.Where, inner, root)
		return &ir.Exists{Rows: rows}
	case *model.Exists:
		rows, inner := c.unfiltered(b.Table)
		rows.Where = c.permission(b.Where, inner, root)
		return &ir.Exists{Rows: rows}
	case *model.RelatedByFunction:
		rows, inner := c.unfiltered(b.Field.Returns)
		rows.From = c.computedFrom(b.Field, s, nil)
		rows.Where = c.permission(b.Where, inner, root)
		return &ir.Exists{Rows: rows}
	case *model.RelatedElsewhere:
		return c.elsewhere(b, s)
	}
	return c.fail(planner.Faultf(planner.CodeNotSupported, nil, "a permission of the role cannot be evaluated by source '%s'", c.target.Source.Name))
}

func (c *compiler) permissions(terms []model.BoolExp, s, root scope) []ir.Expr {
	of := make([]ir.Expr, 0, len(terms))
	for _, t := range terms {
		of = append(of, c.permission(t, s, root))
	}
	return of
}

// anyOf is true when one of its terms always is.
func (c *compiler) anyOf(terms []model.BoolExp, s, root scope) ir.Expr {
	of := c.permissions(terms, s, root)
	for _, e := range of {
		if e == nil {
			return nil
		}
	}
	return &ir.Or{Of: of}
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

func (c *compiler) permissionCompare(b *model.Compare, s, root scope) ir.Expr {
	var left ir.Expr
	if b.Left.Column != nil {
		left = &ir.ColumnOf{Rows: s.rows, Name: b.Left.Column.Name}
	} else {
		left = c.computedScalar(b.Left.Computed, s, nil)
	}
	for _, t := range b.Left.Casts {
		left = &ir.Cast{Of: left, Type: t}
	}
	right := &metadataOperand{c: c, of: &b.Right, s: s, root: root}
	return c.compare(comparison{op: b.Op, left: left, t: b.Left.Type(), nullSafe: b.NullSafe && mayBeNull(&b.Right)}, right)
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
	c       *compiler
	of      *model.Operand
	s, root scope
}

func (o *metadataOperand) value(want wanted) ir.Expr {
	switch o.of.Kind {
	case model.SessionVariable:
		return o.c.spatial(want.t, func(want wanted) ir.Expr { return o.c.sessionVariable(o.of.Session, want.t) })
	case model.ColumnValue:
		rows := o.s.rows
		if o.of.Root {
			rows = o.root.rows
		}
		return &ir.ColumnOf{Rows: rows, Name: o.of.Column.Name}
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
		items[i] = &metadataOperand{c: o.c, of: &model.Operand{Literal: v}, s: o.s, root: o.root}
	}
	return items
}

func (o *metadataOperand) member(name string) operand {
	for i := range o.of.Members {
		if o.of.Members[i].Name == name {
			return &metadataOperand{c: o.c, of: &o.of.Members[i].Value, s: o.s, root: o.root}
		}
	}
	return nil
}
