package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// conflictClause is a value of T_on_conflict.
type conflictClause struct {
	constraint string
	columns    []*model.Column
	where      *given // nil when absent
}

func readConflict(c *compiler, v *given) conflictClause {
	var clause conflictClause
	for _, f := range v.Fields() {
		switch f.Input.Meta {
		case schema.ConflictConstraint:
			if m, ok := c.enumMeta(f.Value).(*schema.Constraint); ok {
				clause.constraint = m.Key.Name
			}
		case schema.ConflictUpdateColumns:
			clause.columns = conflictColumns(c, f.Value)
		case schema.ConflictWhere:
			clause.where = f.Value
		}
	}
	if clause.constraint == "" {
		c.hidden("the constraint of on_conflict")
	}
	return clause
}

func conflictColumns(c *compiler, v *given) []*model.Column {
	var columns []*model.Column
	for _, item := range listItems(v) {
		switch m := c.enumMeta(item).(type) {
		case *model.Column:
			columns = append(columns, m)
		case schema.Placeholder:
			c.fail(planner.Invalid(item.Path(), "erroneous column name"))
		default:
			c.hidden("column " + item.Fixed().Text)
		}
	}
	return columns
}
