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

const reviewsSQL = `
create table review (id int primary key, customer text, product uuid, stars int, amount numeric, owner int);
insert into review values
  (1, '1', '00000000-0000-0000-0000-000000000001', 5, 25.0, 1),
  (2, '2', '00000000-0000-0000-0000-000000000001', 1, 2.5,  2),
  (3, '1', '00000000-0000-0000-0000-000000000003', 3, 7,    1);
create table rating (order_id int, product uuid, good bool, primary key (order_id, product));
insert into rating values (10, '00000000-0000-0000-0000-000000000001', true), (12, '00000000-0000-0000-0000-000000000003', false);
`

const reviewsMetadata = `{
  "name": "reviews", "kind": "postgres",
  "tables": [
    {"table": "review",
     "remote_relationships": [{"name": "product_info", "definition": {"to_source": {"relationship_type": "object", "source": "default", "table": "product", "field_mapping": {"product": "id"}}}}],
     "select_permissions": [{"role": "user", "permission": {"columns": ["id", "stars", "product"], "filter": {"owner": {"_eq": "X-Hasura-User-Id"}}, "limit": 1, "allow_aggregations": true}}]},
    {"table": "rating"}
  ],
  "configuration": {"connection_info": {"database_url": {"from_env": "UNUSED"}}}
}`

// twoSources opens the fixture and a second database, with relationships between them.
func twoSources(t *testing.T) (*served, *postgres.Source) {
	t.Helper()
	o := fixture(t, "testdata")
	for _, table := range o.Metadata.Tables {
		for _, r := range strings.Fields(map[string]string{
			"customer": "reviews:array:review:id=customer",
			"product":  "reviews:array:review:id=product first:object:review:id=product by_price:array:review:price=amount",
			"line":     "rating:object:rating:order_id=order_id,product_id=product reviews:array:review:product_id=product",
		}[table.Table.Name]) {
			table.RemoteRelationships = append(table.RemoteRelationships, relationship(r))
		}
	}
	f := openFixture(t, o, "testdata")
	url := pgtest.New(t)
	pgtest.Exec(t, url, reviewsSQL)
	m, err := metadata.Decode([]byte(reviewsMetadata), nil)
	if err != nil {
		t.Fatal(err)
	}
	second, issues, err := postgres.Open(t.Context(), postgres.Options{Name: "reviews", Metadata: m, Pool: pool.Settings{URL: url}})
	if err != nil || len(issues) > 0 {
		t.Fatal(err, issues)
	}
	t.Cleanup(second.Close)
	return f, second
}

// relationship reads `name:type:table:local=remote,...`.
func relationship(text string) *metadata.RemoteRelationship {
	part := strings.Split(text, ":")
	r := &metadata.RemoteRelationship{Name: part[0], ToSource: &metadata.ToSource{Array: part[1] == "array", Source: "reviews"}}
	r.ToSource.Table.Schema, r.ToSource.Table.Name = "public", part[2]
	for _, pair := range strings.Split(part[3], ",") {
		local, remote, _ := strings.Cut(pair, "=")
		r.ToSource.FieldMapping = append(r.ToSource.FieldMapping, metadata.ColumnMapping{Local: local, Remote: remote})
	}
	return r
}

