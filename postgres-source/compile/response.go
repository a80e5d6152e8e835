package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// response is how a write answers its field.
type response struct {
	f     *planner.Selection
	table *model.Table
	// one tells a field that is a row from one that is a T_mutation_response.
	one bool
}

// direct tells whether the statement that writes can answer: it shows plain columns only,
// and each in all rows or where the row itself says so. Anything else is read by a statement
// of its own, which sees what was written (contract/postgres-graphql.md 6.7).
func (r *response) direct(perm *model.SelectPermission) bool {
	return !slices.ContainsFunc(r.lists(), func(f *planner.Selection) bool { return !plain(f, perm) })
}

// counts tells whether no row is shown.
func (r *response) counts() bool { return len(r.lists()) == 0 }

func plain(f *planner.Selection, perm *model.SelectPermission) bool {
	for _, field := range f.Fields {
		if field.Field == planner.Typename {
			continue
		}
		col, ok := field.Field.Meta.(*model.Column)
		if !ok || field.Field.Link != nil || !settled(perm.Column(col)) {
			return false
		}
	}
	return true
}

// settled tells whether the row alone decides if a column of it is shown.
func settled(readable *model.ReadableColumn) bool {
	return readable == nil || readable.When == nil || model.RowAlone(readable.When)
}

// finish adds to a statement with its Write what it answers, and makes the statement that
// answers after it where one is needed. S is a written row.
func (c *compiler) finish(r *response, change *Change, s scope) *planner.Shape {
	if r.direct(c.selectable(r.table)) {
		c.directly(r, s)
		change.Write, change.Reply = c.step(), r.reply()
		return nil
	}
	c.query.Columns = []ir.Column{
		{Name: "affected", Value: c.count(&ir.Written{})},
		{Name: "rows", Value: c.wholeRows(r.table)},
	}
	change.Write = c.step()
	answer := c.beside()
	shape := answer.afterwards(r)
	c.join(answer)
	change.Answer = answer.step()
	return shape
}

// directly makes the statement answer what is shown of each row it writes: the objects of a
// response's lists, or the one that the field is. Nothing is to be joined inside.
func (c *compiler) directly(r *response, s scope) {
	c.query.EachRow = true
	for _, f := range r.lists() {
		row, _ := c.object(f, s)
		c.query.Columns = append(c.query.Columns, ir.Column{Name: f.Key, Value: row})
	}
}

// lists are the selections of written rows.
func (r *response) lists() []*planner.Selection {
	if r.one {
		return []*planner.Selection{r.f}
	}
	var lists []*planner.Selection
	for _, f := range r.f.Fields {
		if f.Field.Meta == schema.Returning {
			lists = append(lists, f)
		}
	}
	return lists
}

// afterwards makes c the statement that answers from the state of the write before it.
func (c *compiler) afterwards(r *response) *planner.Shape {
	rows := &ir.Unnested{Array: c.state(stateRows, r.table.SQL.RowType.Array)}
	value, shape := c.answer(r, rows, c.state(stateAffected, c.builtin("int8")))
	c.query.Columns = []ir.Column{{Name: r.f.Key, Value: value}}
	return shape
}

// answer is the field's JSON. The rows are those that were written: the role's columns
// apply to them, its row filter does not (contract/postgres-graphql.md 6.3).
func (c *compiler) answer(r *response, from ir.From, affected ir.Expr) (ir.Expr, *planner.Shape) {
	if r.one {
		rows, s := c.returned(r.table, from)
		return c.one(r.f, rows, s)
	}
	return c.members(r.f, r.f.Type.Name, func(f *planner.Selection) (ir.Expr, *planner.Shape) {
		switch f.Field.Meta {
		case schema.AffectedRows:
			return affected, nil
		case schema.Returning:
			rows, s := c.returned(r.table, from)
			row, shape := c.object(f, s)
			return &ir.List{Rows: rows, Row: row}, shape
		}
		return c.hidden("field " + f.Field.Name), nil
	})
}

// returned are written rows as the role may read them.
func (c *compiler) returned(t *model.Table, from ir.From) (*ir.Rows, scope) {
	s := c.readScope(t)
	return &ir.Rows{Alias: s.rows, From: from}, s
}

// readScope is a row of a table whose row filter was dealt with or does not apply.
func (c *compiler) readScope(t *model.Table) scope {
	return scope{rows: c.alias(), table: t, perm: c.selectable(t)}
}

// selectable is what the role may select of a table: nothing without a permission.
func (c *compiler) selectable(t *model.Table) *model.SelectPermission {
	if p := c.target.permissions(t); p != nil && p.Select != nil {
		return p.Select
	}
	return &model.SelectPermission{Limit: model.NoLimit}
}

func (c *compiler) written() *ir.Rows {
	return &ir.Rows{Alias: c.alias(), From: &ir.Written{Whole: true}}
}

func (c *compiler) count(from ir.From) ir.Expr {
	return &ir.Related{Rows: &ir.Rows{Alias: c.alias(), From: from}, Value: &ir.Aggregated{Function: "count"}}
}

// wholeRows are the written rows as the text of an array of the row type: what the
// database reads back without loss.
func (c *compiler) wholeRows(t *model.Table) ir.Expr {
	rows := c.written()
	row := &ir.RowOf{Rows: rows.Alias, Type: t.SQL.RowType}
	return &ir.Cast{
		Of:   &ir.Related{Rows: rows, Value: &ir.Aggregated{Function: "array_agg", Args: []ir.Expr{row}}},
		Type: c.builtin("text"),
	}
}
