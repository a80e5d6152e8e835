package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/schema"
)

// selectRoot compiles a root field that reads a table.
func (c *compiler) selectRoot(f *planner.Selection, m *schema.Select) (ir.Expr, *planner.Shape) {
	if m.Kind == schema.SelectConnection {
		return c.connection(f, func() (*ir.Rows, scope) { return c.permitted(tableOf(m.Table), m.Table) })
	}
	if m.Kind == schema.SelectStream {
		return c.stream(f, m)
	}
	rows, s := c.permitted(tableOf(m.Table), m.Table)
	switch m.Kind {
	case schema.SelectList:
		return c.list(f, rows, s)
	case schema.SelectByPK:
		c.byKey(f, rows, s)
		return c.one(f, rows, s)
	case schema.SelectAggregate:
		return c.aggregate(f, rows, s)
	case schema.SelectStream, schema.SelectConnection:
	}
	return c.fail(planner.Faultf(planner.CodeNotSupported, f.Path, "field '%s' is not supported", f.Field.Name)), nil
}

// byKey restricts rows to the one whose primary key the arguments give. The permission's
// limit does not count (contract/postgres-graphql.md 4.1).
func (c *compiler) byKey(f *planner.Selection, rows *ir.Rows, s scope) {
	rows.Where = c.keyOf(s.table, members(f), s)
	rows.AtMostOne = true
}

// keys declares the types of the call's key.
func (c *compiler) keys(spec *planner.CallSpec) {
	for _, sel := range spec.Columns {
		if m, ok := sel.Field.Meta.(*schema.Landing); ok {
			c.query.Keys = make([]*catalog.Type, len(m.Columns))
			for i, col := range m.Columns {
				c.query.Keys[i] = col.Type().Plain()
			}
			return
		}
	}
	c.hidden("link " + spec.Link.Name)
}

// landing compiles a field whose rows the keys of other sources' objects point at.
func (c *compiler) landing(f *planner.Selection, m *schema.Landing) (ir.Expr, *planner.Shape) {
	if len(m.Columns) != len(c.query.Keys) {
		return c.hidden("field " + f.Field.Name), nil
	}
	rows, s := c.permitted(tableOf(m.Table), m.Table)
	for i, col := range m.Columns {
		rows.Join = append(rows.Join, ir.Equal{Column: col.Name, To: &ir.Key{Index: i}})
	}
	rows.AtMostOne = pinnedBy(m.Table, rows.Join)
	switch m.Kind {
	case schema.LandArray:
		return c.list(f, rows, s)
	case schema.LandAggregate:
		return c.aggregate(f, rows, s)
	case schema.LandObject:
	}
	return c.one(f, rows, s)
}
