package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// comparison is the left side of an operator, which a client's condition and a permission
// share.
type comparison struct {
	op       model.Operator
	left     ir.Expr
	t        *catalog.Type // of left
	enum     *model.Enum   // left refers to an enum table
	nullSafe bool
}

// operand is the right side: of a request or of a permission.
type operand interface {
	// value is the operand as a value of the wanted type.
	value(want wanted) ir.Expr
	// truth is the operand of _is_null: decided is set when only a run can tell.
	truth() (value bool, decided ir.Expr)
	// items are the operand's elements, where each must be compared on its own.
	items() []operand
	// member is a member of an object operand, nil when it is absent.
	member(name string) operand
}

// wanted is the type an operator wants its operand in; list tells that it takes several
// values, of which t is the array.
type wanted struct {
	t    *catalog.Type
	enum *model.Enum
	list bool
}

// binary holds the operators that take a value of the compared type.
var binary = map[model.Operator]ir.Operator{
	model.Eq: ir.Eq, model.Neq: ir.Neq, model.Gt: ir.Gt, model.Lt: ir.Lt, model.Gte: ir.Gte, model.Lte: ir.Lte,
	model.Like: ir.Like, model.Nlike: ir.NotLike, model.Ilike: ir.ILike, model.Nilike: ir.NotILike,
	model.Similar: ir.Similar, model.Nsimilar: ir.NotSimilar,
	model.Regex: ir.Regex, model.Iregex: ir.IRegex, model.Nregex: ir.NotRegex, model.Niregex: ir.NotIRegex,
	model.Contains: ir.Contains, model.ContainedIn: ir.ContainedIn,
	model.Ancestor: ir.Contains, model.Descendant: ir.ContainedIn,
}

// typed holds the operators whose operand has a type of its own, by its name; list tells
// an array of it.
var typed = map[model.Operator]struct {
	op   ir.Operator
	name string
	list bool
}{
	model.HasKey:          {ir.HasKey, "text", false},
	model.HasKeysAny:      {ir.HasAnyKey, "text", true},
	model.HasKeysAll:      {ir.HasAllKeys, "text", true},
	model.AncestorAny:     {ir.Contains, "ltree", true},
	model.DescendantAny:   {ir.ContainedIn, "ltree", true},
	model.Matches:         {ir.Matches, "lquery", false},
	model.MatchesAny:      {ir.MatchesAny, "lquery", true},
	model.MatchesFulltext: {ir.MatchesText, "ltxtquery", false},
}

// compare compiles `left op right` (contract/postgres-graphql.md 3.2).
func (c *compiler) compare(cmp comparison, right operand) ir.Expr {
	if op, ok := binary[cmp.op]; ok {
		return c.binary(cmp, op, right)
	}
	if op, ok := typed[cmp.op]; ok {
		t := c.sibling(cmp.t, op.name)
		if op.list {
			t = t.Array
		}
		return &ir.Compare{Op: op.op, Left: cmp.left, Right: right.value(wanted{t: t, list: op.list})}
	}
	switch cmp.op {
	case model.IsNull:
		return isNull(cmp.left, right)
	case model.In:
		return c.isIn(cmp, right)
	case model.Nin:
		return &ir.Not{Of: c.isIn(cmp, right)}
	}
	return c.spatialCompare(cmp, right)
}

func (c *compiler) binary(cmp comparison, op ir.Operator, right operand) ir.Expr {
	// A value to compare with need not be one the domain allows.
	r := right.value(wanted{t: cmp.t.Plain(), enum: cmp.enum})
	plain := &ir.Compare{Op: op, Left: cmp.left, Right: r}
	if !cmp.nullSafe {
		return plain
	}
	leftNull := ir.Expr(&ir.IsNull{Of: cmp.left})
	if cmp.op == model.Neq {
		leftNull = &ir.Not{Of: leftNull}
	}
	return &ir.Or{Of: []ir.Expr{plain, &ir.And{Of: []ir.Expr{leftNull, &ir.IsNull{Of: r}}}}}
}

func isNull(left ir.Expr, right operand) ir.Expr {
	test := &ir.IsNull{Of: left}
	truth, decided := right.truth()
	switch {
	case decided != nil:
		return &ir.Compare{Op: ir.Eq, Left: test, Right: decided}
	case truth:
		return test
	}
	return &ir.Not{Of: test}
}

// isIn compares with one array parameter however many items there are; spatial values have
// to be made from their text one by one.
func (c *compiler) isIn(cmp comparison, right operand) ir.Expr {
	if c.constructor(cmp.t) == "" {
		return &ir.AnyOf{Op: ir.Eq, Left: cmp.left, Array: right.value(wanted{t: arrayOf(cmp.t), enum: cmp.enum, list: true})}
	}
	or := &ir.Or{}
	for _, item := range right.items() {
		or.Of = append(or.Of, &ir.Compare{Op: ir.Eq, Left: cmp.left, Right: item.value(wanted{t: cmp.t})})
	}
	return or
}

// arrayOf returns the array type of t; a list of arrays is an array of the same type.
func arrayOf(t *catalog.Type) *catalog.Type {
	if t.Plain().Array != nil {
		return t.Plain().Array
	}
	return t.Plain()
}

// sibling returns the type called name: PostgreSQL's own, or one of the extension that t
// belongs to.
func (c *compiler) sibling(t *catalog.Type, name string) *catalog.Type {
	if found := c.target.Model.Catalog.TypeByName(sqlname.Name{Schema: t.Plain().Name.Schema, Name: name}); found != nil {
		return found
	}
	if found := c.builtin(name); found != nil {
		return found
	}
	c.fail(planner.Faultf(planner.CodeUnexpected, c.path, "type %q does not exist", name))
	return t
}
