package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// addFunctions takes the functions whose table the schema has, and registers the input
// types of their arguments. One whose names are taken is left out.
func (f *frame) addFunctions() {
	for _, fn := range f.model.Functions {
		if f.exposed(fn.Returns) == nil {
			continue
		}
		types, roots := f.functionNames(fn)
		if reason := f.claim(types, roots); reason != "" {
			f.leaveOut("function", fn.Name.String(), metadata.Definition(fn.Name), reason)
			continue
		}
		f.functions = append(f.functions, fn)
		if len(fn.Args) > 0 {
			f.addArguments(f.rules.FunctionArgs(functionBase(fn)), fn.Args, f.rules.FunctionArgument,
				func(s *Schema) bool { return s.model.Shows(fn, s.role.Name) })
		}
	}
}

func functionBase(fn *model.Function) naming.Name {
	return naming.Object(fn.Name.Schema, fn.Name.Name, fn.CustomName)
}

// addArguments registers an input type with one nullable field per argument
// (contract/postgres-graphql.md 5.4).
func (f *frame) addArguments(name string, args []model.Argument, rename func(string) string, visible func(*Schema) bool) {
	for i := range args {
		f.learnArgument(args[i].Type)
	}
	f.memoized(name, visible, func() *planner.Type {
		inputs := make([]*planner.InputValue, len(args))
		for i := range args {
			s, depth := f.argumentScalar(args[i].Type)
			inputs[i] = &planner.InputValue{
				Name: rename(args[i].Field), Type: f.listed(s.name, depth, false),
				Accept: f.accept(s, depth, acceptNullable), Meta: &args[i],
			}
		}
		return &planner.Type{Kind: ast.InputObject, Name: name, Inputs: planner.SortInputs(inputs)}
	})
}

// argumentScalar is scalarOf for arguments: a composite gets a scalar of its own name, so
// that it does not clash with a row type (contract/postgres-graphql.md 2.1).
func (f *frame) argumentScalar(t *catalog.Type) (*scalar, int) {
	s, depth := f.scalarOf(t)
	plain := t.Plain()
	for range depth {
		plain = plain.Elem.Plain()
	}
	if plain.Kind != catalog.CompositeType {
		return s, depth
	}
	return f.scalarNamed(f.rules.Scalar(plain.Name.Name+"_scalar"), plain), depth
}

func (f *frame) learnArgument(t *catalog.Type) { f.argumentScalar(t) }

// functionRoots appends the fields of the functions the role may call in op.
func (s *Schema) functionRoots(fields []*planner.Field, op ast.Operation) []*planner.Field {
	f := s.frame
	for _, fn := range f.functions {
		t := f.exposed(fn.Returns)
		if s.views[t.index] == nil || fn.Mutation != (op == ast.Mutation) || !s.model.Shows(fn, s.role.Name) {
			continue
		}
		v := s.views[t.index]
		distinct := len(v.read) > 0
		if s.role.Relay && op != ast.Mutation {
			if len(t.PrimaryKey) > 0 {
				fields = append(fields, f.functionConnection(fn, t, distinct))
			}
			continue
		}
		fields = append(fields, f.functionField(fn, t, distinct))
		if !fn.Mutation && v.aggregations {
			fields = append(fields, f.functionAggregate(fn, t, distinct))
		}
	}
	return fields
}

func (f *frame) functionField(fn *model.Function, t *table, distinct bool) *planner.Field {
	return once(f.fields, memberKey{fn, useRoot + use(FunctionRows), distinct}, func() *planner.Field {
		row := f.wrap(t.name(naming.Row))
		field := &planner.Field{
			Name: f.rules.Function(functionBase(fn), fn.RootFields.Function.Name),
			Type: row.plain, Meta: &Function{Function: fn}, Alone: alone(fn),
		}
		if fn.Set {
			field.Type = row.listNonNull
		}
		name := quoted(fn.Name.Schema, fn.Name.Name)
		if fn.Mutation {
			field.Description = "execute VOLATILE function " + name + " which returns " + t.quoted
		} else {
			field.Description = functionDescription(fn.RootFields.Function.Comment, fn.Comment, "execute function "+name+" which returns "+t.quoted)
		}
		field.Args = f.functionArgs(fn, field.Name, f.collectionArgs(t, distinct))
		return field
	})
}

// functionDescription prefers the field's own comment, then the function's; an empty one is
// no description.
func functionDescription(field, function *string, byDefault string) string {
	if field == nil {
		field = function
	}
	return description(field, byDefault)
}

func (f *frame) functionAggregate(fn *model.Function, t *table, distinct bool) *planner.Field {
	return once(f.fields, memberKey{fn, useRoot + use(FunctionAggregate), distinct}, func() *planner.Field {
		field := &planner.Field{
			Name: f.rules.FunctionAggregate(functionBase(fn), fn.RootFields.FunctionAggregate.Name),
			Type: f.wrap(t.name(naming.Aggregate)).nonNull,
			Meta: &Function{Function: fn, Kind: FunctionAggregate}, Alone: alone(fn),
		}
		field.Description = description(fn.RootFields.FunctionAggregate.Comment, "execute function "+
			quoted(fn.Name.Schema, fn.Name.Name)+" and query aggregates on result of table type "+t.quoted)
		field.Args = f.functionArgs(fn, field.Name, f.collectionArgs(t, distinct))
		return field
	})
}

// functionArgs puts `args` before the arguments of the returned table.
func (f *frame) functionArgs(fn *model.Function, field string, rest []*planner.InputValue) []*planner.InputValue {
	if len(fn.Args) == 0 {
		return rest
	}
	w := f.wrap(f.rules.FunctionArgs(functionBase(fn)))
	in := &planner.InputValue{
		Name: "args", Description: "input parameters for function \"" + field + "\"", Type: w.nonNull, Meta: ArgFunction,
	}
	if allDefaults(fn.Args) {
		in.Type, in.NoNull = w.plain, true
	}
	return planner.SortInputs(append([]*planner.InputValue{in}, rest...))
}

// alone tells whether a query must call the function by itself, in order: a VOLATILE one. In
// a mutation all fields run in order anyway, in one transaction.
func alone(fn *model.Function) bool { return fn.SQL.Volatility == catalog.Volatile && !fn.Mutation }
