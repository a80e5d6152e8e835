package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
)

// amount is a limit or an offset; nil when it is null, which is none.
//
// One that stands in the document itself is a constant of the plan and becomes digits, made
// from a checked integer: PostgreSQL takes a parameter there for a tenth of the rows, holds
// a generic plan for too expensive, and plans each execution anew. For the first 100 rows of
// a table in the order of its key that was 165 us of the server's time instead of 105, for
// 20 rows with two levels below 261 instead of 179. A variable stays a parameter: each value
// would need a plan of its own.
func (c *compiler) amount(op *given) ir.Expr {
	v, constant := op.Constant()
	if !constant {
		return c.param(op, c.builtin("int8"), encoding{how: asInteger})
	}
	if v.Kind == planner.Null {
		return nil
	}
	n, ok := v.Int64()
	if !ok || n < 0 { // the server's to refuse, with its own words
		return c.param(op, c.builtin("int8"), encoding{how: asInteger})
	}
	return &ir.Number{Value: n}
}
