package serve_test

import (
	"testing"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// TestNamingConventionOfTheServer asks for a scalar and a constraint by their names under
// each way to set the convention (contract/postgres-graphql.md 1.6).
func TestNamingConventionOfTheServer(t *testing.T) {
	for _, c := range []struct {
		name, document, want string
		set                  func(*config.Schema)
	}{
		{"default", `{ __type(name: "item_constraint") { enumValues { name } } }`,
			`{"data":{"__type":{"enumValues":[{"name":"item_pkey"}]}}}`, func(*config.Schema) {}},
		{"convention without the feature", `{ __type(name: "ItemConstraint") { name } }`,
			`{"data":{"__type":null}}`, func(s *config.Schema) { s.NamingConvention = "graphql-default" }},
		{"convention", `{ a: __type(name: "ItemConstraint") { enumValues { name } } b: __type(name: "numeric") { name } }`,
			`{"data":{"a":{"enumValues":[{"name":"item_pkey"}]},"b":{"name":"numeric"}}}`, func(s *config.Schema) {
				s.NamingConvention, s.Experimental = "graphql-default", []string{"naming_convention"}
			}},
		{"convention of September 2023", `{ a: __type(name: "ItemConstraint") { enumValues { name } } b: __type(name: "Numeric") { name } }`,
			`{"data":{"a":{"enumValues":[{"name":"itemPkey"}]},"b":{"name":"Numeric"}}}`, func(s *config.Schema) {
				s.NamingConvention, s.Experimental, s.NamingSep2023 = "graphql-default", []string{"naming_convention"}, true
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := startCommanded(t, itemSchema, pgtest.New(t), func(o *config.Options) { c.set(&o.Schema) })
			g.command(t, `{"type":"pg_track_table","args":"item"}`)
			if got := g.query(t, nil, c.document); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
