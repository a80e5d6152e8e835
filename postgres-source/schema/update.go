package schema

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// updateOp is an update operator with its argument and its input type
// (contract/postgres-graphql.md 6.6).
type updateOp struct {
	op   UpdateOperator
	name string
	kind naming.TableType
	// text describes the argument, and the input type too unless typeText does.
	text, typeText string
	takes          func(f *frame, c *model.Column) bool
	input          func(f *frame, c *model.Column) *planner.InputValue
}

// updateOperators is their number.
const updateOperators = 7

var updateOps = [updateOperators]updateOp{
	{
		op: OpSet, name: "_set", kind: naming.SetInput, takes: anyColumn, input: (*frame).columnInput,
		text: "sets the columns of the filtered rows to the given values", typeText: "input type for updating data in table ",
	},
	{
		op: OpInc, name: "_inc", kind: naming.IncInput, takes: numericColumn, input: (*frame).incInput,
		text:     "increments the numeric columns with given value of the filtered values",
		typeText: "input type for incrementing numeric columns in table ",
	},
	{
		op: OpAppend, name: "_append", kind: naming.AppendInput, takes: jsonbColumn, input: (*frame).columnInput,
		text: "append existing jsonb value of filtered columns with new jsonb value",
	},
	{
		op: OpPrepend, name: "_prepend", kind: naming.PrependInput, takes: jsonbColumn, input: (*frame).columnInput,
		text: "prepend existing jsonb value of filtered columns with new jsonb value",
	},
	{
		op: OpDeleteKey, name: "_delete_key", kind: naming.DeleteKeyInput, takes: jsonbColumn, input: (*frame).deleteKeyInput,
		text: "delete key/value pair or string element. key/value pairs are matched based on their key value",
	},
	{
		op: OpDeleteElem, name: "_delete_elem", kind: naming.DeleteElemInput, takes: jsonbColumn, input: (*frame).deleteElemInput,
		text: "delete the array element with specified index (negative integers count from the end). " +
			"throws an error if top level container is not an array",
	},
	{
		op: OpDeleteAtPath, name: "_delete_at_path", kind: naming.DeleteAtPathInput, takes: jsonbColumn, input: (*frame).deletePathInput,
		text: "delete the field or element with specified path (for JSON arrays, negative integers count from the end)",
	},
}

// updateOperator returns the operator whose input type is of the kind, or nil.
func updateOperator(kind typeKind) *updateOp {
	for i := range updateOps {
		if typeKind(updateOps[i].kind) == kind {
			return &updateOps[i]
		}
	}
	return nil
}

// any tells whether the role may update a column the operator takes.
func (o *updateOp) any(f *frame, w *writes) bool {
	return slices.ContainsFunc(w.updatable, func(c *model.Column) bool { return o.takes(f, c) })
}

func anyColumn(*frame, *model.Column) bool { return true }

func numericColumn(f *frame, c *model.Column) bool {
	of := f.comparedColumn(c)
	return of.enum == nil && of.depth == 0 && of.scalar.class.numeric
}

func jsonbColumn(f *frame, c *model.Column) bool {
	of := f.comparedColumn(c)
	return of.enum == nil && of.depth == 0 && of.scalar.sql == "jsonb"
}

// incInput takes null, which PostgreSQL adds to null.
func (f *frame) incInput(c *model.Column) *planner.InputValue {
	return f.input(c, useInc, func() *planner.InputValue {
		in := *f.columnInput(c)
		of := f.comparedColumn(c)
		in.Accept = f.accept(of.scalar, of.depth, acceptNullable)
		return &in
	})
}

func (f *frame) deleteKeyInput(c *model.Column) *planner.InputValue {
	return f.input(c, useDeleteKey, func() *planner.InputValue {
		return &planner.InputValue{Name: c.Field, Description: columnDescription(c), Type: f.wrap("String").plain, Meta: c}
	})
}

func (f *frame) deleteElemInput(c *model.Column) *planner.InputValue {
	return f.input(c, useDeleteElem, func() *planner.InputValue {
		return &planner.InputValue{Name: c.Field, Description: columnDescription(c), Type: f.wrap("Int").plain, NoNull: true, Meta: c}
	})
}

func (f *frame) deletePathInput(c *model.Column) *planner.InputValue {
	return f.input(c, useDeleteAtPath, func() *planner.InputValue {
		return &planner.InputValue{Name: c.Field, Description: columnDescription(c), Type: f.wrap("String").list, NoNull: true, Meta: c}
	})
}

// updates are the updating root fields for roles that may use the same operators of a table,
// once made.
type updates struct {
	operators [updateOperators]bool
	roots     [naming.UpdateMany - naming.Update + 1]*planner.Field
}

// updatesOf returns the root fields for roles that may update these columns.
func (f *frame) updatesOf(t *table, w *writes) *updates {
	var u updates
	for i := range updateOps {
		u.operators[i] = updateOps[i].any(f, w)
	}
	for _, known := range t.updates {
		if known.operators == u.operators {
			return known
		}
	}
	t.updates = append(t.updates, &u)
	return &u
}

// operatorInputs are the operators the role has a column for, as arguments or as members of
// T_updates.
func (f *frame) operatorInputs(t *table, w *writes) []*planner.InputValue {
	var inputs []*planner.InputValue
	for i, on := range w.updates.operators {
		if on {
			inputs = append(inputs, f.operatorArg(t, i))
		}
	}
	return inputs
}

func (f *frame) operatorArg(t *table, i int) *planner.InputValue {
	known, o := &t.operators[i], &updateOps[i]
	if *known == nil {
		*known = &planner.InputValue{
			Name: f.rules.Convention.Word(o.name), Description: o.text, Type: f.wrap(t.name(o.kind)).plain, NoNull: true, Meta: o.op,
		}
	}
	return *known
}

// operatorType builds T_set_input and the like.
func (f *frame) operatorType(t *table, w *writes, o *updateOp) *planner.Type {
	input := &planner.Type{Kind: ast.InputObject, Name: t.name(o.kind), Description: o.text}
	if o.typeText != "" {
		input.Description = o.typeText + t.quoted
	}
	for _, c := range w.updatable {
		if o.takes(f, c) {
			input.Inputs = append(input.Inputs, o.input(f, c))
		}
	}
	planner.SortInputs(input.Inputs)
	return input
}

// updatesType builds T_updates.
func (f *frame) updatesType(t *table, w *writes) *planner.Type {
	inputs := append(f.operatorInputs(t, w), f.mutationWhere(t, "filter the rows which have to be updated"))
	return &planner.Type{Kind: ast.InputObject, Name: t.name(naming.Updates), Inputs: planner.SortInputs(inputs)}
}

// pkColumns builds T_pk_columns_input.
func (f *frame) pkColumns(t *table) *planner.Type {
	return &planner.Type{
		Kind: ast.InputObject, Name: t.name(naming.PKColumnsInput),
		Description: "primary key columns input for table: " + t.Name.Name, Inputs: f.keyArgs(t),
	}
}

func (f *frame) mutationWhere(t *table, text string) *planner.InputValue {
	return &planner.InputValue{Name: "where", Description: text, Type: f.wrap(t.name(naming.BoolExp)).nonNull, Meta: ArgWhere}
}
