package compile

import (
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
)

// column is the value of a column as the role may read it: itself, or NULL in rows where an
// inherited role does not show it (contract/postgres-graphql.md 7.4).
//
// All uses of a masked column of the same rows are one tree: PostgreSQL takes DISTINCT ON
// only when its expressions are, aliases included, those that ORDER BY begins with.
func (c *compiler) column(col *model.Column, s scope) ir.Expr {
	e := &ir.ColumnOf{Rows: s.rows, Name: col.Name}
	readable := s.perm.Column(col)
	switch {
	case readable == nil:
		return c.hidden("column " + col.Name)
	case readable.When == nil:
		return e
	}
	key := maskedColumn{s.rows, col}
	if known := c.masked[key]; known != nil {
		return known
	}
	if c.masked == nil {
		c.masked = map[maskedColumn]ir.Expr{}
	}
	c.masked[key] = c.mask(readable.When, e, s)
	return c.masked[key]
}

// maskedColumn is a column of some rows.
type maskedColumn struct {
	rows ir.Alias
	of   *model.Column
}

// mask is a value in the rows where a condition holds, else NULL.
func (c *compiler) mask(when model.BoolExp, value ir.Expr, s scope) ir.Expr {
	condition := c.permission(when, s, s)
	if condition == nil { // it always holds
		return value
	}
	return &ir.Case{When: condition, Then: value}
}
