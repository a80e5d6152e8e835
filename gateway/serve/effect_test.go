package serve_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/postgres-source/pgtest"
)

// TestChangesTakeEffectAtOnce changes what is taken over from one epoch to the next, again and
// again: the first request after each is answered by what holds then, for the role that was
// meant and for one that had the same.
func TestChangesTakeEffectAtOnce(t *testing.T) {
	g := startCommanded(t, itemSchema+`; create table secret (id int primary key, item_id int references item, word text);
		insert into secret values (1, 1, 'hush')`, pgtest.New(t), nil)
	g.command(t, `{"type":"bulk","args":[{"type":"pg_track_table","args":"item"},{"type":"pg_track_table","args":"secret"},
		{"type":"pg_create_array_relationship","args":{"table":"item","name":"secrets","using":{"foreign_key_constraint_on":{"table":"secret","column":"item_id"}}}},
		{"type":"pg_create_select_permission","args":{"table":"item","role":"twin","permission":{"columns":["id","name"],"filter":{}}}},
		{"type":"pg_create_select_permission","args":{"table":"item","role":"user","permission":{"columns":["id","name"],"filter":{}}}}]}`)
	ask := func(role, document string) string {
		return g.query(t, map[string]string{"X-Hasura-Role": role}, document)
	}
	expect := func(role, document, part string) {
		t.Helper()
		if got := ask(role, document); !strings.Contains(got, part) {
			t.Errorf("%s asks %s: got %s, want %s", role, document, got, part)
		}
	}
	const (
		names   = `{ item(order_by: {id: asc}) { name } }`
		prices  = `{ item(order_by: {id: asc}) { price } }`
		secrets = `{ item(order_by: {id: asc}) { secrets { word } } }`
		both    = `[{"name":"one"}, {"name":"X%20Y"}]`
	)
	for range 3 {
		expect("user", names, both)
		expect("user", prices, "field 'price' not found")
		g.command(t, `{"type":"bulk","args":[{"type":"pg_drop_select_permission","args":{"table":"item","role":"user"}},
			{"type":"pg_create_select_permission","args":{"table":"item","role":"user","permission":{"columns":["id","price"],"filter":{"id":{"_eq":2}}}}}]}`)
		expect("user", names, "field 'name' not found")
		expect("user", prices, `[{"price":2}]`)
		expect("twin", names, both)
		expect("user", secrets, "field 'secrets' not found")
		g.command(t, `{"type":"pg_create_select_permission","args":{"table":"secret","role":"user","permission":{"columns":["word"],"filter":{}}}}`)
		expect("user", secrets, `[{"secrets":[]}]`)
		expect("twin", secrets, "field 'secrets' not found")
		g.command(t, `{"type":"pg_drop_select_permission","args":{"table":"secret","role":"user"}}`)
		expect("user", secrets, "field 'secrets' not found")
		g.command(t, `{"type":"pg_drop_select_permission","args":{"table":"item","role":"user"}}`)
		expect("user", names, "field 'item' not found")
		expect("twin", names, both)
		// An inherited role has what its parent has now.
		g.command(t, `{"type":"add_inherited_role","args":{"role_name":"heir","role_set":["twin"]}}`)
		expect("heir", names, both)
		g.command(t, `{"type":"drop_inherited_role","args":{"role_name":"heir"}}`)
		expect("heir", names, "field 'item' not found")
		g.command(t, `{"type":"pg_create_select_permission","args":{"table":"item","role":"user","permission":{"columns":["id","name"],"filter":{}}}}`)
		// A table that changes in the database shows with the next reading of it.
		pgtest.Exec(t, g.database, `alter table item add column extra int default 7`)
		g.command(t, `{"type":"reload_metadata","args":{}}`)
		expect("admin", `{ item(limit: 1) { extra } }`, `[{"extra":7}]`)
		pgtest.Exec(t, g.database, `alter table item drop column extra`)
		g.command(t, `{"type":"reload_metadata","args":{}}`)
		expect("admin", `{ item(limit: 1) { extra } }`, "field 'extra' not found")
	}
}
