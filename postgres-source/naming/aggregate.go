package naming

// AggregateFieldsType names `T_<op>_fields`; op is in snake case (`stddev_pop`).
func (r *Rules) AggregateFieldsType(base Name, op string) string {
	return r.Type(r.Convention.operatorType(base, op, "fields"))
}

// AggregateOrderByType names `T_<op>_order_by`.
func (r *Rules) AggregateOrderByType(base Name, op string) string {
	return r.Type(r.Convention.operatorType(base, op, "order", "by"))
}

// operatorType is typeOf for an operator in snake case, each word of which is a piece.
func (c Convention) operatorType(n Name, op string, after ...string) string {
	if c == HasuraDefault {
		return n.snake(nil, append([]string{op}, after...))
	}
	return c.Type(append(append(n[:len(n):len(n)], Split(op)...), Name(nil).With(after...)...))
}

// The names of aggregate predicates ignore the source's prefix and suffix, and all but the
// outermost are cased as fields (contract/postgres-graphql.md 1.4).

// PredicateType names `T_aggregate_bool_exp`.
func (r *Rules) PredicateType(base Name) string {
	return r.Convention.typeOf(base, "aggregate", "bool", "exp")
}

// PredicateFunctionType names `T_aggregate_bool_exp_<function>`; a function in snake case
// is one piece.
func (r *Rules) PredicateFunctionType(base Name, function string) string {
	return r.Convention.fieldOf(nil, base, "aggregate", "bool", "exp", function)
}

// PredicateArgumentsType names `T_aggregate_bool_exp_<function>_arguments`, the input of
// functions of two columns.
func (r *Rules) PredicateArgumentsType(base Name, function string) string {
	return r.Convention.fieldOf(nil, base, "aggregate", "bool", "exp", function, "arguments")
}

// PredicateColumns is the name of a predicate's set of columns, as the description of its
// enum quotes it: `T_aggregate_bool_exp_<function>_arguments_columns`.
func (r *Rules) PredicateColumns(base Name, function string) string {
	return base.With("aggregate", "bool", "exp", function, "arguments", "columns").Snake()
}

// PredicateColumnsType names the enum of a predicate's columns. It does take the source's
// prefix and suffix.
func (r *Rules) PredicateColumnsType(base Name, function string) string {
	after := []string{"aggregate", "bool", "exp", function, "arguments", "columns"}
	if r.Convention == HasuraDefault {
		return r.Type(base.snake(nil, []string{"select", "column"}) + "_" + base.snake(nil, after))
	}
	return r.Type(r.Convention.Type(append(base.With("select", "column"), base.With(after...)...)))
}

// RelationshipAggregate names the field of a row type that aggregates an array
// relationship: the relationship's name is re-cased with it
// (contract/postgres-graphql.md 1.5).
func (r *Rules) RelationshipAggregate(relationship string) string {
	return r.Convention.Field(Split(relationship).With("aggregate"))
}

// RelationshipAggregateInput names the same in `where` and `order_by`, where the
// relationship's name is kept (contract/postgres-graphql.md 1.4, 4.2).
func (r *Rules) RelationshipAggregateInput(relationship string) string {
	return r.Convention.Field(Custom(relationship).With("aggregate"))
}
