package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// Names of the types of the Relay schema that no setting changes
// (contract/postgres-graphql.md 5.8).
const (
	nodeInterface = "Node"
	pageInfo      = "PageInfo"
)

// implementNode gives a row type its global id, in place of a column called `id`.
func (s *Schema) implementNode(t *table, row *planner.Type) {
	id := &planner.Field{
		Name: "id", Description: "A globally unique identifier", Type: s.frame.wrap("ID").nonNull, Meta: &NodeID{t.Table},
	}
	row.Interfaces = []string{nodeInterface}
	for i, f := range row.Fields {
		if f.Name == "id" {
			row.Fields[i] = id
			return
		}
	}
	row.Fields = append(row.Fields, id)
}

// nodes are the names of the role's types that implement Node.
func (s *Schema) nodes() []string {
	var names []string
	for i, t := range s.frame.tables {
		if s.views[i] != nil && len(t.PrimaryKey) > 0 {
			names = append(names, t.name(naming.Row))
		}
	}
	return names
}

// addRelay registers Node and PageInfo.
func (f *frame) addRelay() {
	relay := func(s *Schema) bool { return s.role.Relay }
	some := func(s *Schema) bool { return relay(s) && len(s.nodes()) > 0 }
	f.add(nodeInterface, single{visible: some, build: func(s *Schema) *planner.Type {
		return &planner.Type{
			Kind: ast.Interface, Name: nodeInterface, Description: "An object with globally unique ID", Possible: s.nodes(), Open: true,
			Fields: []*planner.Field{{Name: "id", Description: "A globally unique identifier", Type: f.wrap("ID").nonNull}},
		}
	}})
	f.memoized(pageInfo, relay, func() *planner.Type {
		text, flag := f.wrap("String").nonNull, f.wrap("Boolean").nonNull
		return &planner.Type{Kind: ast.Object, Name: pageInfo, Fields: []*planner.Field{
			{Name: "endCursor", Type: text, Meta: PageEndCursor},
			{Name: "hasNextPage", Type: flag, Meta: PageHasNext},
			{Name: "hasPreviousPage", Type: flag, Meta: PageHasPrevious},
			{Name: "startCursor", Type: text, Meta: PageStartCursor},
		}}
	})
}

// connectionType builds TConnection.
func (f *frame) connectionType(t *table) *planner.Type {
	return &planner.Type{
		Kind: ast.Object, Name: t.name(naming.ConnectionType), Description: "A Relay connection object on " + t.quoted,
		Fields: []*planner.Field{
			{Name: "edges", Type: f.wrap(t.name(naming.EdgeType)).listNonNull, Meta: ConnectionEdges},
			{Name: "pageInfo", Type: f.wrap(pageInfo).nonNull, Meta: ConnectionPageInfo},
		},
	}
}

// edgeType builds TEdge.
func (f *frame) edgeType(t *table) *planner.Type {
	return &planner.Type{
		Kind: ast.Object, Name: t.name(naming.EdgeType),
		Fields: []*planner.Field{
			{Name: "cursor", Type: f.wrap("String").nonNull, Meta: EdgeCursor},
			{Name: "node", Type: f.wrap(t.name(naming.Row)).nonNull, Meta: EdgeNode},
		},
	}
}

// connectionArgs are the arguments of a connection.
func (f *frame) connectionArgs(t *table, distinct bool) []*planner.InputValue {
	return once(f.args, argsKey{argsConnection, t, distinct}, func() []*planner.InputValue {
		number, text := f.wrap("Int").plain, f.wrap("String").plain
		args := []*planner.InputValue{
			{Name: "first", Type: number, Accept: planner.OrNull(planner.NonNegativeInt), Meta: ArgFirst},
			{Name: "last", Type: number, Accept: planner.OrNull(planner.NonNegativeInt), Meta: ArgLast},
			{Name: "before", Type: text, Meta: ArgBefore},
			{Name: "after", Type: text, Meta: ArgAfter},
			f.whereArg(t), f.orderArg(t),
		}
		if distinct {
			args = append(args, f.distinctArg(t))
		}
		return planner.SortInputs(args)
	})
}

func (f *frame) functionConnection(fn *model.Function, t *table, distinct bool) *planner.Field {
	return once(f.fields, memberKey{fn, useRoot + use(FunctionConnection), distinct}, func() *planner.Field {
		field := &planner.Field{
			Name: f.rules.FunctionConnection(functionBase(fn)), Type: f.wrap(t.name(naming.ConnectionType)).nonNull,
			Description: "execute function " + quoted(fn.Name.Schema, fn.Name.Name) + " which returns " + t.quoted,
			Meta:        &Function{Function: fn, Kind: FunctionConnection}, Alone: alone(fn),
		}
		field.Args = f.functionArgs(fn, field.Name, f.connectionArgs(t, distinct))
		return field
	})
}

// nodeRoot is `node(id: ID!): Node`.
func (f *frame) nodeRoot() *planner.Field {
	return &planner.Field{
		Name: "node", Type: f.wrap(nodeInterface).plain, Shared: true, Meta: RelayNode,
		Args: []*planner.InputValue{{Name: "id", Description: "A globally unique id", Type: f.wrap("ID").nonNull, Meta: ArgID}},
	}
}

// sharedRoots are the root fields that all databases answer together. They are no single
// source's, and so stay outside its namespace.
func (s *Schema) sharedRoots(op ast.Operation) []*planner.Field {
	switch {
	case op == ast.Mutation:
	case s.role.Relay && len(s.nodes()) > 0:
		return []*planner.Field{s.frame.nodeRoot()}
	case op == ast.Query && len(s.Entities()) > 0:
		return []*planner.Field{s.entitiesRoot()}
	}
	return nil
}
