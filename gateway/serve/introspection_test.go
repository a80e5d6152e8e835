package serve_test

import (
	"testing"

	"github.com/weftql/weft/postgres-source/pgtest"
)

// TestATypeOfAnotherRoleIsUnknown asks by name for types that all roles' schemas share: the
// values of an enum table are rows of it.
func TestATypeOfAnotherRoleIsUnknown(t *testing.T) {
	g := startCommanded(t, `create table colour (value text primary key); insert into colour values ('red');
		create table light (id int primary key, colour text references colour, power numeric)`, pgtest.New(t), nil)
	g.command(t, `{"type":"bulk","args":[{"type":"pg_track_table","args":{"table":"colour","is_enum":true}},{"type":"pg_track_table","args":"light"},
		{"type":"pg_create_select_permission","args":{"table":"light","role":"colours","permission":{"columns":["colour"],"filter":{}}}},
		{"type":"pg_create_select_permission","args":{"table":"light","role":"powers","permission":{"columns":["power"],"filter":{}}}}]}`)
	const document = `{ a: __type(name: "colour_enum") { enumValues { name } } b: __type(name: "numeric") { name } c: __type(name: "numeric_comparison_exp") { kind } }`
	for role, want := range map[string]string{
		"admin":   `{"data":{"a":{"enumValues":[{"name":"red"}]},"b":{"name":"numeric"},"c":{"kind":"INPUT_OBJECT"}}}`,
		"colours": `{"data":{"a":{"enumValues":[{"name":"red"}]},"b":null,"c":null}}`,
		"powers":  `{"data":{"a":null,"b":{"name":"numeric"},"c":{"kind":"INPUT_OBJECT"}}}`,
		"nobody":  `{"data":{"a":null,"b":null,"c":null}}`,
	} {
		if got := g.query(t, map[string]string{"X-Hasura-Role": role}, document); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", role, got, want)
		}
	}
}
