package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// orderBy builds T_order_by (contract/postgres-graphql.md 4.2). Nulls are no-ops in it.
func (f *frame) orderBy(t *table, v *view) *planner.Type {
	order := &planner.Type{
		Kind: ast.InputObject, Name: t.name(naming.OrderBy), Description: "Ordering options when selecting data from " + t.quoted + ".",
	}
	direction := f.rules.SharedOrderBy()
	for _, c := range v.read {
		order.Inputs = append(order.Inputs, f.order(c.Column, c.Field, direction, c.Column))
	}
	for _, c := range v.computed {
		if len(c.Args) == 0 {
			order.Inputs = append(order.Inputs, f.order(c, c.Name, direction, c))
		}
	}
	for _, c := range v.rows {
		if len(c.Args) == 0 {
			order.Inputs = append(order.Inputs, f.order(c.ComputedField, f.rules.RelationshipAggregateInput(c.Name),
				c.target.name(naming.AggregateOrderBy), &ComputedAggregate{c.ComputedField}))
		}
	}
	for _, r := range v.relationships {
		order.Inputs = append(order.Inputs, f.orderRelationship(r))
	}
	order.Inputs = sortInputs(order.Inputs)
	return order
}

func (f *frame) orderRelationship(r reachable) *planner.InputValue {
	if !r.Array {
		return f.order(r.Relationship, r.Name, r.target.name(naming.OrderBy), r.Relationship)
	}
	return f.order(r.Relationship, f.rules.RelationshipAggregateInput(r.Name),
		r.target.name(naming.AggregateOrderBy), &RelationshipAggregate{r.Relationship})
}

// order is a member of an ordering. It has no description.
func (f *frame) order(of any, name, typeName string, meta any) *planner.InputValue {
	return f.input(of, useOrder, func() *planner.InputValue {
		return &planner.InputValue{Name: name, Type: f.wrap(typeName).plain, Meta: meta}
	})
}

// aggregateOrderBy builds T_aggregate_order_by.
func (f *frame) aggregateOrderBy(t *table, c *columns) *planner.Type {
	order := &planner.Type{
		Kind: ast.InputObject, Name: t.name(naming.AggregateOrderBy), Description: "order by aggregate values of table " + t.quoted,
		Inputs: []*planner.InputValue{{Name: "count", Type: f.wrap(f.rules.SharedOrderBy()).plain, Meta: AggregateCount}},
	}
	for i := range aggregateOps {
		op := &aggregateOps[i]
		if op.anyOrder(f, c) {
			order.Inputs = append(order.Inputs, &planner.InputValue{
				Name: f.rules.Convention.Word(string(op.op)), Meta: op.op,
				Type: f.wrap(f.rules.AggregateOrderByType(t.base, string(op.op))).plain,
			})
		}
	}
	planner.SortInputs(order.Inputs)
	return order
}

// opOrderBy builds T_<op>_order_by, whose columns are described.
func (f *frame) opOrderBy(t *table, c *columns, op *aggregateOp) *planner.Type {
	order := &planner.Type{
		Kind: ast.InputObject, Name: f.rules.AggregateOrderByType(t.base, string(op.op)),
		Description: "order by " + f.rules.Convention.Word(string(op.op)) + "() on columns of table " + t.quoted,
	}
	for _, column := range c.read {
		if op.takes(f, column.Column) {
			order.Inputs = append(order.Inputs, f.columnOrder(column.Column))
		}
	}
	planner.SortInputs(order.Inputs)
	return order
}

func (f *frame) columnOrder(c *model.Column) *planner.InputValue {
	return f.input(c, useColumnOrder, func() *planner.InputValue {
		return &planner.InputValue{
			Name: c.Field, Description: columnDescription(c), Type: f.wrap(f.rules.SharedOrderBy()).plain, Meta: c,
		}
	})
}

// directions are the values of order_by, sorted by name.
var directions = []planner.EnumValue{
	{Name: "asc", Description: "in ascending order, nulls last", Meta: Direction{}},
	{Name: "asc_nulls_first", Description: "in ascending order, nulls first", Meta: Direction{NullsFirst: true}},
	{Name: "asc_nulls_last", Description: "in ascending order, nulls last", Meta: Direction{}},
	{Name: "desc", Description: "in descending order, nulls first", Meta: Direction{Desc: true, NullsFirst: true}},
	{Name: "desc_nulls_first", Description: "in descending order, nulls first", Meta: Direction{Desc: true, NullsFirst: true}},
	{Name: "desc_nulls_last", Description: "in descending order, nulls last", Meta: Direction{Desc: true}},
}

// addDirections registers order_by and cursor_ordering.
func (f *frame) addDirections() {
	order := &planner.Type{Kind: ast.Enum, Name: f.rules.SharedOrderBy(), Description: "column ordering options"}
	for i := range directions {
		value := directions[i]
		value.Name = f.rules.Convention.Upper(value.Name)
		order.Values = append(order.Values, &value)
	}
	f.memoized(order.Name, nil, func() *planner.Type { return order })

	cursor := &planner.Type{
		Kind: ast.Enum, Name: f.rules.CursorOrdering(), Description: "ordering argument of a cursor",
		Values: []*planner.EnumValue{
			{Name: "ASC", Description: "ascending ordering of the cursor", Meta: Direction{}},
			{Name: "DESC", Description: "descending ordering of the cursor", Meta: Direction{Desc: true}},
		},
	}
	f.memoized(cursor.Name, nil, func() *planner.Type { return cursor })
}
