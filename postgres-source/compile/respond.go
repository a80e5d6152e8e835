package compile

import (
	"fmt"
	"strconv"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Ask is what a permission asks of another database: the values of columns in the rows for
// which a condition holds. Rows where any of them is NULL do not count.
type Ask struct {
	Table   sqlname.Name
	Columns []string
	Where   *model.RelatedElsewhere
}

const (
	// maxAsked bounds how many rows a permission may depend on.
	maxAsked = 1 << 20
	// askedCount is the member of the answer that tells how many rows there are. The others
	// are the columns by number: each the text of an array, null for an empty one.
	askedCount = "count"
)

// Respond compiles the answer to an ask. As everywhere in permissions, the select filter of
// the asked table is not added (contract/postgres-graphql.md 3.5). The error is a *Fault.
func Respond(target *Target, ask *Ask) (*Read, error) {
	t := target.Model.Table(ask.Table)
	if t == nil {
		return nil, unanswerable(target, fmt.Errorf("table %q is not tracked", ask.Table.String()))
	}
	compare, err := ask.Where.On(t)
	if err != nil {
		return nil, unanswerable(target, err)
	}
	c := newCompiler(target)
	rows, s := c.unfiltered(t)
	conditions := []ir.Expr{c.permission(compare, s, s)}
	answer := &ir.Object{Fields: []ir.Field{{Key: askedCount, Value: &ir.Aggregated{Function: "count"}}}}
	for i, name := range ask.Columns {
		if t.Column(name) == nil {
			return nil, unanswerable(target, fmt.Errorf("column %q of table %q does not exist", name, ask.Table.String()))
		}
		column := &ir.ColumnOf{Rows: s.rows, Name: name}
		conditions = append(conditions, &ir.Not{Of: &ir.IsNull{Of: column}})
		rows.Distinct = append(rows.Distinct, column)
		answer.Fields = append(answer.Fields, ir.Field{Key: strconv.Itoa(i), Value: c.listed(column)})
	}
	rows.Where = conjunction(conditions)
	rows.Limit = &ir.Number{Value: maxAsked + 1}
	c.query.Columns = []ir.Column{{Name: "asked", Value: &ir.Fold{Rows: rows, Value: answer}}}
	if c.fault != nil {
		return nil, c.fault
	}
	return &Read{Query: &c.query, Inputs: c.inputs, Deps: c.deps}, nil
}

// listed is the text of an array of a column's values, each as its own text: another
// database reads them as the type it has there.
func (c *compiler) listed(column ir.Expr) ir.Expr {
	text := c.builtin("text")
	values := &ir.Aggregated{Function: "array_agg", Args: []ir.Expr{&ir.Cast{Of: column, Type: text}}}
	return &ir.Cast{Of: values, Type: text}
}

// unanswerable is what a client learns of a permission that makes no sense: metadata says
// more.
func unanswerable(target *Target, err error) *planner.Fault {
	f := planner.Faultf(planner.CodeNotSupported, nil, "a permission of the role cannot be evaluated")
	f.Cause = fmt.Errorf("%s: %w", target.Source, err)
	f.Internal = append(planner.AppendJSONString([]byte(`{"error":`), f.Cause.Error()), '}')
	return f
}
