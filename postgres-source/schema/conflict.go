package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// onConflict builds T_on_conflict (contract/postgres-graphql.md 6.5).
func (f *frame) onConflict(t *table) *planner.Type {
	return &planner.Type{
		Kind: ast.InputObject, Name: t.name(naming.OnConflict), Description: "on_conflict condition type for table " + t.quoted,
		Inputs: planner.SortInputs([]*planner.InputValue{
			{Name: "constraint", Type: f.wrap(t.name(naming.Constraint)).nonNull, Meta: ConflictConstraint},
			{
				Name: f.rules.Convention.Word("update_columns"), Type: f.wrap(t.name(naming.UpdateColumn)).listNonNull,
				Default: &planner.Value{Kind: planner.List}, Meta: ConflictUpdateColumns,
			},
			{Name: "where", Type: f.wrap(t.name(naming.BoolExp)).plain, NoNull: true, Meta: ConflictWhere},
		}),
	}
}

// constraintEnum builds T_constraint. A name that is not legal in GraphQL cannot be chosen.
func (f *frame) constraintEnum(t *table) *planner.Type {
	enum := &planner.Type{
		Kind: ast.Enum, Name: t.name(naming.Constraint), Description: "unique or primary key constraints on table " + t.quoted,
	}
	for _, key := range t.constraints() {
		name := f.rules.ConstraintValue(key.Name)
		if naming.LegalEnumValue(name) {
			enum.Values = append(enum.Values, &planner.EnumValue{
				Name: name, Description: "unique or primary key constraint on columns " + quotedList(key.Columns), Meta: &Constraint{key},
			})
		}
	}
	planner.SortEnumValues(enum.Values)
	return enum
}

// updateColumn builds T_update_column; without a column to update it has a placeholder.
func (f *frame) updateColumn(t *table, w *writes) *planner.Type {
	enum := &planner.Type{Kind: ast.Enum, Name: t.name(naming.UpdateColumn), Description: "update columns of table " + t.quoted}
	for _, c := range w.updatable {
		enum.Values = append(enum.Values, f.columnValue(c))
	}
	if len(enum.Values) == 0 {
		enum.Description = "placeholder for update columns of table " + t.quoted + " (current role has no relevant permissions)"
		enum.Values = []*planner.EnumValue{{Name: "_PLACEHOLDER", Description: "placeholder (do not use)", Meta: Placeholder{}}}
	}
	planner.SortEnumValues(enum.Values)
	return enum
}
