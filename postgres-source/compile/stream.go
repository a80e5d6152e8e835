package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// stream compiles T_stream (contract/postgres-graphql.md 4.8): the rows after the cursor,
// whole groups of equal ones, and as a further column of the query the cursor after them.
func (c *compiler) stream(f *planner.Selection, m *schema.Select) (ir.Expr, *planner.Shape) {
	cur, ok := c.streamCursor(f)
	if !ok {
		return c.fail(c.fault), nil
	}
	rows, s := c.batch(f, m, cur)
	last, ls := c.batch(f, m, cur)
	name := map[bool]string{false: "max", true: "min"}[cur.desc]
	next := &ir.Aggregated{Function: name, Args: []ir.Expr{c.column(cur.column, ls)}}
	// Filled in by Select once all columns are there.
	c.next = &ir.Fold{Rows: last, Value: call("to_json", next)}
	cursor := cur.value.op.Param()
	c.cursor = &cursor
	row, shape := c.object(f, s)
	return &ir.List{Rows: rows, Row: row}, shape
}

// streamCursor is where a stream starts and how it runs.
type streamCursor struct {
	column *model.Column
	value  *given
	desc   bool
}

// batch returns the rows after the cursor, in its order.
func (c *compiler) batch(f *planner.Selection, m *schema.Select, cur streamCursor) (*ir.Rows, scope) {
	rows, s := c.permitted(tableOf(m.Table), m.Table)
	c.collect(f, rows, s)
	e := c.column(cur.column, s)
	op := model.Gt
	if cur.desc {
		op = model.Lt
	}
	after := c.compare(comparison{op: op, left: e, t: cur.column.Type(), enum: cur.column.Enum}, &requestOperand{c: c, of: cur.value})
	rows.Where = conjunction([]ir.Expr{rows.Where, after})
	rows.Order = []ir.Order{{By: e, Desc: cur.desc}}
	rows.Cap = capOf(s)
	rows.Ties = true
	if size := argument(f, schema.ArgBatchSize); size != nil {
		rows.Limit = c.amount(size)
	}
	return rows, s
}

func (c *compiler) streamCursor(f *planner.Selection) (streamCursor, bool) {
	arg := argument(f, schema.ArgCursor)
	if arg == nil {
		c.hidden("argument cursor")
		return streamCursor{}, false
	}
	items := listItems(arg)
	var cur streamCursor
	count := 0
	for _, item := range items {
		for _, member := range item.Fields() {
			switch member.Input.Meta {
			case schema.StreamInitialValue:
				for _, value := range member.Value.Fields() {
					cur.column, _ = value.Input.Meta.(*model.Column)
					cur.value = value.Value
					count++
				}
			case schema.StreamOrdering:
				if !member.Value.Null() {
					d, _ := c.enumMeta(member.Value).(schema.Direction)
					cur.desc = d.Desc
				}
			}
		}
	}
	switch {
	case count == 0 || cur.column == nil:
		c.fail(planner.Invalid(f.Path, "one streaming column field is expected"))
		return cur, false
	case count > 1 || len(items) > 1:
		c.fail(planner.Invalid(f.Path, "multiple column cursors are not supported yet"))
		return cur, false
	}
	return cur, true
}
