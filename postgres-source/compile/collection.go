package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// collect applies the collection arguments of a field to its rows
// (contract/postgres-graphql.md 4.1). A null argument is an absent one. It returns what the
// terms of the order are.
func (c *compiler) collect(f *planner.Selection, rows *ir.Rows, s scope) (terms []term) {
	for _, arg := range f.Args {
		m, ok := arg.Input.Meta.(schema.Argument)
		if !ok {
			continue
		}
		value := ofOperand(arg.Value)
		switch m {
		case schema.ArgLimit:
			rows.Limit = c.amount(value)
		case schema.ArgOffset:
			rows.Offset = c.amount(value)
		case schema.ArgWhere:
			if !value.Null() {
				rows.Where = conjunction([]ir.Expr{rows.Where, c.where(value, s)})
			}
		case schema.ArgOrderBy:
			if !value.Null() {
				terms = c.orderBy(value, rows, s)
			}
		case schema.ArgDistinctOn:
			if !value.Null() {
				rows.Distinct = c.distinctOn(value, s)
			}
		}
	}
	if !initial(rows.Alias, rows.Distinct, rows.Order) {
		c.fail(planner.Invalid(f.ArgsPath(), `"distinct_on" columns must match initial "order_by" columns`))
	}
	return terms
}

// distinctOn compiles the columns of DISTINCT ON. They decide the SQL.
func (c *compiler) distinctOn(op *given, s scope) []ir.Expr {
	var of []ir.Expr
	for _, item := range listItems(op) {
		of = append(of, c.enumColumn(item, s))
	}
	return of
}

// enumColumn is the column that a value of a column enum stands for.
func (c *compiler) enumColumn(op *given, s scope) ir.Expr {
	if m, ok := c.enumMeta(op).(*model.Column); ok {
		return c.column(m, s)
	}
	return c.hidden("column " + op.Fixed().Text)
}

// enumMeta is what an enum value stands for.
func (c *compiler) enumMeta(op *given) any {
	in := op.Input()
	if in == nil {
		return nil
	}
	t := c.target.Types.Type(in.Type.Name())
	if t == nil {
		return nil
	}
	v := t.Value(op.Fixed().Text)
	if v == nil {
		return nil
	}
	return v.Meta
}

// initial tells whether the distinct columns are, as a set, the first terms of the order
// (contract/postgres-graphql.md 4.4).
func initial(rows ir.Alias, distinct []ir.Expr, order []ir.Order) bool {
	if len(distinct) == 0 || len(order) == 0 {
		return true
	}
	n := distinctCount(rows, distinct)
	if len(order) < n {
		return false
	}
	for _, o := range order[:n] {
		if !containsColumn(rows, distinct, o.By) {
			return false
		}
	}
	first := make([]ir.Expr, n)
	for i := range first {
		first[i] = order[i].By
	}
	for _, d := range distinct {
		if !containsColumn(rows, first, d) {
			return false
		}
	}
	return true
}

func distinctCount(rows ir.Alias, of []ir.Expr) int {
	n := 0
	for i, e := range of {
		if !containsColumn(rows, of[:i], e) {
			n++
		}
	}
	return n
}

func containsColumn(rows ir.Alias, of []ir.Expr, e ir.Expr) bool {
	name, ok := columnName(rows, e)
	for _, o := range of {
		if other, isColumn := columnName(rows, o); ok && isColumn && other == name {
			return true
		}
	}
	return false
}

// columnName is the column of the rows under e, masked or not.
func columnName(rows ir.Alias, e ir.Expr) (string, bool) {
	switch e := e.(type) {
	case *ir.ColumnOf:
		return e.Name, e.Rows == rows
	case *ir.Case:
		return columnName(rows, e.Then)
	}
	return "", false
}
