package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// Names of the types of a federation subgraph (contract/postgres-graphql.md 5.9). `_service`
// tells of the whole schema, so it is the planner's.
const (
	entityUnion = "_Entity"
	anyScalar   = "_Any"
)

// Entities are the names of the row types that other subgraphs may ask for by key: the types
// that carry `@key` in the subgraph's SDL.
func (s *Schema) Entities() []string {
	var entities []string
	if !s.frame.options.Federation {
		return nil
	}
	for _, t := range s.frame.tables {
		if s.entityKey(t) != nil {
			entities = append(entities, t.name(naming.Row))
		}
	}
	return entities
}

// Entity returns the table of an entity type; nil for any other name.
func (s *Schema) Entity(typeName string) *model.Table {
	r, ok := s.frame.index[typeName]
	if !ok || r.kind != typeKind(naming.Row) || s.entityKey(s.frame.tables[r.table]) == nil {
		return nil
	}
	return s.frame.tables[r.table].Table
}

// entityKey lists the fields that other subgraphs may ask for rows by; nil when they may not:
// the role must be able to read them itself.
func (s *Schema) entityKey(t *table) []string {
	if !s.frame.options.Federation || s.role.Relay || !t.Federation || s.views[t.index] == nil || !s.readsKey(t) {
		return nil
	}
	var key []string
	for _, c := range t.PrimaryKey {
		key = append(key, c.Field)
	}
	return key
}

// entitiesRoot is `_entities(representations: [_Any!]!): _Entity`.
func (s *Schema) entitiesRoot() *planner.Field {
	return &planner.Field{
		Name: "_entities", Description: "query _Entity union", Type: s.frame.wrap(entityUnion).plain,
		Shared: true, Meta: FederationEntities,
		Args: []*planner.InputValue{{
			Name: "representations", Type: s.frame.wrap(anyScalar).listNonNull, Meta: ArgRepresentations,
		}},
	}
}

// addFederation registers _Entity and _Any.
func (f *frame) addFederation() {
	some := func(s *Schema) bool { return len(s.Entities()) > 0 }
	f.add(entityUnion, single{visible: some, build: func(s *Schema) *planner.Type {
		union := &planner.Type{
			Kind: ast.Union, Name: entityUnion, Description: "A union of all types that use the @key directive", Open: true,
		}
		union.Possible = s.Entities()
		return union
	}})
	f.memoized(anyScalar, some, func() *planner.Type {
		return &planner.Type{Kind: ast.Scalar, Name: anyScalar, Description: "Scalar _Any"}
	})
}
