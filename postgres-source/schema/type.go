package schema

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// typeKey finds a shared type: which it is, and what of the role's permissions it depends
// on: its *columns, *view or *writes, or nothing.
type typeKey struct {
	ref   ref
	scope any
}

// build returns the type called name, or nil when the role has no such type.
func (s *Schema) build(name string) *planner.Type {
	f := s.frame
	r, ok := f.index[name]
	if !ok {
		one, ok := f.singles[name]
		if !ok || !one.shownTo(s) {
			return nil
		}
		return one.build(s)
	}
	if !s.has(r) {
		return nil
	}
	t := f.tables[r.table]
	return once(f.types, typeKey{r, s.scope(t, r.kind)}, func() *planner.Type {
		return s.tableType(t, r)
	})
}

// scope returns what the kind of type depends on. Types of equal scope are shared.
func (s *Schema) scope(t *table, kind typeKind) any {
	switch kind {
	case typeKind(naming.Row), typeKind(naming.BoolExp), typeKind(naming.OrderBy):
		return relay{s.views[t.index], s.role.Relay}
	case typeKind(naming.SelectColumn), typeKind(naming.AggregateFields), typeKind(naming.AggregateOrderBy),
		typeKind(naming.StreamCursorValueInput), opFields, opOrderBy, predicateType, predicateFunction, predicateColumns:
		return s.columnsOf(t)
	case typeKind(naming.InsertInput), typeKind(naming.UpdateColumn), typeKind(naming.SetInput),
		typeKind(naming.IncInput), typeKind(naming.AppendInput), typeKind(naming.PrependInput),
		typeKind(naming.DeleteKeyInput), typeKind(naming.DeleteElemInput), typeKind(naming.DeleteAtPathInput),
		typeKind(naming.Updates), typeKind(naming.MutationResponse):
		return s.writes[t.index]
	}
	return nil
}

// relay is the scope of types that have more fields in the Relay schema.
type relay struct {
	view *view
	on   bool
}

// has tells whether the role has the type (contract/postgres-graphql.md 7.2).
func (s *Schema) has(r ref) bool {
	t := s.frame.tables[r.table]
	v, w := s.views[r.table], s.writes[r.table]
	switch r.kind {
	case typeKind(naming.Enum):
		return true
	case typeKind(naming.BoolExp):
		return v != nil || w != nil
	case typeKind(naming.InsertInput), typeKind(naming.ObjRelInsertInput), typeKind(naming.ArrRelInsertInput),
		typeKind(naming.OnConflict), typeKind(naming.Constraint):
		return w != nil && w.insert
	case typeKind(naming.MutationResponse):
		return w != nil
	case typeKind(naming.UpdateColumn):
		return w != nil && w.insert && len(t.constraints()) > 0
	case typeKind(naming.Updates):
		return w != nil && w.update && !s.frame.options.HideUpdateMany
	case typeKind(naming.PKColumnsInput):
		return w != nil && w.update && s.readsKey(t)
	}
	if o := updateOperator(r.kind); o != nil {
		return w != nil && w.update && o.any(s.frame, w)
	}
	return v != nil && s.reads(t, v, r)
}

// reads tells whether a role that may select has one of the reading types.
func (s *Schema) reads(t *table, v *view, r ref) bool {
	switch r.kind {
	case typeKind(naming.SelectColumn):
		return len(v.read) > 0
	case typeKind(naming.Aggregate), typeKind(naming.AggregateFields):
		return v.aggregations
	case typeKind(naming.StreamCursorInput), typeKind(naming.StreamCursorValueInput):
		return len(v.read) > 0 && !s.frame.options.HideStreams
	case typeKind(naming.ConnectionType), typeKind(naming.EdgeType):
		return s.role.Relay
	case opFields:
		return v.aggregations && aggregateOps[r.op].any(s.frame, v.columns)
	case opOrderBy:
		return aggregateOps[r.op].anyOrder(s.frame, v.columns)
	case predicateType, predicateFunction, predicateArguments, predicateColumns:
		return v.aggregations && s.hasPredicate(v.columns, r)
	}
	return true
}

// readsKey tells whether the table has a primary key the role may read whole.
func (s *Schema) readsKey(t *table) bool {
	if len(t.PrimaryKey) == 0 {
		return false
	}
	read := 0
	for _, c := range s.columnsOf(t).read {
		for _, key := range t.PrimaryKey {
			if c.Column == key {
				read++
			}
		}
	}
	return read == len(t.PrimaryKey)
}

// tableType builds one of the table's types.
func (s *Schema) tableType(t *table, r ref) *planner.Type {
	f, v, c, w := s.frame, s.views[t.index], s.columnsOf(t), s.writes[t.index]
	switch r.kind {
	case typeKind(naming.Row):
		return s.rowType(t, v)
	case typeKind(naming.BoolExp):
		return f.boolExp(t, v)
	case typeKind(naming.OrderBy):
		return f.orderBy(t, v)
	case typeKind(naming.SelectColumn):
		return f.selectColumn(t, c)
	case typeKind(naming.Aggregate):
		return f.aggregateType(t)
	case typeKind(naming.AggregateFields):
		return f.aggregateFields(t, c)
	case typeKind(naming.AggregateOrderBy):
		return f.aggregateOrderBy(t, c)
	case typeKind(naming.StreamCursorInput):
		return f.streamCursor(t)
	case typeKind(naming.StreamCursorValueInput):
		return f.streamValue(t, c)
	case typeKind(naming.Enum):
		return f.enumType(t)
	case typeKind(naming.ConnectionType):
		return f.connectionType(t)
	case typeKind(naming.EdgeType):
		return f.edgeType(t)
	case opFields:
		return f.opFields(t, c, &aggregateOps[r.op])
	case opOrderBy:
		return f.opOrderBy(t, c, &aggregateOps[r.op])
	case predicateType:
		return f.predicateType(t, c)
	case predicateFunction:
		return f.predicateFunction(t, c, &predicates[r.op])
	case predicateArguments:
		return f.predicateArguments(t, &predicates[r.op])
	case predicateColumns:
		return f.predicateColumns(t, c, &predicates[r.op])
	}
	return f.writeType(t, w, r)
}
