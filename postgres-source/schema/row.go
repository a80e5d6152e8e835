package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// rowType builds T: columns, computed fields and relationships
// (contract/postgres-graphql.md 1.5, 5.1, 5.5).
func (s *Schema) rowType(t *table, v *view) *planner.Type {
	f := s.frame
	row := &planner.Type{Kind: ast.Object, Name: t.name(naming.Row), Meta: &Row{Table: t.Table}}
	row.Description = description(t.Comment, orElse(t.SQL.Comment, "columns and relationships of "+t.quoted))
	for _, c := range v.read {
		row.Fields = append(row.Fields, f.columnField(c.Column, c.redacted))
	}
	for _, c := range v.computed {
		row.Fields = append(row.Fields, f.computedScalar(t, c))
	}
	for _, c := range v.rows {
		row.Fields = append(row.Fields, f.computedRows(t, c))
	}
	for _, r := range v.relationships {
		row.Fields = f.appendRelationship(row.Fields, r, s.role.Relay)
	}
	row.Key = s.entityKey(t)
	if s.role.Relay && len(t.PrimaryKey) > 0 {
		s.implementNode(t, row)
	}
	row.Fields = sortFields(row.Fields)
	return row
}

func orElse(text, byDefault string) string {
	if text != "" {
		return text
	}
	return byDefault
}

// columnField shows a column; redacted ones are nullable whatever the database says
// (contract/postgres-graphql.md 7.4).
func (f *frame) columnField(c *model.Column, redacted bool) *planner.Field {
	u := useOutput
	if redacted || !c.SQL.NotNull {
		u = useNullableOutput
	}
	return f.field(c, u, func() *planner.Field {
		return &planner.Field{
			Name: c.Field, Description: columnDescription(c), Type: f.columnType(c, u == useOutput),
			Args: f.pathArgs(f.comparedColumn(c)), Meta: c,
		}
	})
}

// columnType is the GraphQL type of a column's values.
func (f *frame) columnType(c *model.Column, nonNull bool) *ast.Type {
	of := f.comparedColumn(c)
	if of.enum != nil {
		return f.listed(f.enumName(of.enum), 0, nonNull)
	}
	return f.listed(of.scalar.name, of.depth, nonNull)
}

// comparedColumn tells what values a column has. A reference to an enum table without a
// legal name is plain text.
func (f *frame) comparedColumn(c *model.Column) compared {
	if c.Enum != nil {
		if t := f.exposed(c.Enum.Table); t != nil {
			return compared{enum: t}
		}
	}
	s, depth := f.scalarOf(c.Type())
	return compared{scalar: s, depth: depth}
}

// pathArgs is the `path` argument of json and jsonb values, nil for others.
func (f *frame) pathArgs(of compared) []*planner.InputValue {
	if of.enum != nil || of.depth > 0 || of.scalar.sql != "json" && of.scalar.sql != "jsonb" {
		return nil
	}
	return once(f.args, argsKey{kind: argsPath}, func() []*planner.InputValue {
		return []*planner.InputValue{{
			Name: "path", Description: "JSON select path", Type: f.wrap("String").plain,
			NoNull: true, Meta: ArgPath,
		}}
	})
}
