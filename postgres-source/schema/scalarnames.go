package schema

import (
	"maps"
	"slices"

	"github.com/weftql/weft/postgres-source/model"
)

// wellKnown are scalars that every database has and that others may refer to although no
// column is of their type (contract/postgres-graphql.md 2.1).
var wellKnown = []string{
	"bigint", "bpchar", "bytea", "date", "float8", "inet", "interval", "json", "jsonb", "money",
	"name", "numeric", "oid", "smallint", "time", "timestamp", "timestamptz", "timetz", "uuid",
}

// ScalarNames lists the scalars that types of other sources may refer to without declaring
// them (contract/events-actions-rest.md 4.2), sorted: the well-known ones and those of the
// tracked tables' columns. GraphQL's own are left out.
func ScalarNames(m *model.Model) []string {
	names := map[string]bool{}
	for _, name := range wellKnown {
		names[name] = true
	}
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			sql := c.Type().Plain()
			for sql.Elem != nil {
				sql = sql.Elem.Plain()
			}
			name, ok := renamed[sql.Name.Name]
			if !ok {
				name = sql.Name.Name
			}
			if !isBuiltin(name) {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}
