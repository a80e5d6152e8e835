package compile

import (
	"encoding/base64"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// nodeID is a row's global id: `[1, schema, table, key...]` in base64
// (contract/postgres-graphql.md 5.8).
func (c *compiler) nodeID(t *model.Table, s scope) ir.Expr {
	id := call("json_build_array", &ir.Number{Value: 1}, &ir.Text{Value: t.Name.Schema}, &ir.Text{Value: t.Name.Name})
	for _, col := range t.PrimaryKey {
		id.Args = append(id.Args, ir.Arg{Value: &ir.ColumnOf{Rows: s.rows, Name: col.Name}})
	}
	return c.base64(id)
}

// node compiles `node(id:)`. The id's table decides the SQL, its key does not.
func (c *compiler) node(f *planner.Selection) (ir.Expr, *planner.Shape) {
	op := argument(f, schema.ArgID)
	if op == nil {
		return c.hidden("field " + f.Field.Name), nil
	}
	id, fault := readNodeID(op.Fixed(), op.Path())
	if fault != nil {
		return c.fail(fault), nil
	}
	name := sqlname.Name{Schema: id.Items[1].Text, Name: id.Items[2].Text}
	t, row := c.target.nodeTable(id)
	if t == nil {
		return c.fail(planner.Invalid(op.Path(), "invalid node id: no such table found: %s", name)), nil
	}
	if len(id.Items) != 3+len(t.PrimaryKey) {
		return c.fail(planner.Invalid(op.Path(), "invalid node id: wrong number of primary key columns of table %s", name)), nil
	}
	rows, s := c.permitted(tableOf(t), t)
	var of []ir.Expr
	for i, col := range t.PrimaryKey {
		elem := encodingOf(col.Type())
		value := c.param(op, col.Type(), encoding{how: asNodeKey, index: 3 + i, elem: &elem})
		of = append(of, &ir.Compare{Op: ir.Eq, Left: &ir.ColumnOf{Rows: s.rows, Name: col.Name}, Right: value})
	}
	rows.Where = conjunction(of)
	rows.AtMostOne = true
	object, shape := c.members(f, row, func(f *planner.Selection) (ir.Expr, *planner.Shape) { return c.nodeField(f, row, s) })
	return &ir.One{Rows: rows, Row: object}, shape
}

// nodeField compiles a field of the row or of the interface Node.
func (c *compiler) nodeField(f *planner.Selection, row string, s scope) (ir.Expr, *planner.Shape) {
	if f.Field.Meta == nil && f.Field.Link == nil {
		own := c.target.Types.Type(row).Field(f.Field.Name)
		if own == nil {
			return c.hidden("field " + f.Field.Name), nil
		}
		concrete := *f
		concrete.Field = own
		f = &concrete
	}
	return c.rowField(f, s)
}

// readNodeID decodes a global id of version 1, the only one there is.
func readNodeID(v *planner.Value, at *planner.Path) (*planner.Value, *planner.Fault) {
	raw, err := base64.StdEncoding.DecodeString(v.Text)
	if err != nil {
		return nil, planner.Invalid(at, "invalid node id: the node id is invalid")
	}
	id, err := planner.ParseValue(raw)
	if err != nil || id.Kind != planner.List || len(id.Items) < 4 || id.Items[0].Text != "1" ||
		id.Items[1].Kind != planner.String || id.Items[2].Kind != planner.String {
		return nil, planner.Invalid(at, "invalid node id: the node id is invalid")
	}
	return id, nil
}

// nodeKey is one component of the key in a global id.
func (e encoding) nodeKey(v *planner.Value, at *planner.Path) ([]byte, bool, error) {
	id, fault := readNodeID(v, at)
	if fault != nil || e.index >= len(id.Items) {
		return nil, false, planner.Invalid(at, "invalid node id: the node id is invalid")
	}
	return e.elem.text(id.Items[e.index], at)
}

// cursor is one value in a Relay cursor.
func (e encoding) cursor(v *planner.Value, at *planner.Path) ([]byte, bool, error) {
	invalid := planner.Invalid(at, `the "after" or "before" cursor is invalid`)
	raw, err := base64.StdEncoding.DecodeString(v.Text)
	if err != nil {
		return nil, false, invalid
	}
	position, err := planner.ParseValue(raw)
	if err != nil {
		return nil, false, invalid
	}
	for _, step := range e.at {
		if position = position.Member(step); position == nil {
			return nil, false, invalid
		}
	}
	return e.elem.text(position, at)
}
