package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// boolExp builds T_bool_exp (contract/postgres-graphql.md 3.1). Without a view, for a role
// that may write but not read, it has the connectives only (6.2).
func (f *frame) boolExp(t *table, v *view) *planner.Type {
	name := t.name(naming.BoolExp)
	self := f.wrap(name)
	exp := &planner.Type{
		Kind: ast.InputObject, Name: name,
		Description: "Boolean expression to filter rows from the table " + t.quoted + ". All fields are combined with a logical 'AND'.",
		Inputs:      connectives(self),
	}
	if v != nil {
		exp.Inputs = f.appendFilters(exp.Inputs, v)
	}
	exp.Inputs = sortInputs(exp.Inputs)
	return exp
}

// connectives are the members every boolean expression has.
func connectives(self *wrapped) []*planner.InputValue {
	return []*planner.InputValue{
		{Name: "_and", Type: self.list, NoNull: true, Meta: And},
		{Name: "_or", Type: self.list, NoNull: true, Meta: Or},
		{Name: "_not", Type: self.plain, NoNull: true, Meta: Not},
	}
}

func (f *frame) appendFilters(inputs []*planner.InputValue, v *view) []*planner.InputValue {
	for _, c := range v.read {
		inputs = append(inputs, f.filter(c.Column, c.Field, f.comparisonOf(f.comparedColumn(c.Column))))
	}
	for _, c := range v.computed {
		if len(c.Args) == 0 {
			inputs = append(inputs, f.filter(c, c.Name, f.comparisonOf(f.comparedField(c))))
		}
	}
	for _, c := range v.rows {
		if len(c.Args) == 0 {
			inputs = append(inputs, f.filter(c.ComputedField, c.Name, c.target.name(naming.BoolExp)))
		}
	}
	for _, r := range v.relationships {
		inputs = append(inputs, f.filter(r.Relationship, r.Name, r.target.name(naming.BoolExp)))
		if r.Array && r.aggregate && !f.options.HideAggregationPredicates {
			inputs = append(inputs, f.aggregateFilter(r))
		}
	}
	return inputs
}

// filter is a member that compares or descends. It has no description.
func (f *frame) filter(of any, name, typeName string) *planner.InputValue {
	return f.input(of, useFilter, func() *planner.InputValue {
		return &planner.InputValue{Name: name, Type: f.wrap(typeName).plain, NoNull: true, Meta: of}
	})
}

func (f *frame) aggregateFilter(r reachable) *planner.InputValue {
	return f.input(r.Relationship, useAggregateFilter, func() *planner.InputValue {
		return &planner.InputValue{
			Name: f.rules.RelationshipAggregateInput(r.Name), Type: f.wrap(f.rules.PredicateType(r.target.base)).plain,
			NoNull: true, Meta: &AggregatePredicate{r.Relationship},
		}
	})
}

// selectColumn builds T_select_column.
func (f *frame) selectColumn(t *table, c *columns) *planner.Type {
	enum := &planner.Type{
		Kind: ast.Enum, Name: t.name(naming.SelectColumn), Description: "select columns of table " + t.quoted,
	}
	for _, column := range c.read {
		enum.Values = append(enum.Values, f.columnValue(column.Column))
	}
	planner.SortEnumValues(enum.Values)
	return enum
}

// columnValue is a column as a value of an enum.
func (f *frame) columnValue(c *model.Column) *planner.EnumValue {
	return once(f.values, memberKey{of: c, use: useEnumValue}, func() *planner.EnumValue {
		return &planner.EnumValue{Name: c.Field, Description: "column name", Meta: c}
	})
}
