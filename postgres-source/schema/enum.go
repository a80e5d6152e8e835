package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// enumType builds T_enum of an enum table (contract/postgres-graphql.md 5.3). It exists for
// every role: who may read a reference need not be able to read the table.
func (f *frame) enumType(t *table) *planner.Type {
	enum := &planner.Type{Kind: ast.Enum, Name: t.name(naming.Enum)}
	for _, row := range t.Enum.Values {
		enum.Values = append(enum.Values, &planner.EnumValue{
			Name: f.rules.EnumTableValue(row.Name), Description: row.Description,
			Meta: &EnumKey{Enum: t.Enum, Stored: row.Name},
		})
	}
	planner.SortEnumValues(enum.Values)
	return enum
}
