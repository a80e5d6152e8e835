package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/schema"
)

// delete compiles the deleting root fields of a table (contract/postgres-graphql.md 6.7).
func (c *compiler) delete(f *planner.Selection, m *schema.Delete) (*Change, *planner.Shape) {
	p := c.target.permissions(m.Table)
	if p == nil || p.Delete == nil {
		c.hidden("field " + f.Field.Name)
		return &Change{}, nil
	}
	s := c.readScope(m.Table)
	r := &response{f: f, table: m.Table, one: m.ByPK}
	d := &ir.Delete{Target: c.targetOf(m.Table, s), Filter: c.permission(p.Delete.Filter, s, s)}
	if m.ByPK {
		d.Where = c.keyOf(m.Table, members(f), s)
	} else {
		d.Where = c.which(m.Table, members(f), s)
	}
	d.Whole = !r.direct(c.selectable(r.table))
	c.dependOn(m.Table)
	c.query.Write = d
	change := &Change{}
	return change, c.finish(r, change, s)
}
