package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// nativeRoot compiles the root field of a native query (contract/postgres-graphql.md 5.7).
func (c *compiler) nativeRoot(f *planner.Selection, m *schema.NativeQuery) (ir.Expr, *planner.Shape) {
	rows, s := c.nativeRows(m.Query, c.nativeArguments(f, m.Query))
	return c.list(f, rows, s)
}

// nativeArguments are the arguments given to a native query, by their place in it.
func (c *compiler) nativeArguments(f *planner.Selection, q *model.NativeQuery) map[int]ir.Expr {
	given := map[int]ir.Expr{}
	op := argument(f, schema.ArgNative)
	if op == nil {
		return given
	}
	for _, field := range op.Fields() {
		arg, ok := field.Input.Meta.(*model.NativeArgument)
		if !ok {
			c.hidden("argument " + field.Name)
			continue
		}
		value := (&requestOperand{c: c, of: field.Value}).value(wanted{t: arg.Type})
		for i := range q.Args {
			if q.Args[i].Name == arg.Name {
				given[i] = value
			}
		}
	}
	return given
}

// nativeRows are the rows of a native query that the role may select: its code stands as a
// derived table, its arguments are typed parameters.
func (c *compiler) nativeRows(q *model.NativeQuery, given map[int]ir.Expr) (*ir.Rows, scope) {
	s := scope{rows: c.alias(), perm: q.Returns.Select(c.target.Role)}
	code := &ir.Statement{Pieces: []string{""}}
	for _, piece := range q.Code {
		if piece.Arg < 0 {
			code.Pieces[len(code.Pieces)-1] += piece.Text
			continue
		}
		value := given[piece.Arg]
		if value == nil { // absent and nullable
			value = c.constant(planner.NullValue, q.Args[piece.Arg].Type)
		}
		code.Args = append(code.Args, value)
		code.Pieces = append(code.Pieces, "")
	}
	rows := &ir.Rows{Alias: s.rows, From: code}
	c.depend(planner.Dep{Table: q.Name, Opaque: true})
	if s.perm == nil {
		s.perm = &model.SelectPermission{Limit: model.NoLimit}
		rows.Filter = c.hidden("native query " + q.Name)
		return rows, s
	}
	rows.Filter = c.permission(s.perm.Filter, s, s)
	return rows, s
}

// logicalField compiles a field of a logical model.
func (c *compiler) logicalField(m *model.LogicalField, f *planner.Selection, s scope) ir.Expr {
	if m.Column == nil {
		return c.hidden("field " + m.Name)
	}
	return c.output(c.column(m.Column, s), m.Column.Type(), nil, f)
}