func TestJoinsBetweenDatabases(t *testing.T) {
	f, second := twoSources(t)
	for _, c := range []struct{ name, role, user, query, want string }{
		{
			"keys of another type are cast", "admin", "", `{ customer(order_by: {id: asc}) { id reviews(order_by: {id: asc}) { id } } }`,
			`{"customer":[{"id":1,"reviews":[{"id":1}, {"id":3}]}, {"id":2,"reviews":[{"id":2}]}, {"id":3,"reviews":[]}, {"id":4,"reviews":[]}]}`,
		},
		{
			"numbers match by value, not by text", "admin", "", `{ product(order_by: {price: asc}) { by_price(order_by: {id: asc}) { id } } }`,
			`{"product":[{"by_price":[]}, {"by_price":[{"id":1}]}, {"by_price":[]}]}`,
		},
		{
			"an object, there and back", "admin", "", `{ product(order_by: {title: asc}) { title first { stars product_info { title } } } }`,
			`{"product":[{"title":"Desk","first":null}, {"title":"Lamp","first":{"stars":5,"product_info":{"title":"Lamp"}}}, {"title":"Pen","first":{"stars":3,"product_info":{"title":"Pen"}}}]}`,
		},
		{
			"keys of two columns", "admin", "", `{ line(order_by: [{order_id: asc}, {quantity: asc}]) { order_id rating { good } } }`,
			`{"line":[{"order_id":10,"rating":{"good":true}}, {"order_id":10,"rating":null}, {"order_id":11,"rating":null}, {"order_id":12,"rating":{"good":false}}, {"order_id":13,"rating":null}]}`,
		},
		{
			"arguments, aliases and an aggregate", "admin", "", `{ customer(where: {id: {_lte: 2}}, order_by: {id: asc}) { all: reviews_aggregate { aggregate { count sum { stars } } } good: reviews(where: {stars: {_gt: 2}}, order_by: {stars: desc}) { stars } } }`,
			`{"customer":[{"all":{"aggregate":{"count":2,"sum":{"stars":8}}},"good":[{"stars":5}, {"stars":3}]}, {"all":{"aggregate":{"count":1,"sum":{"stars":1}}},"good":[]}]}`,
		},
		{
			"entities of several types, each by its own key", "admin", "",
			`{ _entities(representations: [{__typename: "customer", id: 2}, {__typename: "line", order_id: 10, product_id: "00000000-0000-0000-0000-000000000001"}]) { ... on customer { reviews(order_by: {id: asc}) { id } } ... on line { reviews(order_by: {id: asc}) { id } } } }`,
			`{"_entities":[{"reviews":[{"id":2}]}, {"reviews":[{"id":1}, {"id":2}]}]}`,
		},
		{
			"row filter and limit of the target's permission", "user", "1", `{ product(order_by: {title: asc}) { title reviews(order_by: {id: asc}) { id } } }`,
			`{"product":[{"title":"Desk","reviews":[]}, {"title":"Lamp","reviews":[{"id":1}]}, {"title":"Pen","reviews":[{"id":3}]}]}`,
		},
		{
			"rows of another user are not joined", "user", "7", `{ product(order_by: {title: asc}) { reviews { id } reviews_aggregate { aggregate { count } } } }`,
			`{"product":[{"reviews":[],"reviews_aggregate":{"aggregate":{"count":0}}}, {"reviews":[],"reviews_aggregate":{"aggregate":{"count":0}}}, {"reviews":[],"reviews_aggregate":{"aggregate":{"count":0}}}]}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plan(t, c.role, c.query, f.source, second)
			var variables []string
			if c.user != "" {
				variables = []string{"x-hasura-user-id", c.user}
			}
			if got := replies(t.Context(), p, []*planner.Params{as(p, c.role, variables...)})[0]; got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestJoinsOfSeveralSessionsShareAStatementAndNothingElse(t *testing.T) {
	f, second := twoSources(t)
	p := plan(t, "user", `{ product(order_by: {title: asc}) { reviews(order_by: {id: asc}) { id } } }`, f.source, second)
	got := replies(t.Context(), p, []*planner.Params{
		as(p, "user", "x-hasura-user-id", "1"), as(p, "user", "x-hasura-user-id", "2"),
	})
	want := []string{
		`{"product":[{"reviews":[]}, {"reviews":[{"id":1}]}, {"reviews":[{"id":3}]}]}`,
		`{"product":[{"reviews":[]}, {"reviews":[{"id":2}]}, {"reviews":[]}]}`,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// plan plans a query over several sources.
func plan(t *testing.T, role, query string, sources ...*postgres.Source) *planner.Prepared {
	t.Helper()
	r := planner.Role{Name: role}
	var parts []planner.Part
	for _, s := range sources {
		part, err := s.Part(r)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part)
	}
	schema, conflicts := planner.Merge(r, parts, planner.BindOptions{})
	for _, c := range conflicts {
		t.Errorf("conflict: %+v", c)
	}
	p, err := planner.NewCache(schema, planner.CacheOptions{}).Plan(t.Context(), &planner.Request{Query: query})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
