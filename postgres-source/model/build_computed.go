package model

import (
	"errors"
	"fmt"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
)

// computedField resolves a function shown as a field of a table
// (contract/postgres-graphql.md 5.5).
func (b *builder) computedField(t *trackedTable, md *metadata.ComputedField) error {
	sql, err := b.only(md.Function)
	if err != nil {
		return err
	}
	f := &ComputedField{Name: md.Name, Table: t.Table, SQL: sql, Comment: md.Comment, Set: sql.ReturnsSet, TableArg: -1}
	if reasons := b.computedReasons(f, md); len(reasons) > 0 {
		return because(fmt.Sprintf("the computed field %q cannot be added to table %q", f.Name, t.Name.String()), reasons)
	}
	if sql.Returns.Kind == catalog.CompositeType {
		if f.Returns, err = b.trackedAs(b.cat.TableByOID(sql.Returns.Relation).Name); err != nil {
			return err
		}
	} else {
		f.Scalar = sql.Returns
	}
	args := arguments(sql)
	for i := range args {
		switch {
		case i == f.TableArg:
		case md.SessionArgument != "" && args[i].Name == md.SessionArgument:
			f.Session = &args[i]
		default:
			f.Args = append(f.Args, args[i])
		}
	}
	t.ComputedFields = append(t.ComputedFields, f)
	t.compute[f.Name] = f
	return nil
}

func (b *builder) computedReasons(f *ComputedField, md *metadata.ComputedField) []string {
	var reasons []string
	no := func(condition bool, format string, args ...any) {
		if condition {
			reasons = append(reasons, fmt.Sprintf(format, args...))
		}
	}
	no(f.SQL.Variadic, `function with "VARIADIC" parameters are not supported`)
	no(f.SQL.OutArgs, "function with OUT, INOUT or TABLE parameters are not supported")
	no(f.SQL.Volatility == catalog.Volatile, "the function is of type VOLATILE; cannot be added as a computed field")
	var err error
	if f.TableArg, err = tableArgument(f, md.TableArgument); err != nil {
		reasons = append(reasons, err.Error())
	}
	if err := checkSession(f.SQL, md.SessionArgument, "json", "jsonb"); err != nil {
		reasons = append(reasons, err.Error())
	}
	switch returns := f.SQL.Returns; returns.Kind {
	case catalog.CompositeType:
		no(b.cat.TableByOID(returns.Relation) == nil, "the function returns %q, which is not a table", returns.Name.String())
	case catalog.BaseType, catalog.DomainType, catalog.RangeType, catalog.MultirangeType:
		no(f.SQL.ReturnsSet, "the function returns a set of type %q, which is no table", returns.Name.String())
		reasons = withScalar(reasons, returns)
	default:
		no(true, "the function returning type %q is not a BASE type", returns.Name.String())
	}
	for i, arg := range f.SQL.Args {
		no(arg.Name != "" && !isGraphQLName(arg.Name), "the argument name %q is not a legal GraphQL identifier", arg.Name)
		if i != f.TableArg { // the row is nothing that clients give
			reasons = withScalar(reasons, arg.Type)
		}
	}
	return reasons
}

// tableArgument finds the argument that takes the row: the named one, else the first.
func tableArgument(f *ComputedField, name string) (int, error) {
	at := 0
	for name != "" && at < len(f.SQL.Args) && f.SQL.Args[at].Name != name {
		at++
	}
	if at >= len(f.SQL.Args) {
		if name == "" {
			return -1, errors.New("the function has no input arguments")
		}
		return -1, fmt.Errorf("%q is not an input argument of the function", name)
	}
	if f.SQL.Args[at].Type != f.Table.SQL.RowType {
		return -1, fmt.Errorf("the argument %q is not of the COMPOSITE type of table %q", f.SQL.Args[at].Name, f.Table.Name.String())
	}
	return at, nil
}
