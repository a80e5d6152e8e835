package compile

import (
	"slices"
	"strconv"

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
	if r.one {
		return plain(r.f, perm)
	}
	for _, f := range r.f.Fields {
		if f.Field.Meta == schema.Returning && !plain(f, perm) {
			return false
		}
	}
	return true
}

// counts tells whether nothing is asked for but the number of rows, which the server tells
// without being asked.
func (r *response) counts() bool {
	return !r.one && !slices.ContainsFunc(r.f.Fields, func(f *planner.Selection) bool { return f.Field.Meta == schema.Returning })
}

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
// answers after it where one is needed.
func (c *compiler) finish(r *response, change *Change) *planner.Shape {
	if r.counts() {
		change.Write = c.step()
		change.Count = r.count()
		return nil
	}
	if r.direct(c.selectable(r.table)) {
		value, shape := c.answer(r, &ir.Written{Whole: true}, c.count(&ir.Written{}))
		c.query.Columns = []ir.Column{{Name: r.f.Key, Value: value}}
		change.Write = c.step()
		return shape
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

// nothing is the answer of a write that had nothing to do.
func (r *response) nothing() []byte {
	if r.one {
		return []byte("null")
	}
	return r.count().JSON(0)
}

// Count is the JSON of a T_mutation_response without rows, cut where the number of rows
// stands. It is immutable.
type Count [][]byte

// JSON returns the response of a write of so many rows.
func (c Count) JSON(affected int64) []byte {
	json := append([]byte(nil), c[0]...)
	for _, piece := range c[1:] {
		json = append(strconv.AppendInt(json, affected, 10), piece...)
	}
	return json
}

// count is the response without its rows.
func (r *response) count() Count {
	var done Count
	json := []byte{'{'}
	for i, f := range r.f.Fields {
		if i > 0 {
			json = append(json, ',')
		}
		json = append(planner.AppendJSONString(json, f.Key), ':')
		switch {
		case f.Field == planner.Typename:
			json = planner.AppendJSONString(json, r.f.Type.Name)
		case f.Field.Meta == schema.Returning:
			json = append(json, "[]"...)
		default:
			done, json = append(done, json), nil
		}
	}
	return append(done, append(json, '}'))
}
