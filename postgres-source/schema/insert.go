package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// insertRoots appends insert_T, and insert_T_one when the role may read what it wrote
// (contract/postgres-graphql.md 7.2).
func (s *Schema) insertRoots(fields []*planner.Field, t *table, w *writes) []*planner.Field {
	if !w.insert || !shows(s.grants[t.index].Insert.BackendOnly, s.role) {
		return fields
	}
	f := s.frame
	fields = append(fields, f.root(t, naming.Insert, false, func(field *planner.Field) {
		field.Description = "insert data into the table: " + t.quoted
		field.Type = f.wrap(t.name(naming.MutationResponse)).plain
		field.Args = f.insertArgs(t, &planner.InputValue{
			Name: "objects", Description: "the rows to be inserted", Type: f.wrap(t.name(naming.InsertInput)).listNonNull, Meta: ArgObjects,
		})
		field.Meta = &Insert{Table: t.Table}
	}))
	if !w.selects {
		return fields
	}
	return append(fields, f.root(t, naming.InsertOne, false, func(field *planner.Field) {
		field.Description = "insert a single row into the table: " + t.quoted
		field.Type = f.wrap(t.name(naming.Row)).plain
		field.Args = f.insertArgs(t, &planner.InputValue{
			Name: "object", Description: "the row to be inserted", Type: f.wrap(t.name(naming.InsertInput)).nonNull, Meta: ArgObject,
		})
		field.Meta = &Insert{Table: t.Table, One: true}
	}))
}

func (f *frame) insertArgs(t *table, rows *planner.InputValue) []*planner.InputValue {
	args := []*planner.InputValue{rows}
	if len(t.constraints()) > 0 {
		args = append(args, f.conflictInput(t, ArgOnConflict))
	}
	return planner.SortInputs(args)
}

// conflictInput is `on_conflict` of an insert, or of a nested one.
func (f *frame) conflictInput(t *table, meta any) *planner.InputValue {
	return &planner.InputValue{
		Name: f.rules.Convention.Word("on_conflict"), Description: "upsert condition",
		Type: f.wrap(t.name(naming.OnConflict)).plain, NoNull: true, Meta: meta,
	}
}

// insertInput builds T_insert_input: columns, and the relationships a nested insert may
// follow, which may be null (contract/postgres-graphql.md 6.2, 6.4).
func (f *frame) insertInput(t *table, w *writes) *planner.Type {
	input := &planner.Type{
		Kind: ast.InputObject, Name: t.name(naming.InsertInput), Description: "input type for inserting data into table " + t.quoted,
	}
	for _, c := range w.insertable {
		input.Inputs = append(input.Inputs, f.columnInput(c))
	}
	for _, r := range w.nested {
		input.Inputs = append(input.Inputs, f.nestedInput(r))
	}
	planner.SortInputs(input.Inputs)
	return input
}

func (f *frame) nestedInput(r reachable) *planner.InputValue {
	kind := naming.ObjRelInsertInput
	if r.Array {
		kind = naming.ArrRelInsertInput
	}
	return f.input(r.Relationship, useInsert, func() *planner.InputValue {
		return &planner.InputValue{Name: r.Name, Type: f.wrap(r.target.name(kind)).plain, Meta: r.Relationship}
	})
}

// nestedType builds T_obj_rel_insert_input or T_arr_rel_insert_input.
func (f *frame) nestedInsert(t *table, kind naming.TableType) *planner.Type {
	rows := f.wrap(t.name(naming.InsertInput))
	nested := &planner.Type{Kind: ast.InputObject, Name: t.name(kind)}
	data := &planner.InputValue{Name: "data", Type: rows.nonNull, Meta: NestedData}
	nested.Description = "input type for inserting object relation for remote table " + t.quoted
	if kind == naming.ArrRelInsertInput {
		nested.Description = "input type for inserting array relation for remote table " + t.quoted
		data.Type = rows.listNonNull
	}
	nested.Inputs = []*planner.InputValue{data}
	if len(t.constraints()) > 0 {
		nested.Inputs = append(nested.Inputs, f.conflictInput(t, NestedOnConflict))
	}
	planner.SortInputs(nested.Inputs)
	return nested
}

// columnInput takes a value for a column: nullable in the schema, but an explicit null is
// refused when the column is NOT NULL (contract/postgres-graphql.md 6.3).
func (f *frame) columnInput(c *model.Column) *planner.InputValue {
	return f.input(c, useInsert, func() *planner.InputValue {
		in := &planner.InputValue{
			Name: c.Field, Description: columnDescription(c), Type: f.columnType(c, false), Meta: c,
		}
		of := f.comparedColumn(c)
		switch {
		case of.enum != nil:
			in.NoNull = c.SQL.NotNull
		case c.SQL.NotNull:
			in.Accept = f.accept(of.scalar, of.depth, acceptOperand)
		default:
			in.Accept = f.accept(of.scalar, of.depth, acceptNullable)
		}
		return in
	})
}
