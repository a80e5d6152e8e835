package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/naming"
)

// Names of the types of a federation subgraph (contract/postgres-graphql.md 5.9). `_service`
// tells of the whole schema, so it is not a source's.
const (
	entityUnion = "_Entity"
	anyScalar   = "_Any"
)

// Entities are the row types that other subgraphs may ask for by key, sorted by name: the
// types that carry `@key` in the subgraph's SDL.
func (s *Schema) Entities() []Entity {
	var entities []Entity
	if !s.frame.options.Federation || s.role.Relay {
		return nil
	}
	for i, t := range s.frame.tables {
		if t.Federation && s.views[i] != nil && s.readsKey(t) {
			e := Entity{Type: t.name(naming.Row)}
			for _, c := range t.PrimaryKey {
				e.Key = append(e.Key, c.Field)
			}
			entities = append(entities, e)
		}
	}
	return entities
}

// Entity is a row type with the fields of its key.
type Entity struct {
	Type string
	Key  []string
}

// federationRoots appends `_entities` when the role has entities.
func (s *Schema) federationRoots(fields []*planner.Field) []*planner.Field {
	if len(s.Entities()) == 0 {
		return fields
	}
	return append(fields, &planner.Field{
		Name: "_entities", Description: "query _Entity union", Type: s.frame.wrap(entityUnion).plain, Meta: FederationEntities,
		Args: []*planner.InputValue{{
			Name: "representations", Type: s.frame.wrap(anyScalar).listNonNull, Meta: ArgRepresentations,
		}},
	})
}

// addFederation registers _Entity and _Any.
func (f *frame) addFederation() {
	some := func(s *Schema) bool { return len(s.Entities()) > 0 }
	f.add(entityUnion, single{visible: some, build: func(s *Schema) *planner.Type {
		union := &planner.Type{
			Kind: ast.Union, Name: entityUnion, Description: "A union of all types that use the @key directive",
		}
		for _, e := range s.Entities() {
			union.Possible = append(union.Possible, e.Type)
		}
		return union
	}})
	f.memoized(anyScalar, some, func() *planner.Type {
		return &planner.Type{Kind: ast.Scalar, Name: anyScalar, Description: "Scalar _Any"}
	})
}
