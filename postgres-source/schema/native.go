package schema

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// addNative takes the native queries and registers their types and those of logical models.
// What brings a taken name is left out.
func (f *frame) addNative() {
	known := map[string]bool{} // names of logical types
	for _, m := range f.model.LogicalModels {
		l := &logical{LogicalModel: m, name: m.Name}
		if reason := f.claim(f.logicalNames(l), nil); reason != "" {
			f.leaveOut("logical_model", m.Name, named("name", m.Name), reason)
			continue
		}
		known[l.name] = true
		f.addLogical(l)
	}
	for _, q := range f.model.NativeQueries {
		f.addQuery(q, known)
	}
}

func (f *frame) addQuery(q *model.NativeQuery, known map[string]bool) {
	l := logicalOf(q)
	var types []claimed
	if !known[l.name] {
		types = f.logicalNames(l)
	}
	if len(q.Args) > 0 {
		types = append(types, claimed{name: f.rules.NativeQueryArguments(q.Name)})
	}
	if reason := f.claim(types, []rootName{{false, q.Name}}); reason != "" {
		f.leaveOut("native_query", q.Name, named("root_field_name", q.Name), reason)
		return
	}
	if !known[l.name] {
		f.addLogical(l)
	}
	if len(q.Args) > 0 {
		f.addNativeArguments(q)
	}
	f.queries = append(f.queries, q)
}

func (f *frame) addNativeArguments(q *model.NativeQuery) {
	name := f.rules.NativeQueryArguments(q.Name)
	for i := range q.Args {
		f.learn(q.Args[i].Type)
	}
	visible := func(s *Schema) bool { return q.Returns.Select(s.role.Name) != nil }
	f.memoized(name, visible, func() *planner.Type {
		args := &planner.Type{Kind: ast.InputObject, Name: name, Description: q.Name + " Native Query Arguments"}
		for i := range q.Args {
			args.Inputs = append(args.Inputs, f.nativeArgument(&q.Args[i]))
		}
		planner.SortInputs(args.Inputs)
		return args
	})
}

func (f *frame) nativeArgument(arg *model.NativeArgument) *planner.InputValue {
	scalar, depth := f.scalarOf(arg.Type)
	mode := acceptOperand
	if arg.Nullable {
		mode = acceptNullable
	}
	return &planner.InputValue{
		Name: arg.Name, Description: description(arg.Description, "Native Query argument "+arg.Name),
		Type: f.listed(scalar.name, depth, !arg.Nullable), Accept: f.accept(scalar, depth, mode), Meta: arg,
	}
}

// nativeRoots appends the fields of the native queries the role may run. Prefixes and
// suffixes of root fields do not apply to them (contract/postgres-graphql.md 1.7).
func (s *Schema) nativeRoots(fields []*planner.Field) []*planner.Field {
	f := s.frame
	for _, q := range f.queries {
		p := q.Returns.Select(s.role.Name)
		if p == nil {
			continue
		}
		l := logicalOf(q)
		fields = append(fields, &planner.Field{
			Name: q.Name, Description: description(q.Description, ""), Type: f.wrap(l.name).listNonNull,
			Args: f.nativeArgs(q, l, len(p.Columns) > 0), Meta: &NativeQuery{q},
		})
	}
	return fields
}

// appendNativeRelationship adds the field of a relationship to another native query, unless
// the role may not run that one. It takes the arguments of the query, and those of a
// collection where it leads to many rows.
func (s *Schema) appendNativeRelationship(fields []*planner.Field, r *model.Relationship) []*planner.Field {
	f, q := s.frame, r.Native
	p := q.Returns.Select(s.role.Name)
	if p == nil || !slices.Contains(f.queries, q) {
		return fields
	}
	l := logicalOf(q)
	field := &planner.Field{Name: r.Name, Description: "An object relationship", Type: f.wrap(l.name).plain, Meta: r}
	field.Args = f.nativeArgs(q, l, len(p.Columns) > 0)
	if r.Array {
		field.Description, field.Type = "An array relationship", f.wrap(l.name).listNonNull
	} else {
		field.Args = slices.DeleteFunc(field.Args, func(in *planner.InputValue) bool { return in.Meta != ArgNative })
	}
	return append(fields, field)
}

func (f *frame) nativeArgs(q *model.NativeQuery, l *logical, distinct bool) []*planner.InputValue {
	where, order := f.rules.LogicalModelBoolExp(l.name), f.rules.LogicalModelOrderBy(l.name)
	args := []*planner.InputValue{
		{Name: "where", Description: "filter the rows returned", Type: f.wrap(where).plain, Meta: ArgWhere},
		{
			Name: f.rules.Convention.Word("order_by"), Description: "sort the rows by one or more columns",
			Type: f.wrap(order).list, Meta: ArgOrderBy,
		},
		f.limitArg(), f.offsetArg(),
	}
	if distinct {
		args = append(args, &planner.InputValue{
			Name: f.rules.Convention.Word("distinct_on"), Description: "distinct select on columns",
			Type: f.wrap(f.rules.LogicalModelColumns(l.name)).list, Meta: ArgDistinctOn,
		})
	}
	if len(q.Args) > 0 {
		args = append(args, &planner.InputValue{
			Name: "args", Description: q.Name + " Native Query Arguments", Meta: ArgNative,
			Type: f.wrap(f.rules.NativeQueryArguments(q.Name)).nonNull,
		})
	}
	return planner.SortInputs(args)
}
