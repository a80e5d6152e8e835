package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

const (
	ordersMetadata = `{"name": "orders", "kind": "postgres", "tables": [{"table": "purchase",
		"remote_relationships": [{"name": "shop", "definition": {"to_source": {"relationship_type": "object", "source": "shops", "table": "shop", "field_mapping": {"town": "town", "street": "street"}}}}],
		"select_permissions": [{"role": "user", "permission": {"columns": ["id"], "filter": {"shop": {"owner": {"_eq": "X-Hasura-User-Id"}}}}}]}],
		"configuration": {"connection_info": {"database_url": {"from_env": "UNUSED"}}}}`
	shopsMetadata = `{"name": "shops", "kind": "postgres", "tables": [{"table": "shop",
		"remote_relationships": [{"name": "purchases", "definition": {"to_source": {"relationship_type": "array", "source": "orders", "table": "purchase", "field_mapping": {"town": "town"}}}}],
		"select_permissions": [{"role": "user", "permission": {"columns": ["town"], "filter": {}}}]}],
		"configuration": {"connection_info": {"database_url": {"from_env": "UNUSED"}}}}`
)

// shopOwners opens two databases: the purchases that a user sees are those made in shops of
// theirs, by a key of two columns.
func shopOwners(t *testing.T) (orders, shops *postgres.Source) {
	t.Helper()
	orders = openSource(t, ordersMetadata, `create table purchase (id int primary key, town text, street int);
		insert into purchase values (1, 'Bern', 1), (2, 'Bern', 2), (3, 'O"s\lo,{}', 1), (4, '', 1), (5, null, 1)`)
	shops = openSource(t, shopsMetadata, `create table shop (town text, street int, owner int);
		insert into shop values ('Bern', 1, 1), ('Bern', 2, 2), ('O"s\lo,{}', 1, 1), ('', 1, 1), (null, 1, 1), ('Bern', 1, 1)`)
	return orders, shops
}

func openSource(t *testing.T, text, sql string) *postgres.Source {
	t.Helper()
	m, err := metadata.Decode([]byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	url := pgtest.New(t)
	pgtest.Exec(t, url, sql)
	s, issues, err := postgres.Open(t.Context(), postgres.Options{Name: m.Name, Metadata: m, Pool: pool.Settings{URL: url}})
	if err != nil || len(issues) > 0 {
		t.Fatal(err, issues)
	}
	t.Cleanup(s.Close)
	return s
}

func TestPermissionsThatReadAnotherDatabaseAreEachSessionsOwn(t *testing.T) {
	orders, shops := shopOwners(t)
	for _, c := range []struct {
		query string
		want  []string // for users 1, 2 and 3
	}{
		{
			`{ purchase(order_by: {id: asc}) { id } }`,
			[]string{`{"purchase":[{"id":1}, {"id":3}, {"id":4}]}`, `{"purchase":[{"id":2}]}`, `{"purchase":[]}`},
		},
		{
			`{ shop(where: {town: {_eq: "Bern"}}, limit: 1) { purchases(order_by: {id: asc}) { id } } }`,
			[]string{`{"shop":[{"purchases":[{"id":1}]}]}`, `{"shop":[{"purchases":[{"id":2}]}]}`, `{"shop":[{"purchases":[]}]}`},
		},
	} {
		p := plan(t, "user", c.query, orders, shops)
		params := []*planner.Params{as(p, "user", "x-hasura-user-id", "1"), as(p, "user", "x-hasura-user-id", "2"), as(p, "user", "x-hasura-user-id", "3")}
		if got := replies(t.Context(), p, params); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s\ngot  %s\nwant %s", c.query, got, c.want)
		}
		for i, one := range params {
			if got := replies(t.Context(), p, []*planner.Params{one})[0]; got != c.want[i] {
				t.Errorf("%s alone: got %s, want %s", c.query, got, c.want[i])
			}
		}
	}
}

func TestPlanOfAPermissionThatReadsAnotherDatabase(t *testing.T) {
	orders, shops := shopOwners(t)
	p := plan(t, "user", `{ purchase { id } }`, orders, shops).Plan
	for _, want := range []string{
		"bind 0: source shops",
		`from "public"."shop" as t0 where ((t0."owner" = ($1)::integer) and (not (t0."town" is null)) and (not (t0."street" is null))) limit 1048577`,
		`from "public"."purchase" as t0 where (exists (select 1 from unnest(($1)::text[], ($2)::integer[]) as t1(c0, c1) where (t1."c0" = t0."town") and (t1."c1" = t0."street")))`,
	} {
		if !strings.Contains(p.String(), want) {
			t.Errorf("the plan lacks %s:\n%s", want, p)
		}
	}
	deps := p.Deps()
	if len(deps) != 2 || deps[0].Table != "purchase" || deps[1].Table != "shop" {
		t.Errorf("the plan depends on %+v", deps)
	}
	if reads := p.Reads(); fmt.Sprint(reads.Session) != "[x-hasura-user-id]" {
		t.Errorf("the plan reads %+v", reads)
	}
}
