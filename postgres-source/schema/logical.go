package schema

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// logical is a row type of native queries: a logical model by itself, or with the
// relationships of one native query, whose name it then has
// (contract/postgres-graphql.md 5.7).
type logical struct {
	*model.LogicalModel
	name          string
	relationships []*model.Relationship
}

func logicalOf(q *model.NativeQuery) *logical {
	l := &logical{LogicalModel: q.Returns, name: q.Returns.Name, relationships: q.Relationships}
	if l.name == "" || len(l.relationships) > 0 {
		l.name = q.Name
	}
	return l
}

func (f *frame) logicalNames(l *logical) []claimed {
	return []claimed{
		{name: l.name}, {name: f.rules.LogicalModelBoolExp(l.name)},
		{name: f.rules.LogicalModelOrderBy(l.name)}, {name: f.rules.LogicalModelColumns(l.name)},
	}
}

func (f *frame) addLogical(l *logical) {
	for _, field := range l.Fields {
		if field.Column != nil {
			f.learn(field.Column.Type())
		}
	}
	visible := func(s *Schema) bool { return !s.role.Relay && l.Select(s.role.Name) != nil }
	f.add(l.name, single{visible: visible, build: func(s *Schema) *planner.Type { return s.logicalRow(l) }})
	f.add(f.rules.LogicalModelBoolExp(l.name), single{visible: visible, build: func(s *Schema) *planner.Type { return s.logicalBoolExp(l) }})
	f.add(f.rules.LogicalModelOrderBy(l.name), single{visible: visible, build: func(s *Schema) *planner.Type { return s.logicalOrderBy(l) }})
	f.add(f.rules.LogicalModelColumns(l.name), single{
		visible: func(s *Schema) bool { return visible(s) && len(l.Select(s.role.Name).Columns) > 0 },
		build:   func(s *Schema) *planner.Type { return s.logicalColumns(l) },
	})
}

// logicalRow builds the object type.
func (s *Schema) logicalRow(l *logical) *planner.Type {
	f, p := s.frame, l.Select(s.role.Name)
	row := &planner.Type{
		Kind: ast.Object, Name: l.name, Description: description(l.Description, ""), Meta: &Row{Model: l.LogicalModel},
	}
	for _, field := range l.Fields {
		out := &planner.Field{Name: field.Name, Description: description(field.Description, ""), Meta: field}
		switch {
		case field.Column != nil:
			readable := p.Column(field.Column)
			if readable == nil {
				continue
			}
			out.Type = f.columnType(field.Column, !field.Nullable && readable.When == nil)
			out.Args = f.pathArgs(f.comparedColumn(field.Column))
		case !slices.Contains(p.Nested, field) || field.Model.Select(s.role.Name) == nil:
			continue
		default:
			out.Type = f.nestedType(field)
		}
		row.Fields = append(row.Fields, out)
	}
	for _, r := range l.relationships {
		if r.Native != nil {
			row.Fields = s.appendNativeRelationship(row.Fields, r)
		} else if next, ok := s.reach(r); ok {
			row.Fields = f.appendRelationship(row.Fields, next, false)
		}
	}
	row.Fields = sortFields(row.Fields)
	return row
}

// nestedType is the type of a field that holds other logical models.
func (f *frame) nestedType(field *model.LogicalField) *ast.Type {
	t := f.wrap(field.Model.Name).plain
	if field.Array {
		if !field.ElementNullable {
			t = planner.NonNull(t)
		}
		t = planner.ListOf(t)
	}
	if !field.Nullable {
		t = planner.NonNull(t)
	}
	return t
}

func (s *Schema) logicalBoolExp(l *logical) *planner.Type {
	f := s.frame
	self := f.wrap(f.rules.LogicalModelBoolExp(l.name))
	exp := &planner.Type{
		Kind: ast.InputObject, Name: self.plain.NamedType,
		Description: "Boolean expression to filter rows from the logical model for \"" + l.name +
			"\". All fields are combined with a logical 'AND'.",
		Inputs: connectives(self),
	}
	for _, c := range l.Select(s.role.Name).Columns {
		exp.Inputs = append(exp.Inputs, f.filter(c.Column, c.Column.Field, f.comparisonOf(f.comparedColumn(c.Column))))
	}
	planner.SortInputs(exp.Inputs)
	return exp
}

func (s *Schema) logicalOrderBy(l *logical) *planner.Type {
	f := s.frame
	order := &planner.Type{
		Kind: ast.InputObject, Name: f.rules.LogicalModelOrderBy(l.name),
		Description: "Ordering options when selecting data from \"" + l.name + "\".",
	}
	for _, c := range l.Select(s.role.Name).Columns {
		order.Inputs = append(order.Inputs, f.order(c.Column, c.Column.Field, f.rules.SharedOrderBy(), c.Column))
	}
	planner.SortInputs(order.Inputs)
	return order
}

func (s *Schema) logicalColumns(l *logical) *planner.Type {
	enum := &planner.Type{Kind: ast.Enum, Name: s.frame.rules.LogicalModelColumns(l.name)}
	for _, c := range l.Select(s.role.Name).Columns {
		enum.Values = append(enum.Values, s.frame.columnValue(c.Column))
	}
	planner.SortEnumValues(enum.Values)
	return enum
}
