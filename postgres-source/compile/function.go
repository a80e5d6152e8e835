package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// functionRoot compiles a root field that calls a function
// (contract/postgres-graphql.md 5.4).
func (c *compiler) functionRoot(f *planner.Selection, m *schema.Function) (ir.Expr, *planner.Shape) {
	fn := m.Function
	c.dependOnFunction(fn.SQL)
	c.once = c.once || fn.SQL.Volatility == catalog.Volatile
	if m.Kind == schema.FunctionConnection {
		return c.connection(f, func() (*ir.Rows, scope) { return c.functionRows(f, fn) })
	}
	rows, s := c.functionRows(f, fn)
	if m.Kind == schema.FunctionAggregate {
		return c.aggregate(f, rows, s)
	}
	return c.answered(f, fn, rows, s)
}

// performed compiles a root field that calls a function for what it does: the role's row
// filter and the client's arguments decide what is shown of its rows, not whether it runs.
func (c *compiler) performed(f *planner.Selection, fn *model.Function) (ir.Expr, *planner.Shape) {
	c.dependOnFunction(fn.SQL)
	c.query.Write = &ir.Perform{Function: *c.functionCall(f, fn)}
	rows, s := c.permitted(&ir.Performed{}, fn.Returns)
	return c.answered(f, fn, rows, s)
}

// answered is what a field shows of the rows of a function.
func (c *compiler) answered(f *planner.Selection, fn *model.Function, rows *ir.Rows, s scope) (ir.Expr, *planner.Shape) {
	if fn.Set {
		return c.list(f, rows, s)
	}
	rows.AtMostOne = true
	c.collect(f, rows, s)
	return c.one(f, rows, s)
}

// functionRows are the rows a function answers that the role may select.
func (c *compiler) functionRows(f *planner.Selection, fn *model.Function) (*ir.Rows, scope) {
	return c.permitted(c.functionCall(f, fn), fn.Returns)
}

func (c *compiler) functionCall(f *planner.Selection, fn *model.Function) *ir.Function {
	return &ir.Function{Name: fn.Name, Args: c.arguments(fn.SQL, f, func(position int) ir.Expr {
		if fn.Session != nil && fn.Session.Position == position {
			return c.wholeSession(fn.Session.Type)
		}
		return nil
	})}
}

// arguments compiles the arguments of a call: those the function itself gets from fixed
// (the row, the session), the others from the field's `args`. What was left out falls back
// to its default; after such a gap arguments are passed by name.
func (c *compiler) arguments(fn *catalog.Function, f *planner.Selection, fixed func(position int) ir.Expr) []ir.Arg {
	given := c.given(f)
	var args []ir.Arg
	gap := false
	for i, a := range fn.Args {
		value := fixed(i)
		if value == nil {
			value = given[i]
		}
		switch {
		case value == nil && !fn.HasDefault(i):
			c.fail(planner.Faultf(planner.CodeNotSupported, argsPath(f), "Non default arguments cannot be omitted"))
		case value == nil:
			gap = true
		case gap && a.Name == "":
			c.fail(planner.Faultf(planner.CodeNotSupported, argsPath(f), "Only last set of positional arguments can be omitted"))
		case gap:
			args = append(args, ir.Arg{Name: a.Name, Value: value})
		default:
			args = append(args, ir.Arg{Value: value})
		}
	}
	return args
}

// given returns the client's arguments by their position in the function.
func (c *compiler) given(f *planner.Selection) map[int]ir.Expr {
	if f == nil {
		return nil
	}
	op := argument(f, schema.ArgFunction)
	if op == nil {
		return nil
	}
	args := map[int]ir.Expr{}
	for _, field := range op.Fields() {
		m, ok := field.Input.Meta.(*model.Argument)
		if !ok {
			c.hidden("argument " + field.Name)
			continue
		}
		args[m.Position] = (&requestOperand{c: c, of: field.Value}).value(wanted{t: m.Type})
	}
	return args
}

func argsPath(f *planner.Selection) *planner.Path {
	if f == nil {
		return nil
	}
	return f.ArgsPath().Key("args")
}
