package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// aggregateOp is an aggregate operator with the columns it takes.
type aggregateOp struct {
	op AggregateOp
	// float is set when the result is a Float whatever the column; else it is the column's
	// type.
	float   bool
	numeric bool // takes numeric columns; else comparable ones
}

// aggregateOps are sorted by name (contract/postgres-graphql.md 2.4).
var aggregateOps = [...]aggregateOp{
	{op: Avg, float: true, numeric: true},
	{op: Max},
	{op: Min},
	{op: Stddev, float: true, numeric: true},
	{op: StddevPop, float: true, numeric: true},
	{op: StddevSamp, float: true, numeric: true},
	{op: Sum, numeric: true},
	{op: VarPop, float: true, numeric: true},
	{op: VarSamp, float: true, numeric: true},
	{op: Variance, float: true, numeric: true},
}

// takes tells whether the operator takes values of the column. References to enum tables
// take part in none.
func (o *aggregateOp) takes(f *frame, c *model.Column) bool {
	of := f.comparedColumn(c)
	return of.enum == nil && o.takesValue(of)
}

func (o *aggregateOp) takesField(f *frame, c *model.ComputedField) bool {
	return o.takesValue(f.comparedField(c))
}

func (o *aggregateOp) takesValue(of compared) bool {
	if o.numeric {
		return of.depth == 0 && of.scalar.class.numeric
	}
	return of.depth > 0 || of.scalar.class.comparable
}

// any tells whether the operator has a field at all, for output.
func (o *aggregateOp) any(f *frame, c *columns) bool {
	for _, field := range c.computed {
		if o.takesField(f, field) {
			return true
		}
	}
	return o.anyOrder(f, c)
}

// anyOrder tells the same for orderings, where computed fields take no part.
func (o *aggregateOp) anyOrder(f *frame, c *columns) bool {
	for _, column := range c.read {
		if o.takes(f, column.Column) {
			return true
		}
	}
	return false
}

// aggregateType builds T_aggregate.
func (f *frame) aggregateType(t *table) *planner.Type {
	return &planner.Type{
		Kind: ast.Object, Name: t.name(naming.Aggregate), Description: "aggregated selection of " + t.quoted,
		Fields: []*planner.Field{
			{Name: "aggregate", Type: f.wrap(t.name(naming.AggregateFields)).plain, Meta: AggregateBody},
			{Name: "nodes", Type: f.wrap(t.name(naming.Row)).listNonNull, Meta: AggregateNodes},
		},
	}
}

// aggregateFields builds T_aggregate_fields.
func (f *frame) aggregateFields(t *table, c *columns) *planner.Type {
	body := &planner.Type{
		Kind: ast.Object, Name: t.name(naming.AggregateFields), Description: "aggregate fields of " + t.quoted,
	}
	body.Fields = append(body.Fields, f.countField(t, len(c.read) > 0))
	for i := range aggregateOps {
		op := &aggregateOps[i]
		if op.any(f, c) {
			body.Fields = append(body.Fields, f.opField(t, op))
		}
	}
	planner.SortFields(body.Fields)
	return body
}

func (f *frame) countField(t *table, distinct bool) *planner.Field {
	return &planner.Field{
		Name: "count", Type: f.wrap("Int").nonNull, Args: f.countArgs(t, distinct), Meta: AggregateCount,
	}
}

// countArgs are the arguments of count; without a readable column there are none
// (contract/postgres-graphql.md 4.5).
func (f *frame) countArgs(t *table, readable bool) []*planner.InputValue {
	if !readable {
		return nil
	}
	return once(f.args, argsKey{kind: argsCount, table: t}, func() []*planner.InputValue {
		return []*planner.InputValue{
			{Name: "columns", Type: f.wrap(t.name(naming.SelectColumn)).list, NoNull: true, Meta: ArgColumns},
			{Name: "distinct", Type: f.wrap("Boolean").plain, NoNull: true, Meta: ArgDistinct},
		}
	})
}

func (f *frame) opField(t *table, op *aggregateOp) *planner.Field {
	return &planner.Field{
		Name: f.rules.Convention.Word(string(op.op)), Meta: op.op,
		Type: f.wrap(f.rules.AggregateFieldsType(t.base, string(op.op))).plain,
	}
}

// opFields builds T_<op>_fields.
func (f *frame) opFields(t *table, c *columns, op *aggregateOp) *planner.Type {
	fields := &planner.Type{
		Kind: ast.Object, Name: f.rules.AggregateFieldsType(t.base, string(op.op)),
		Description: "aggregate " + f.rules.Convention.Word(string(op.op)) + " on columns",
	}
	for _, column := range c.read {
		if op.takes(f, column.Column) {
			fields.Fields = append(fields.Fields, f.opColumn(op, column.Column))
		}
	}
	for _, field := range c.computed {
		if op.takesField(f, field) {
			fields.Fields = append(fields.Fields, f.opComputed(t, op, field))
		}
	}
	planner.SortFields(fields.Fields)
	return fields
}

// opColumn is a column below an operator, always nullable.
func (f *frame) opColumn(op *aggregateOp, c *model.Column) *planner.Field {
	if !op.float {
		return f.columnField(c, true)
	}
	return f.field(c, useFloat, func() *planner.Field {
		return &planner.Field{Name: c.Field, Description: columnDescription(c), Type: f.wrap("Float").plain, Meta: c}
	})
}

// opComputed is a computed field below an operator; it keeps its arguments.
func (f *frame) opComputed(t *table, op *aggregateOp, c *model.ComputedField) *planner.Field {
	plain := f.computedScalar(t, c)
	if !op.float {
		return plain
	}
	return f.field(c, useFloat, func() *planner.Field {
		float := *plain
		float.Type = f.wrap("Float").plain
		return &float
	})
}
