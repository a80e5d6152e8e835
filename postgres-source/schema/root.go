package schema

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// addRoots makes the root fields of the three operations
// (contract/postgres-graphql.md 1.2, 7.2).
func (s *Schema) addRoots() {
	s.inner = map[ast.Operation][]*planner.Field{}
	for _, op := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		fields := s.frame.found[:0]
		for _, t := range s.frame.tables {
			if op == ast.Mutation {
				fields = s.writeRoots(fields, t)
			} else {
				fields = s.readRoots(fields, t, op)
			}
		}
		fields = s.functionRoots(fields, op)
		if op != ast.Mutation && !s.role.Relay {
			fields = s.nativeRoots(fields)
		}
		fields = planner.SortFields(fields)
		s.frame.found = fields
		s.inner[op] = slices.Clone(fields)
	}
	s.roots = maps.Clone(s.inner)
	if s.frame.rules.Namespace != "" {
		s.addNamespace()
	}
	for _, op := range []ast.Operation{ast.Query, ast.Subscription} {
		if shared := s.sharedRoots(op); shared != nil {
			s.roots[op] = planner.SortFields(append(slices.Clip(s.roots[op]), shared...))
		}
	}
}

// readRoots appends the reading fields of a table.
func (s *Schema) readRoots(fields []*planner.Field, t *table, op ast.Operation) []*planner.Field {
	v := s.views[t.index]
	if v == nil {
		return fields
	}
	f, p := s.frame, s.grants.selects(t)
	granted, distinct := p.Query, len(v.read) > 0
	if op == ast.Subscription {
		granted = p.Subscription
	}
	if s.role.Relay {
		if granted.Has(model.RootSelect) && len(t.PrimaryKey) > 0 {
			fields = append(fields, f.connectionRoot(t, distinct))
		}
		return fields
	}
	if granted.Has(model.RootSelect) {
		fields = append(fields, f.listRoot(t, distinct))
	}
	if granted.Has(model.RootSelectByPK) && s.readsKey(t) {
		fields = append(fields, f.byPKRoot(t))
	}
	if granted.Has(model.RootSelectAggregate) && v.aggregations {
		fields = append(fields, f.aggregateRoot(t, distinct))
	}
	if op == ast.Subscription && granted.Has(model.RootSelectStream) && distinct && !f.options.HideStreams {
		fields = append(fields, f.streamRoot(t))
	}
	return fields
}

// root makes a root field of a table, shared by all roles that get it. fill describes it by
// default.
func (f *frame) root(t *table, kind naming.TableRoot, distinct bool, fill func(*planner.Field)) *planner.Field {
	known := &t.roots[kind][flag(distinct)]
	if *known == nil {
		*known = f.newRoot(t, kind, fill)
	}
	return *known
}

func (f *frame) newRoot(t *table, kind naming.TableRoot, fill func(*planner.Field)) *planner.Field {
	custom, comment := t.customRoot(kind)
	field := &planner.Field{Name: f.rules.TableRoot(kind, t.base, custom)}
	fill(field)
	field.Description = description(comment, field.Description)
	return field
}

func (f *frame) listRoot(t *table, distinct bool) *planner.Field {
	return f.root(t, naming.Select, distinct, func(field *planner.Field) {
		field.Description = "fetch data from the table: " + t.quoted
		field.Type = f.wrap(t.name(naming.Row)).listNonNull
		field.Args = f.collectionArgs(t, distinct)
		field.Meta = &Select{Table: t.Table, Kind: SelectList}
	})
}

func (f *frame) byPKRoot(t *table) *planner.Field {
	return f.root(t, naming.SelectByPK, false, func(field *planner.Field) {
		field.Description = "fetch data from the table: " + t.quoted + " using primary key columns"
		field.Type = f.wrap(t.name(naming.Row)).plain
		field.Args = f.keyArgs(t)
		field.Meta = &Select{Table: t.Table, Kind: SelectByPK}
	})
}

func (f *frame) aggregateRoot(t *table, distinct bool) *planner.Field {
	return f.root(t, naming.SelectAggregate, distinct, func(field *planner.Field) {
		field.Description = "fetch aggregated fields from the table: " + t.quoted
		field.Type = f.wrap(t.name(naming.Aggregate)).nonNull
		field.Args = f.collectionArgs(t, distinct)
		field.Meta = &Select{Table: t.Table, Kind: SelectAggregate}
	})
}

func (f *frame) streamRoot(t *table) *planner.Field {
	return f.root(t, naming.SelectStream, false, func(field *planner.Field) {
		field.Description = "fetch data from the table in a streaming manner: " + t.quoted
		field.Type = f.wrap(t.name(naming.Row)).listNonNull
		field.Args = f.streamArgs(t)
		field.Meta = &Select{Table: t.Table, Kind: SelectStream}
		field.Stream = true
	})
}

func (f *frame) connectionRoot(t *table, distinct bool) *planner.Field {
	return f.root(t, naming.Connection, distinct, func(field *planner.Field) {
		field.Description = "fetch data from the table: " + t.quoted
		field.Type = f.wrap(t.name(naming.ConnectionType)).nonNull
		field.Args = f.connectionArgs(t, distinct)
		field.Meta = &Select{Table: t.Table, Kind: SelectConnection}
	})
}
