package schema

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// argsKey finds a shared list of arguments.
type argsKey struct {
	kind     argsKind
	table    *table
	distinct bool
}

type argsKind uint8

const (
	argsCollection argsKind = iota
	argsConnection
	argsStream
	argsByPK
	argsPath
	argsWhere
	argsLimit
	argsOrder
	argsDistinct
	argsOffset
	argsCount
)

// collectionArgs are the arguments of everything that reads a list of the table's rows
// (contract/postgres-graphql.md 4.1), sorted by name.
func (f *frame) collectionArgs(t *table, distinct bool) []*planner.InputValue {
	return once(f.args, argsKey{argsCollection, t, distinct}, func() []*planner.InputValue {
		args := []*planner.InputValue{f.whereArg(t), f.orderArg(t), f.limitArg(), f.offsetArg()}
		if distinct {
			args = append(args, f.distinctArg(t))
		}
		return planner.SortInputs(args)
	})
}

// shared returns an argument that is the same wherever it stands.
func (f *frame) shared(kind argsKind, t *table, build func() *planner.InputValue) *planner.InputValue {
	return once(f.args, argsKey{kind: kind, table: t}, func() []*planner.InputValue {
		return []*planner.InputValue{build()}
	})[0]
}

func (f *frame) whereArg(t *table) *planner.InputValue {
	return f.shared(argsWhere, t, func() *planner.InputValue {
		return &planner.InputValue{
			Name: "where", Description: "filter the rows returned", Type: f.wrap(t.name(naming.BoolExp)).plain, Meta: ArgWhere,
		}
	})
}

func (f *frame) orderArg(t *table) *planner.InputValue {
	return f.shared(argsOrder, t, func() *planner.InputValue {
		return &planner.InputValue{
			Name: f.rules.Convention.Word("order_by"), Description: "sort the rows by one or more columns",
			Type: f.wrap(t.name(naming.OrderBy)).list, Meta: ArgOrderBy,
		}
	})
}

func (f *frame) distinctArg(t *table) *planner.InputValue {
	return f.shared(argsDistinct, t, func() *planner.InputValue {
		return &planner.InputValue{
			Name: f.rules.Convention.Word("distinct_on"), Description: "distinct select on columns",
			Type: f.wrap(t.name(naming.SelectColumn)).list, Meta: ArgDistinctOn,
		}
	})
}

func (f *frame) limitArg() *planner.InputValue {
	return f.shared(argsLimit, nil, func() *planner.InputValue {
		return &planner.InputValue{
			Name: "limit", Description: "limit the number of rows returned", Type: f.wrap("Int").plain,
			Accept: planner.OrNull(planner.NonNegativeInt), Meta: ArgLimit,
		}
	})
}

func (f *frame) offsetArg() *planner.InputValue {
	return f.shared(argsOffset, nil, func() *planner.InputValue {
		return &planner.InputValue{
			Name: "offset", Description: "skip the first n rows. Use only with order_by", Type: f.wrap("Int").plain,
			Accept: planner.OrNull(planner.BigInt), Meta: ArgOffset,
		}
	})
}

// keyArgs are the arguments of T_by_pk: one per column of the primary key.
func (f *frame) keyArgs(t *table) []*planner.InputValue {
	return once(f.args, argsKey{kind: argsByPK, table: t}, func() []*planner.InputValue {
		args := make([]*planner.InputValue, 0, len(t.PrimaryKey))
		for _, c := range t.PrimaryKey {
			of := f.comparedColumn(c)
			args = append(args, f.input(c, useKey, func() *planner.InputValue {
				in := &planner.InputValue{
					Name: c.Field, Description: columnDescription(c), Type: f.columnType(c, true), Meta: c,
				}
				if of.enum == nil {
					in.Accept = f.accept(of.scalar, of.depth, acceptOperand)
				}
				return in
			}))
		}
		return planner.SortInputs(args)
	})
}
