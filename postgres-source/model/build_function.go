package model

import (
	"fmt"
	"slices"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// functions resolves the functions exposed as root fields (contract/postgres-graphql.md
// 5.4).
func (b *builder) functions() {
	for _, md := range b.md.Functions {
		object := b.sourceObject("function", md.Function.String(), md.Function)
		f, err := b.function(md)
		if err != nil {
			b.broken(object, "in function %q: %s", md.Function.String(), err.Error())
			continue
		}
		b.model.Functions = append(b.model.Functions, f)
		for role := range f.roles {
			b.roles[role] = true
		}
	}
}

func (b *builder) function(md *metadata.Function) (*Function, error) {
	sql, err := b.only(md.Function)
	if err != nil {
		return nil, err
	}
	config := md.Configuration
	if config == nil {
		config = &metadata.FunctionConfiguration{}
	}
	f := &Function{
		Name: sql.Name, SQL: sql, CustomName: config.CustomName, Comment: md.Comment, Set: sql.ReturnsSet,
		Mutation: config.ExposedAs == "mutation" || config.ExposedAs == "" && sql.Volatility == catalog.Volatile,
		roles:    map[string]bool{},
	}
	if config.CustomRootFields != nil {
		f.RootFields = *config.CustomRootFields
	}
	if reasons := b.functionReasons(f, config.SessionArgument); len(reasons) > 0 {
		return nil, because(fmt.Sprintf("the function %q cannot be tracked", f.Name.String()), reasons)
	}
	if f.Returns, err = b.trackedAs(b.cat.TableByOID(sql.Returns.Relation).Name); err != nil {
		return nil, err
	}
	args := arguments(sql)
	for i := range args {
		if config.SessionArgument != "" && args[i].Name == config.SessionArgument {
			f.Session = &args[i]
			continue
		}
		f.Args = append(f.Args, args[i])
	}
	f.inferred = !f.Mutation && !b.options.ExplicitFunctionPermissions
	for _, p := range md.Permissions {
		if p.Role == adminRole {
			b.broken(b.sourceObject("function_permission", md.Function.String(), md), "cannot define permission for admin role")
			continue
		}
		f.roles[p.Role] = true
	}
	return f, nil
}

// only returns the one function called name.
func (b *builder) only(name sqlname.Name) (*catalog.Function, error) {
	switch overloads := b.cat.Overloads(name); len(overloads) {
	case 0:
		return nil, fmt.Errorf("no such function exists: %q", name.String())
	case 1:
		return overloads[0], nil
	}
	return nil, fmt.Errorf("function %q is overloaded. Overloaded functions are not supported", name.String())
}

// functionReasons lists why a function cannot be a root field
// (contract/metadata-and-migrations.md 5.6).
func (b *builder) functionReasons(f *Function, session string) []string {
	var reasons []string
	no := func(condition bool, reason string) {
		if condition {
			reasons = append(reasons, reason)
		}
	}
	base := f.Name.Name
	if f.Name.Schema != "public" {
		base = f.Name.Schema + "_" + base
	}
	no(f.CustomName == "" && !isGraphQLName(base), "function name is not a legal GraphQL identifier")
	no(f.SQL.Variadic, `function with "VARIADIC" parameters are not supported`)
	no(f.SQL.OutArgs, "function with OUT, INOUT or TABLE parameters are not supported")
	no(f.SQL.Returns.Kind != catalog.CompositeType, `the function does not return a "COMPOSITE" type`)
	no(f.SQL.Returns.Kind == catalog.CompositeType && b.cat.TableByOID(f.SQL.Returns.Relation) == nil, "the function does not return a table")
	no(f.Mutation && f.SQL.Volatility != catalog.Volatile, "the function was requested to be exposed as a mutation, but is not marked VOLATILE. "+
		"Maybe the function was given the wrong volatility when it was defined?")
	for _, arg := range f.SQL.Args {
		no(arg.Name != "" && !isGraphQLName(arg.Name), fmt.Sprintf("the argument name %q is not a legal GraphQL identifier", arg.Name))
		reasons = withScalar(reasons, arg.Type)
	}
	if err := checkSession(f.SQL, session, "json"); err != nil {
		reasons = append(reasons, err.Error())
	}
	return reasons
}

// withScalar adds why a function cannot take or return a type, once for each type.
func withScalar(reasons []string, t *catalog.Type) []string {
	err := checkScalar(t)
	if err == nil || slices.Contains(reasons, "it "+err.Error()) {
		return reasons
	}
	return append(reasons, "it "+err.Error())
}

// checkSession tells whether the function has the session argument, of one of the types.
func checkSession(f *catalog.Function, session string, types ...string) error {
	if session == "" {
		return nil
	}
	for _, arg := range f.Args {
		if arg.Name != session {
			continue
		}
		for _, t := range types {
			if arg.Type.Builtin(t) {
				return nil
			}
		}
		return fmt.Errorf("given session argument %q is not of type json", session)
	}
	return fmt.Errorf("given session argument %q is not present in the function's signature", session)
}

// arguments describes the input arguments; unnamed ones are called arg_1, arg_2, ... by
// position.
func arguments(f *catalog.Function) []Argument {
	args := make([]Argument, len(f.Args))
	for i, a := range f.Args {
		args[i] = Argument{Name: a.Name, Field: a.Name, Position: i, Type: a.Type, HasDefault: f.HasDefault(i)}
		if a.Name == "" {
			args[i].Field = fmt.Sprintf("arg_%d", i+1)
		}
	}
	return args
}
