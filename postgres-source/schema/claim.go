package schema

import (
	"encoding/json"
	"fmt"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// Inconsistencies lists the tables, functions, logical models and native queries that are
// left out of every role's schema because a name they bring is taken. The options' Cache is
// filled.
func Inconsistencies(m *model.Model, options Options) []model.Inconsistency {
	return frameFor(m, options).problems
}

// leaveOut reports an object of the metadata that the schema does without.
func (f *frame) leaveOut(kind, name string, definition json.RawMessage, reason string) {
	f.problems = append(f.problems, model.Inconsistency{
		Type: kind, Name: fmt.Sprintf("%s %s in source %s", kind, name, f.model.Source),
		Definition: definition, Reason: "Inconsistent object: " + reason,
	})
}

// named is the definition of an object that is known by one of its members.
func named(member, name string) json.RawMessage {
	text := planner.AppendJSONString([]byte(`{"`+member+`":`), name)
	return append(text, '}')
}

// ref is what the name of a table's type stands for.
type ref struct {
	table int32
	kind  typeKind
	op    uint8 // index into aggregateOps or predicates, by kind
}

// typeKind is the kind of a table's type: those of naming, then those that exist once per
// operator.
type typeKind uint8

const (
	opFields typeKind = typeKind(naming.TableTypes) + iota
	opOrderBy
	predicateType
	predicateFunction
	predicateArguments
	predicateColumns
)

// claimed is a type by the name it wants.
type claimed struct {
	name  string
	ref   ref
	table bool // else it is a function's and has no ref
}

// rootName is the name of a root field. Queries and subscriptions share theirs.
type rootName struct {
	mutation bool
	name     string
}

// claim takes names, or none of them and tells why.
func (f *frame) claim(types []claimed, roots []rootName) string {
	for _, c := range types {
		_, table := f.index[c.name]
		_, single := f.singles[c.name]
		if table || single || isBuiltin(c.name) {
			return fmt.Sprintf("Found conflicting definitions for GraphQL type '%s'", c.name)
		}
	}
	for _, r := range roots {
		if f.roots[r] {
			root := "query_root"
			if r.mutation {
				root = "mutation_root"
			}
			return fmt.Sprintf("Encountered conflicting definitions in the selection set for '%s' for field '%s'. "+
				"Fields must not be defined more than once across all sources.", root, r.name)
		}
	}
	for _, c := range types {
		if c.table {
			f.index[c.name] = c.ref
		}
	}
	for _, r := range roots {
		f.roots[r] = true
	}
	return ""
}

// typesOf lists all types the table may bring for any role. The list is scratch.
func (f *frame) typesOf(t *table) []claimed {
	types := f.claims[:0]
	add := func(name string, kind typeKind, op int) {
		types = append(types, claimed{name, ref{table: int32(t.index), kind: kind, op: uint8(op)}, true}) //nolint:gosec // both are small
	}
	for kind, name := range t.names {
		if f.possible(t, naming.TableType(kind)) {
			add(name, typeKind(kind), 0)
		}
	}
	for i := range aggregateOps {
		op := &aggregateOps[i]
		if t.anyColumn(func(c *model.Column) bool { return op.takes(f, c) }) || len(t.ComputedFields) > 0 {
			add(f.rules.AggregateFieldsType(t.base, string(op.op)), opFields, i)
			add(f.rules.AggregateOrderByType(t.base, string(op.op)), opOrderBy, i)
		}
	}
	f.predicateTypes(t, add)
	f.claims = types
	return types
}

// possible tells whether the table has the kind of type for at least one role.
func (f *frame) possible(t *table, kind naming.TableType) bool {
	switch kind {
	case naming.Enum:
		return t.Enum != nil
	case naming.ConnectionType, naming.EdgeType:
		return len(t.PrimaryKey) > 0
	case naming.StreamCursorInput, naming.StreamCursorValueInput:
		return !f.options.HideStreams
	case naming.InsertInput, naming.ObjRelInsertInput, naming.ArrRelInsertInput:
		return t.SQL.Insertable
	case naming.OnConflict, naming.Constraint, naming.UpdateColumn:
		return t.SQL.Insertable && len(t.constraints()) > 0
	case naming.PKColumnsInput:
		return t.SQL.Updatable && len(t.PrimaryKey) > 0
	case naming.Updates:
		return t.SQL.Updatable && !f.options.HideUpdateMany
	case naming.MutationResponse:
		return t.SQL.Insertable || t.SQL.Updatable
	}
	if o := updateOperator(typeKind(kind)); o != nil {
		return t.SQL.Updatable && t.anyColumn(func(c *model.Column) bool { return o.takes(f, c) })
	}
	return true
}

// rootsOf lists all root fields the table may bring for any role. Those of the Relay schema
// do not meet the others.
func (f *frame) rootsOf(t *table) []rootName {
	var roots []rootName
	add := func(when, mutation bool, kinds ...naming.TableRoot) {
		for _, kind := range kinds {
			if when {
				custom, _ := t.customRoot(kind)
				roots = append(roots, rootName{mutation, f.rules.TableRoot(kind, t.base, custom)})
			}
		}
	}
	keyed := len(t.PrimaryKey) > 0
	add(true, false, naming.Select, naming.SelectAggregate)
	add(keyed, false, naming.SelectByPK)
	add(!f.options.HideStreams, false, naming.SelectStream)
	add(t.SQL.Insertable, true, naming.Insert, naming.InsertOne, naming.Delete)
	add(t.SQL.Insertable && keyed, true, naming.DeleteByPK)
	add(t.SQL.Updatable, true, naming.Update)
	add(t.SQL.Updatable && !f.options.HideUpdateMany, true, naming.UpdateMany)
	add(t.SQL.Updatable && keyed, true, naming.UpdateByPK)
	return roots
}

// functionNames lists what a function brings.
func (f *frame) functionNames(fn *model.Function) ([]claimed, []rootName) {
	base := functionBase(fn)
	roots := []rootName{{fn.Mutation, f.rules.Function(base, fn.RootFields.Function.Name)}}
	if !fn.Mutation {
		roots = append(roots, rootName{false, f.rules.FunctionAggregate(base, fn.RootFields.FunctionAggregate.Name)})
	}
	if len(fn.Args) == 0 {
		return nil, roots
	}
	return []claimed{{name: f.rules.FunctionArgs(base)}}, roots
}
