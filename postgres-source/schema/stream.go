package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// streamArgs are the arguments of T_stream (contract/postgres-graphql.md 4.8).
func (f *frame) streamArgs(t *table) []*planner.InputValue {
	return once(f.args, argsKey{kind: argsStream, table: t}, func() []*planner.InputValue {
		cursor := planner.NonNull(planner.ListOf(f.wrap(t.name(naming.StreamCursorInput)).plain))
		return planner.SortInputs([]*planner.InputValue{
			{
				Name: f.rules.Convention.Word("batch_size"), Description: "maximum number of rows returned in a single batch",
				Type: f.wrap("Int").nonNull, Accept: planner.NonNegativeInt, Meta: ArgBatchSize,
			},
			{Name: "cursor", Description: "cursor to stream the results returned by the query", Type: cursor, Meta: ArgCursor},
			f.whereArg(t),
		})
	})
}

// streamCursor builds T_stream_cursor_input.
func (f *frame) streamCursor(t *table) *planner.Type {
	return &planner.Type{
		Kind: ast.InputObject, Name: t.name(naming.StreamCursorInput),
		Description: "Streaming cursor of the table \"" + t.base.Snake() + `"`,
		Inputs: planner.SortInputs([]*planner.InputValue{
			{
				Name: f.rules.Convention.Word("initial_value"), Description: "Stream column input with initial value",
				Type: f.wrap(t.name(naming.StreamCursorValueInput)).nonNull, Meta: StreamInitialValue,
			},
			{
				Name: "ordering", Description: "cursor ordering",
				Type: f.wrap(f.rules.CursorOrdering()).plain, Meta: StreamOrdering,
			},
		}),
	}
}

// streamValue builds T_stream_cursor_value_input.
func (f *frame) streamValue(t *table, c *columns) *planner.Type {
	value := &planner.Type{
		Kind: ast.InputObject, Name: t.name(naming.StreamCursorValueInput),
		Description: "Initial value of the column from where the streaming should start",
	}
	for _, column := range c.read {
		value.Inputs = append(value.Inputs, f.columnInput(column.Column))
	}
	planner.SortInputs(value.Inputs)
	return value
}
