package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// writeRoots appends the writing fields of a table (contract/postgres-graphql.md 6.2, 7.2).
func (s *Schema) writeRoots(fields []*planner.Field, t *table) []*planner.Field {
	w := s.writes[t.index]
	if w == nil {
		return fields
	}
	fields = s.insertRoots(fields, t, w)
	fields = s.updateRoots(fields, t, w)
	return s.deleteRoots(fields, t, w)
}

// updateRoots appends update_T, update_T_many and update_T_by_pk. Their arguments depend on
// the updatable columns, so that roles share them with their writes.
func (s *Schema) updateRoots(fields []*planner.Field, t *table, w *writes) []*planner.Field {
	if !w.update || !shows(s.grants[t.index].Update.BackendOnly, s.role) {
		return fields
	}
	f := s.frame
	response := f.wrap(t.name(naming.MutationResponse)).plain
	fields = append(fields, f.updateRoot(t, w, naming.Update, func(field *planner.Field) {
		field.Description = "update data of the table: " + t.quoted
		field.Type = response
		field.Args = append(f.operatorInputs(t, w), f.mutationWhere(t, "filter the rows which have to be updated"))
		field.Meta = &Update{Table: t.Table, Kind: UpdateWhere}
	}))
	if !f.options.HideUpdateMany {
		fields = append(fields, f.updateRoot(t, w, naming.UpdateMany, func(field *planner.Field) {
			field.Description = "update multiples rows of table: " + t.quoted
			field.Type = planner.ListOf(response)
			field.Args = []*planner.InputValue{{
				Name: "updates", Description: "updates to execute, in order", Type: f.wrap(t.name(naming.Updates)).listNonNull, Meta: ArgUpdates,
			}}
			field.Meta = &Update{Table: t.Table, Kind: UpdateMany}
		}))
	}
	if !s.readsKey(t) {
		return fields
	}
	return append(fields, f.updateRoot(t, w, naming.UpdateByPK, func(field *planner.Field) {
		field.Description = "update single row of the table: " + t.quoted
		field.Type = f.wrap(t.name(naming.Row)).plain
		field.Args = append(f.operatorInputs(t, w), &planner.InputValue{
			Name: f.rules.Convention.Word("pk_columns"), Type: f.wrap(t.name(naming.PKColumnsInput)).nonNull, Meta: ArgPKColumns,
		})
		field.Meta = &Update{Table: t.Table, Kind: UpdateByPK}
	}))
}

// updateRoot is root for fields that depend on the operators the role may use.
func (f *frame) updateRoot(t *table, w *writes, kind naming.TableRoot, fill func(*planner.Field)) *planner.Field {
	known := &w.updates.roots[kind-naming.Update]
	if *known == nil {
		*known = f.newRoot(t, kind, fill)
		planner.SortInputs((*known).Args)
	}
	return *known
}

// deleteRoots appends delete_T and delete_T_by_pk.
func (s *Schema) deleteRoots(fields []*planner.Field, t *table, w *writes) []*planner.Field {
	if !w.remove || !shows(s.grants[t.index].Delete.BackendOnly, s.role) {
		return fields
	}
	f := s.frame
	fields = append(fields, f.root(t, naming.Delete, false, func(field *planner.Field) {
		field.Description = "delete data from the table: " + t.quoted
		field.Type = f.wrap(t.name(naming.MutationResponse)).plain
		field.Args = []*planner.InputValue{f.mutationWhere(t, "filter the rows which have to be deleted")}
		field.Meta = &Delete{Table: t.Table}
	}))
	if !s.readsKey(t) {
		return fields
	}
	return append(fields, f.root(t, naming.DeleteByPK, false, func(field *planner.Field) {
		field.Description = "delete single row from the table: " + t.quoted
		field.Type = f.wrap(t.name(naming.Row)).plain
		field.Args = f.keyArgs(t)
		field.Meta = &Delete{Table: t.Table, ByPK: true}
	}))
}

// writeType builds one of the table's types for mutations.
func (f *frame) writeType(t *table, w *writes, r ref) *planner.Type {
	switch kind := naming.TableType(r.kind); kind {
	case naming.InsertInput:
		return f.insertInput(t, w)
	case naming.ObjRelInsertInput, naming.ArrRelInsertInput:
		return f.nestedInsert(t, kind)
	case naming.OnConflict:
		return f.onConflict(t)
	case naming.Constraint:
		return f.constraintEnum(t)
	case naming.UpdateColumn:
		return f.updateColumn(t, w)
	case naming.PKColumnsInput:
		return f.pkColumns(t)
	case naming.Updates:
		return f.updatesType(t, w)
	case naming.MutationResponse:
		return f.mutationResponse(t, w)
	}
	return f.operatorType(t, w, updateOperator(r.kind))
}

// mutationResponse builds T_mutation_response; who may not select gets no rows back.
func (f *frame) mutationResponse(t *table, w *writes) *planner.Type {
	response := &planner.Type{
		Kind: ast.Object, Name: t.name(naming.MutationResponse), Description: "response of any mutation on the table " + t.quoted,
		Fields: []*planner.Field{{
			Name: f.rules.Convention.Word("affected_rows"), Description: "number of rows affected by the mutation",
			Type: f.wrap("Int").nonNull, Meta: AffectedRows,
		}},
	}
	if w.selects {
		response.Fields = append(response.Fields, &planner.Field{
			Name: "returning", Description: "data from the rows affected by the mutation",
			Type: f.wrap(t.name(naming.Row)).listNonNull, Meta: Returning,
		})
	}
	return response
}
