package schema

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// predicate is a function of aggregate predicates (contract/postgres-graphql.md 3.6).
type predicate struct {
	op AggregateOp
	// argument is the SQL type its columns must have; "" takes any (count).
	argument string
	// pair is set for functions of two columns.
	pair   bool
	result string // SQL type
}

var predicates = [...]predicate{
	{op: Avg, argument: "float8", result: "float8"},
	{op: BoolAnd, argument: "bool", result: "bool"},
	{op: BoolOr, argument: "bool", result: "bool"},
	{op: Corr, argument: "float8", pair: true, result: "float8"},
	{op: AggregateCount, result: "int4"},
	{op: CovarSamp, argument: "float8", pair: true, result: "float8"},
	{op: Max, argument: "float8", result: "float8"},
	{op: Min, argument: "float8", result: "float8"},
	{op: StddevSamp, argument: "float8", result: "float8"},
	{op: Sum, argument: "float8", result: "float8"},
	{op: VarSamp, argument: "float8", result: "float8"},
}

func (p *predicate) takes(f *frame, c *model.Column) bool {
	of := f.comparedColumn(c)
	return of.enum == nil && of.depth == 0 && of.scalar.sql == p.argument
}

func (p *predicate) any(f *frame, c *columns) bool {
	return p.argument == "" || slices.ContainsFunc(c.read, func(r readable) bool { return p.takes(f, r.Column) })
}

// predicateTypes adds the names of the table's predicate types. Only the end of an array
// relationship has them: their names have no prefix of the source
// (contract/postgres-graphql.md 1.4), so that they would conflict for nothing.
func (f *frame) predicateTypes(t *table, add func(name string, kind typeKind, op int)) {
	if f.options.HideAggregationPredicates || !f.many[t.Table] {
		return
	}
	add(f.rules.PredicateType(t.base), predicateType, 0)
	for i := range predicates {
		p := &predicates[i]
		function := string(p.op)
		if p.argument != "" && !t.anyColumn(func(c *model.Column) bool { return p.takes(f, c) }) {
			continue
		}
		f.known(p.result)
		add(f.rules.PredicateFunctionType(t.base, function), predicateFunction, i)
		if p.argument != "" {
			add(f.rules.PredicateColumnsType(t.base, function), predicateColumns, i)
		}
		if p.pair {
			add(f.rules.PredicateArgumentsType(t.base, function), predicateArguments, i)
		}
	}
}

func (s *Schema) hasPredicate(c *columns, r ref) bool {
	return r.kind == predicateType || predicates[r.op].any(s.frame, c)
}

// predicateType builds T_aggregate_bool_exp.
func (f *frame) predicateType(t *table, c *columns) *planner.Type {
	exp := &planner.Type{Kind: ast.InputObject, Name: f.rules.PredicateType(t.base)}
	for i := range predicates {
		p := &predicates[i]
		if p.any(f, c) {
			exp.Inputs = append(exp.Inputs, &planner.InputValue{
				Name: string(p.op), Type: f.wrap(f.rules.PredicateFunctionType(t.base, string(p.op))).plain,
				NoNull: true, Meta: &PredicateFunction{Op: p.op, SQL: p.result},
			})
		}
	}
	return exp
}

// predicateFunction builds T_aggregate_bool_exp_<function>.
func (f *frame) predicateFunction(t *table, c *columns, p *predicate) *planner.Type {
	exp := &planner.Type{
		Kind: ast.InputObject, Name: f.rules.PredicateFunctionType(t.base, string(p.op)),
		Inputs: []*planner.InputValue{
			{Name: "distinct", Type: f.wrap("Boolean").plain, NoNull: true, Meta: PredicateDistinct},
			{Name: "filter", Type: f.wrap(t.name(naming.BoolExp)).plain, NoNull: true, Meta: PredicateFilter},
			{Name: "predicate", Type: f.wrap(f.rules.Comparison(f.known(p.result).name)).nonNull, Meta: PredicateCompare},
		},
	}
	if p.argument != "" || len(c.read) > 0 {
		exp.Inputs = append(exp.Inputs, f.predicateArgument(t, p))
	}
	planner.SortInputs(exp.Inputs)
	return exp
}

func (f *frame) predicateArgument(t *table, p *predicate) *planner.InputValue {
	in := &planner.InputValue{Name: "arguments", Meta: PredicateArguments}
	switch {
	case p.argument == "":
		in.Type, in.NoNull = f.wrap(t.name(naming.SelectColumn)).list, true
	case p.pair:
		in.Type = f.wrap(f.rules.PredicateArgumentsType(t.base, string(p.op))).nonNull
	default:
		in.Type = f.wrap(f.rules.PredicateColumnsType(t.base, string(p.op))).nonNull
	}
	return in
}

// predicateArguments builds the two arguments of corr and covar_samp.
func (f *frame) predicateArguments(t *table, p *predicate) *planner.Type {
	column := f.wrap(f.rules.PredicateColumnsType(t.base, string(p.op))).nonNull
	return &planner.Type{
		Kind: ast.InputObject, Name: f.rules.PredicateArgumentsType(t.base, string(p.op)),
		Inputs: []*planner.InputValue{
			{Name: "X", Type: column, Meta: PredicateX},
			{Name: "Y", Type: column, Meta: PredicateY},
		},
	}
}

// predicateColumns builds the enum of a predicate's columns.
func (f *frame) predicateColumns(t *table, c *columns, p *predicate) *planner.Type {
	function := string(p.op)
	enum := &planner.Type{
		Kind: ast.Enum, Name: f.rules.PredicateColumnsType(t.base, function),
		Description: "select \"" + f.rules.PredicateColumns(t.base, function) + "\" columns of table " + t.quoted,
	}
	for _, column := range c.read {
		if p.takes(f, column.Column) {
			enum.Values = append(enum.Values, f.columnValue(column.Column))
		}
	}
	planner.SortEnumValues(enum.Values)
	return enum
}
