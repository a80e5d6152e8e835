package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// addNamespace puts all root fields below one field per operation; an operation without
// fields gets none (contract/postgres-graphql.md 1.7).
func (s *Schema) addNamespace() {
	s.roots = map[ast.Operation][]*planner.Field{}
	s.namespace = map[string]*planner.Type{}
	for op, fields := range s.inner {
		if len(fields) == 0 {
			continue
		}
		name := s.frame.rules.NamespaceType(s.namespaceRole(op))
		s.roots[op] = []*planner.Field{{
			Name: s.frame.rules.Namespace, Type: s.frame.wrap(name).plain, Namespace: true,
		}}
		s.namespace[name] = &planner.Type{Kind: ast.Object, Name: name, Fields: fields}
	}
}

func (s *Schema) namespaceRole(op ast.Operation) string {
	switch {
	case op != ast.Mutation:
		return string(op)
	case s.role.Backend:
		return "mutation_backend"
	default:
		return "mutation_frontend"
	}
}
