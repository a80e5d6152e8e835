package serve_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/postgres-source/pgtest"
)

// TestThroughAPooler runs two gateways whose metadata and whose source are behind PgBouncers
// in transaction mode: commands, requests, SQL, and changes of one shown by the other, which
// it cannot be told of.
func TestThroughAPooler(t *testing.T) {
	source := pgtest.New(t)
	pgtest.Exec(t, source, itemSchema)
	catalog, pooled := pgtest.Pooler(t, pgtest.New(t), 2), pgtest.Pooler(t, source, 2)
	first, second := &gateway{database: pooled, log: &lockedBuilder{}}, &gateway{database: pooled, log: &lockedBuilder{}}
	first.commanded(t, catalog, nil)
	second.commanded(t, catalog, nil)
	first.command(t, `{"type":"pg_add_source","args":{"name":"default","configuration":{"connection_info":{"database_url":{"from_env":"SOURCE_URL"}}}}}`)
	first.command(t, itemMetadata)
	user := map[string]string{"X-Hasura-Role": "user"}
	for range 20 {
		if got := first.query(t, user, `{ item(order_by: {id: asc}) { id name } }`); got != `{"data":{"item":[{"id":1,"name":"one"}, {"id":2,"name":"X%20Y"}]}}` {
			t.Fatal(got)
		}
		if got := first.query(t, user, `{ item { price } }`); !strings.Contains(got, "field 'price' not found") {
			t.Fatal(got)
		}
	}
	if status, got := first.call(t, "GET", "/api/rest/item/1", "admin", ""); status != 200 || !strings.Contains(got, `"one"`) {
		t.Errorf("REST endpoint: %d %s", status, got)
	}
	for _, name := range []string{"more", "other"} {
		first.runSQL(t, `create table `+name+` (id int primary key); insert into `+name+` values (7)`)
		first.command(t, `{"type":"pg_track_table","args":"`+name+`"}`)
		want := `{"data":{"` + name + `":[{"id":7}]}}`
		eventually(t, "the other gateway serves "+name, func() bool { return second.query(t, nil, `{ `+name+` { id } }`) == want })
	}
	if got := second.query(t, nil, `mutation { insert_more_one(object: {id: 8}) { id } delete_other_by_pk(id: 7) { id } }`); got != `{"data":{"insert_more_one":{"id":8},"delete_other_by_pk":{"id":7}}}` {
		t.Error(got)
	}
	const said = "a connection pooler stands before the database"
	for _, g := range []*gateway{first, second} {
		eventually(t, "the log says that "+said, func() bool { return strings.Count(g.log.String(), said) == 1 })
	}
}

func (g *gateway) runSQL(t *testing.T, sql string) {
	t.Helper()
	status, answer := g.post(t, "/v2/query", nil, `{"type":"run_sql","args":{"sql":"`+sql+`"}}`)
	if status != 200 {
		t.Fatalf("%s\n%d %s", sql, status, answer)
	}
}
