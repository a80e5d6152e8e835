package planner

import "strings"

// What a federation subgraph tells of itself (contract/postgres-graphql.md 5.9).
var (
	serviceField = &Field{Name: "_service", Type: NonNull(Named("_Service"))}
	serviceType  = object("_Service", &Field{
		Name: "sdl", Description: "SDL representation of schema", Type: NonNull(Named("String")),
	})
)

// entitiesField is not of the subgraph's SDL either: who asks for it adds it.
const entitiesField = "_entities"

// writeService writes the fields of `_service`.
func writeService(dst []byte, s *Schema, fields []wanted) []byte {
	return writeObject(dst, serviceType.Name, fields, func(dst []byte, _ *wanted) []byte {
		return AppendJSONString(dst, string(AppendSDL(nil, s, SDLOptions{Skip: ofSubgraphs, Directives: keyDirective})))
	})
}

// ofSubgraphs tells whether a field makes the schema a subgraph.
func ofSubgraphs(typeName, field string) bool {
	return typeName == queryRoot && (field == serviceField.Name || field == entitiesField)
}

func keyDirective(t *Type) string {
	if t.Key == nil {
		return ""
	}
	return `@key(fields: "` + strings.Join(t.Key, " ") + `")`
}
