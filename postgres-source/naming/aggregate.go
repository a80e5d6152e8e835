package naming

// AggregateFieldsType names `T_<op>_fields`; op is in snake case (`stddev_pop`).
func (r *Rules) AggregateFieldsType(base Name, op string) string {
	return r.Type(r.Convention.Type(base.operator(op, "fields")))
}

// AggregateOrderByType names `T_<op>_order_by`.
func (r *Rules) AggregateOrderByType(base Name, op string) string {
	return r.Type(r.Convention.Type(base.operator(op, "order", "by")))
}

func (n Name) operator(op string, after ...string) Name {
	return append(append(n[:len(n):len(n)], Split(op)...), Name(nil).With(after...)...)
}

// The names of aggregate predicates ignore the source's prefix and suffix, and all but the
// outermost are cased as fields (contract/postgres-graphql.md 1.4).

// PredicateType names `T_aggregate_bool_exp`.
func (r *Rules) PredicateType(base Name) string {
	return r.Convention.Type(base.With("aggregate", "bool", "exp"))
}

// PredicateFunctionType names `T_aggregate_bool_exp_<function>`; a function in snake case
// is one piece.
func (r *Rules) PredicateFunctionType(base Name, function string) string {
	return r.Convention.Field(base.With("aggregate", "bool", "exp", function))
}

// PredicateArgumentsType names `T_aggregate_bool_exp_<function>_arguments`, the input of
// functions of two columns.
func (r *Rules) PredicateArgumentsType(base Name, function string) string {
	return r.Convention.Field(base.With("aggregate", "bool", "exp", function, "arguments"))
}

// PredicateColumns is the name of a predicate's set of columns, as the description of its
// enum quotes it: `T_aggregate_bool_exp_<function>_arguments_columns`.
func (r *Rules) PredicateColumns(base Name, function string) string {
	return base.With("aggregate", "bool", "exp", function, "arguments", "columns").Snake()
}

// PredicateColumnsType names the enum of a predicate's columns. It does take the source's
// prefix and suffix.
func (r *Rules) PredicateColumnsType(base Name, function string) string {
	n := append(base.With("select", "column"), base.With("aggregate", "bool", "exp", function, "arguments", "columns")...)
	return r.Type(r.Convention.Type(n))
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
