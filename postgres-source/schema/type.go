package schema

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// typeKey finds a shared type: which it is, and what of the role's permissions it depends
// on.
type typeKey struct {
	ref    ref
	single string // name of a type that is no table's; ref is then not set
	scope  any
}

// typ returns the type called name as s has it, or nil.
func (f *frame) typ(s *Schema, name string) *planner.Type {
	key, ok := s.key(name)
	if !ok {
		return nil // unknown names are a client's: they must not fill the map
	}
	if one := f.singles[key.single]; key.single != "" && !one.shared {
		return s.own(name, one)
	}
	f.typesMu.RLock()
	t := f.types[key]
	f.typesMu.RUnlock()
	if t != nil {
		return t
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if t := f.types[key]; t != nil { // only written below, under f.mu
		return t
	}
	if key.single != "" {
		t = f.singles[name].build(s)
	} else {
		t = s.tableType(f.tables[key.ref.table], key.ref)
	}
	f.typesMu.Lock()
	f.types[key] = t
	f.typesMu.Unlock()
	return t
}

// own returns a type that depends on all that the role may see: it is the schema's own.
func (s *Schema) own(name string, one single) *planner.Type {
	s.frame.mu.Lock()
	defer s.frame.mu.Unlock()
	return once(s.singles, name, func() *planner.Type { return one.build(s) })
}

// key tells where the type called name is kept, or false when the role has no such
// type. It needs no lock: names are fixed once the frame is made.
func (s *Schema) key(name string) (typeKey, bool) {
	if r, ok := s.frame.index[name]; ok {
		return typeKey{ref: r, scope: s.scope(s.frame.tables[r.table], r)}, s.has(r)
	}
	one, ok := s.frame.singles[name]
	return typeKey{single: name}, ok && one.shownTo(s)
}

// scope returns what the kind of type depends on. Types of equal scope are shared.
func (s *Schema) scope(t *table, r ref) any {
	switch r.kind {
	case typeKind(naming.Row), typeKind(naming.BoolExp), typeKind(naming.OrderBy):
		return relay{s.views[t.index], s.role.Relay}
	case typeKind(naming.SelectColumn), typeKind(naming.AggregateFields), typeKind(naming.AggregateOrderBy),
		typeKind(naming.StreamCursorValueInput), opFields, opOrderBy, predicateType, predicateColumns:
		return s.columnsOf(t)
	case predicateFunction:
		return predicates[r.op].argument == "" && len(s.columnsOf(t).read) > 0
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
	return v != nil && s.reads(v, r)
}

// reads tells whether a role that may select has one of the reading types.
func (s *Schema) reads(v *view, r ref) bool {
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
