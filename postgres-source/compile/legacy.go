package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/legacy"
	"github.com/weftql/weft/postgres-source/model"
)

// Legacy is a data operation of /v1/query (contract/metadata-and-migrations.md 8.2).
type Legacy struct {
	// Step answers the operation's JSON, unless there is an Answer: then the number of rows it
	// wrote and the rows themselves, which are the state of the Answer.
	Step *Step
	// State is what the Step needs to know, nil when that is nothing.
	State  *State
	Answer *Step
}

// NewLegacy compiles a data operation. The error is a *Fault.
func NewLegacy(target *Target, op legacy.Operation) (*Legacy, error) {
	if insert, ok := op.(*legacy.Insert); ok {
		return legacyInsert(target, insert)
	}
	return newLegacy(target, func(c *compiler) *Step { return c.legacy(op) })
}

// newLegacy compiles what columns makes c answer; it returns the step that answers after it.
func newLegacy(target *Target, columns func(c *compiler) *Step) (*Legacy, error) {
	c := newCompiler(target)
	answer := columns(c)
	if len(c.questions.list) > 0 {
		c.fail(planner.Faultf(planner.CodeNotSupported, nil, "a permission that asks another source cannot be evaluated in this operation"))
	}
	if c.fault != nil {
		return nil, c.fault
	}
	return &Legacy{Step: c.step(), Answer: answer}, nil
}

// legacyAnswers makes the statement answer one value.
func (c *compiler) legacyAnswers(e ir.Expr) {
	c.query.Columns = []ir.Column{{Name: "answer", Value: e}}
}

func (c *compiler) legacy(op legacy.Operation) (answer *Step) {
	switch op := op.(type) {
	case *legacy.Select:
		rows, s := c.permitted(tableOf(op.Rows.Table), op.Rows.Table)
		c.legacyAnswers(c.legacyList(op.Rows, rows, s))
	case *legacy.Count:
		c.legacyAnswers(c.legacyCount(op))
	case *legacy.Update:
		return c.legacyUpdate(op)
	case *legacy.Delete:
		return c.legacyDelete(op)
	default:
		c.hidden("operation")
	}
	return nil
}

// legacyList is the list of rows, which the role may select.
func (c *compiler) legacyList(q *legacy.Rows, rows *ir.Rows, s scope) ir.Expr {
	rows.Where = conjunction([]ir.Expr{rows.Where, c.legacyWhere(q.Where, s)})
	for _, o := range q.Order {
		rows.Order = append(rows.Order, ir.Order{By: c.legacyKey(o, s), Desc: o.Desc, NullsFirst: o.NullsFirst})
	}
	rows.Limit, rows.Offset = c.legacyNumber(q.Limit), c.legacyNumber(q.Offset)
	rows.Cap = capOf(s)
	return &ir.List{Rows: rows, Row: c.legacyRow(q, s)}
}

// legacyWhere is a client's condition; nil when there is none.
func (c *compiler) legacyWhere(b model.BoolExp, s scope) ir.Expr {
	if b == nil {
		return nil
	}
	return condition{compiler: c, root: s, client: true}.holds(b, s)
}

func (c *compiler) legacyNumber(v *planner.Value) ir.Expr {
	if v == nil {
		return nil
	}
	return c.constant(v, c.builtin("int8"))
}

// legacyKey is what an order compares: a column, over object relationships or not.
func (c *compiler) legacyKey(o legacy.Order, s scope) ir.Expr {
	in := func(e ir.Expr) ir.Expr { return e }
	for _, rel := range o.Over {
		outer := in
		var rows *ir.Rows
		rows, s = c.relatedRows(rel, s)
		in = func(e ir.Expr) ir.Expr { return outer(&ir.Related{Rows: rows, Value: e}) }
	}
	return in(c.column(o.Column, s))
}

func (c *compiler) legacyRow(q *legacy.Rows, s scope) *ir.Object {
	row := &ir.Object{}
	for _, f := range q.Columns {
		row.Fields = append(row.Fields, ir.Field{Key: f.Key, Value: c.legacyField(f, s)})
	}
	return row
}

func (c *compiler) legacyField(f legacy.Column, s scope) ir.Expr {
	if f.Relationship == nil {
		return c.legacyShown(f.Column, s)
	}
	rows, inner := c.relatedRows(f.Relationship, s)
	if f.Relationship.Array {
		return c.legacyList(f.Rows, rows, inner)
	}
	return &ir.One{Rows: rows, Row: c.legacyRow(f.Rows, inner)}
}

// legacyShown is a column as it is shown: keys of enum tables as they are stored.
func (c *compiler) legacyShown(col *model.Column, s scope) ir.Expr {
	return c.shown(c.column(col, s), col.Type(), nil)
}

// legacyCount counts rows. Tuples of columns count even if they are NULL, which the tuple
// is not.
func (c *compiler) legacyCount(op *legacy.Count) ir.Expr {
	rows, s := c.permitted(tableOf(op.Table), op.Table)
	rows.Where = conjunction([]ir.Expr{rows.Where, c.legacyWhere(op.Where, s)})
	count := &ir.Aggregated{Function: "count"}
	if len(op.Distinct) > 0 {
		tuple := &ir.Tuple{Of: []ir.Expr{&ir.Bool{Value: true}}}
		for _, col := range op.Distinct {
			tuple.Of = append(tuple.Of, c.column(col, s))
		}
		count.Distinct, count.Args = true, []ir.Expr{tuple}
	}
	return &ir.Fold{Rows: rows, Value: &ir.Object{Fields: []ir.Field{{Key: "count", Value: count}}}}
}

// legacyValue is a value of the request in a column's type.
func (c *compiler) legacyValue(v *planner.Value, t *catalog.Type) ir.Expr {
	return c.spatial(t, func(w wanted) ir.Expr { return c.constant(v, w.t) })
}
