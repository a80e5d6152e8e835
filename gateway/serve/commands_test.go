package serve_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// startCommanded starts a gateway whose metadata is in a database and is changed through
// the API. Its source `default` holds what schema makes.
func startCommanded(t *testing.T, schema, catalog string, options func(*config.Options)) *gateway {
	t.Helper()
	g := &gateway{database: pgtest.New(t), log: &lockedBuilder{}}
	pgtest.Exec(t, g.database, schema)
	g.commanded(t, catalog, options)
	g.command(t, `{"type":"pg_add_source","args":{"name":"default","configuration":{"connection_info":{"database_url":{"from_env":"SOURCE_URL"}}}}}`)
	return g
}

func (g *gateway) commanded(t *testing.T, catalog string, options func(*config.Options)) {
	t.Helper()
	o := config.Defaults()
	o.Database.MetadataURL = catalog
	if options != nil {
		options(o)
	}
	g.run(t, o, nil, map[string]string{"SOURCE_URL": g.database})
}

// command sends a command of admin to the metadata API, which has to succeed.
func (g *gateway) command(t *testing.T, body string) string {
	t.Helper()
	status, answer := g.post(t, "/v1/metadata", nil, body)
	if status != http.StatusOK {
		t.Fatalf("%s\n%d %s", body, status, answer)
	}
	return answer
}

const itemSchema = `create table item (id int primary key, name text, tags uuid[], price numeric, owner uuid);
	insert into item values (1, 'one', '{}', 1.50), (2, 'X%20Y', '{}', 2)`

const itemMetadata = `{"type":"bulk","args":[
	{"type":"pg_track_table","args":"item"},
	{"type":"pg_create_select_permission","args":{"table":"item","role":"user","permission":{"columns":["id","name"],"filter":{}}}},
	{"type":"create_query_collection","args":{"name":"c","definition":{"queries":[
		{"name":"all","query":"query { item(order_by: {id: asc}) { id name } }"},
		{"name":"prices","query":"query { item { price } }"},
		{"name":"by_id","query":"query ($id: Int!, $upper: Boolean = false) { item_by_pk(id: $id) { id name @skip(if: $upper) owner price } }"},
		{"name":"listed","query":"query ($ids: [Int!]!) { item(where: {id: {_in: $ids}}) { id } }"},
		{"name":"add","query":"mutation ($object: item_insert_input!) { insert_item_one(object: $object) { id } }"}]}}},
	{"type":"create_rest_endpoint","args":{"name":"all","url":"items","methods":["GET"],"definition":{"query":{"collection_name":"c","query_name":"all"}},"comment":"every item"}},
	{"type":"create_rest_endpoint","args":{"name":"prices","url":"prices","methods":["GET"],"definition":{"query":{"collection_name":"c","query_name":"prices"}}}},
	{"type":"create_rest_endpoint","args":{"name":"one","url":"item/:id","methods":["GET","POST"],"definition":{"query":{"collection_name":"c","query_name":"by_id"}}}},
	{"type":"create_rest_endpoint","args":{"name":"some","url":"some","methods":["GET","POST"],"definition":{"query":{"collection_name":"c","query_name":"listed"}}}},
	{"type":"create_rest_endpoint","args":{"name":"add","url":"add","methods":["POST","PUT"],"definition":{"query":{"collection_name":"c","query_name":"add"}}}}]}`

// call sends a request to a path and returns its status and body.
func (g *gateway) call(t *testing.T, method, path, role, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, g.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if role != "" {
		req.Header.Set("X-Hasura-Role", role)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

func TestRestEndpointsRunTheirOperations(t *testing.T) {
	g := startCommanded(t, itemSchema, pgtest.New(t), nil)
	g.command(t, itemMetadata)
	for _, c := range []struct{ name, method, path, role, body, want string }{
		{"as admin", "GET", "items", "", "", `200 {"item":[{"id":1,"name":"one"}, {"id":2,"name":"X%20Y"}]}`},
		{"as a role", "GET", "items", "user", "", `200 {"item":[{"id":1,"name":"one"}, {"id":2,"name":"X%20Y"}]}`},
		{"what a role may not see", "GET", "prices", "user", "", `400 {"path":"$.selectionSet.item.selectionSet.price","error":"field 'price' not found in type: 'item'","code":"validation-failed"}`},
		{"path", "GET", "item/1", "", "", `200 {"item_by_pk":{"id":1,"name":"one","owner":null,"price":1.50}}`},
		{"flag", "GET", "item/1?upper", "", "", `200 {"item_by_pk":{"id":1,"owner":null,"price":1.50}}`},
		{"body", "POST", "item/1", "", `{"upper":true}`, `200 {"item_by_pk":{"id":1,"owner":null,"price":1.50}}`},
		{"body with GET", "GET", "some", "", `{"ids":[2]}`, `200 {"item":[{"id":2}]}`},
		{"list in the query", "GET", "some?ids=2", "", "", `400 {"path":"$","error":"List variables are not currently supported in URL or Query parameters. (Variable ids, with value 2)","code":"bad-request"}`},
		{"value that does not fit", "GET", "item/one", "", "", `400 {"path":"$","error":"invalid input syntax for type integer: \"one\"","code":"data-exception"`},
		{"missing", "GET", "some", "", "", `400 {"path":"$","error":"expecting a value for non-nullable variable: \"ids\"","code":"validation-failed"}`},
		{"undeclared", "GET", "items?x=1", "", "", `400 {"path":"$","error":"Unexpected variable x","code":"bad-request"}`},
		{"no endpoint", "GET", "nothing", "", "", `404 {"path":"$","error":"Endpoint not found","code":"not-found"}`},
		{"other method", "DELETE", "item/1", "", "", `405 {"path":"$","error":"Allowed methods: GET, POST","code":"method-not-allowed"}`},
		{"method of its own", "LOOK", "items", "", "", `400 {"path":"$","error":"Nonstandard method not allowed for REST endpoints","code":"bad-request"}`},
		{"mutation", "PUT", "add", "", `{"object":{"id":3,"name":"three"}}`, `200 {"insert_item_one":{"id":3}}`},
		{"failed mutation", "POST", "add", "", `{"object":{"id":3}}`, `400 {"path":"$.selectionSet.insert_item_one.args.object","error":"Uniqueness violation. duplicate key value violates unique constraint \"item_pkey\"","code":"constraint-violation"`},
		{"mutation by a role that may not", "POST", "add", "user", `{"object":{"id":4}}`, `400 {"path":"$"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := g.call(t, c.method, "/api/rest/"+c.path, c.role, c.body)
			if got := fmt.Sprintf("%d %s", status, body); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSwaggerDescribesTheEndpoints(t *testing.T) {
	g := startCommanded(t, itemSchema, pgtest.New(t), nil)
	g.command(t, itemMetadata)
	if status, body := g.call(t, "GET", "/api/swagger/json", "user", ""); status != 400 || !strings.Contains(body, "You have to be an admin to access this endpoint") {
		t.Errorf("as user: %d %s", status, body)
	}
	status, body := g.call(t, "GET", "/api/swagger/json", "", "")
	var doc struct {
		OpenAPI string
		Info    map[string]string
		Paths   map[string]map[string]struct {
			Summary, Description string
			Parameters           []struct{ In, Name string }
			RequestBody          any
			Responses            map[string]json.RawMessage
		}
		Components struct{ Schemas map[string]json.RawMessage }
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil || status != 200 {
		t.Fatal(status, err, body)
	}
	if doc.OpenAPI != "3.0.0" || doc.Info["title"] != "Rest Endpoints" || doc.Info["version"] != "" {
		t.Errorf("got %+v", doc.Info)
	}
	one := doc.Paths["/api/rest/item/{id}"]["post"]
	if one.Summary != "one" || one.RequestBody == nil || len(one.Parameters) != 3 || one.Parameters[1].In != "path" || one.Parameters[2].In != "query" {
		t.Errorf("got %+v", one)
	}
	all := doc.Paths["/api/rest/items"]["get"]
	if !strings.HasPrefix(all.Description, "every item\n") || !strings.Contains(all.Description, "order_by: {id: asc}") || all.RequestBody != nil {
		t.Errorf("got %+v", all)
	}
	want := `{"description":"Responses for GET /api/rest/items","content":{"application/json":{"schema":{"type":"object","properties":{` +
		`"item":{"type":"array","nullable":false,"items":{"title":"item","type":"object","nullable":false,"properties":{` +
		`"id":{"$ref":"#/components/schemas/Int!"},"name":{"title":"String","type":"string","nullable":true}}}}}}}}}`
	if diff := cmp.Diff(want, string(all.Responses["200"])); diff != "" {
		t.Error(diff)
	}
	if string(doc.Components.Schemas["Int!"]) != `{"title":"Int","type":"integer","nullable":false}` {
		t.Errorf("got %s", doc.Components.Schemas["Int!"])
	}
}

func TestAllowListIsAskedEverywhere(t *testing.T) {
	g := startCommanded(t, itemSchema, pgtest.New(t), func(o *config.Options) { o.Schema.AllowList = true })
	g.command(t, itemMetadata)
	const refusal = `"query is not allowed"`
	ask := func(role, query string) string {
		headers := map[string]string{}
		if role != "" {
			headers["X-Hasura-Role"] = role
		}
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		_, answer := g.post(t, "/v1/graphql", headers, string(body))
		return answer
	}
	const all = "query { item(order_by: {id: asc}) { name: name id __typename } }"
	if answer := ask("user", all); !strings.Contains(answer, refusal) || strings.Contains(answer, "internal") {
		t.Errorf("before anything is listed: %s", answer)
	}
	if answer := ask("", all); strings.Contains(answer, refusal) {
		t.Errorf("admin: %s", answer)
	}
	if _, body := g.call(t, "GET", "/api/rest/items", "user", ""); !strings.Contains(body, refusal) {
		t.Errorf("a REST endpoint: %s", body)
	}
	g.command(t, `{"type":"add_collection_to_allowlist","args":{"collection":"c","scope":{"global":false,"roles":["user"]}}}`)
	if answer := ask("user", "query{item(order_by:{id:asc}){id __typename name}}"); !strings.Contains(answer, `"data"`) {
		t.Errorf("a listed operation: %s", answer)
	}
	if answer := ask("user", all); !strings.Contains(answer, refusal) {
		t.Errorf("in another order: %s", answer)
	}
	if answer := ask("other", "query{item(order_by:{id:asc}){id name}}"); !strings.Contains(answer, refusal) {
		t.Errorf("a role that is not listed: %s", answer)
	}
	if answer := ask("user", "{ __schema { queryType { name } } }"); !strings.Contains(answer, refusal) {
		t.Errorf("introspection: %s", answer)
	}
	if _, body := g.call(t, "GET", "/api/rest/items", "user", ""); !strings.HasPrefix(body, `{"item":`) {
		t.Errorf("a listed REST endpoint: %s", body)
	}
	s := g.dial(t, "graphql-transport-ws", `{"X-Hasura-Role":"user"}`)
	s.send(`{"id":"1","type":"subscribe","payload":{"query":"subscription { item { id } }"}}`)
	s.expect(`{"type":"error","id":"1"`)
}

func TestIntrospectionIsTakenFromRoles(t *testing.T) {
	g := startCommanded(t, itemSchema, pgtest.New(t), nil)
	g.command(t, itemMetadata)
	g.command(t, `{"type":"set_graphql_schema_introspection_options","args":{"disabled_for_roles":["user","nobody","admin"]}}`)
	for role, want := range map[string]string{
		"user": "GraphQL introspection is not allowed for this role", "nobody": "GraphQL introspection is not allowed for this role",
		"admin": `"data"`, "stranger": `"data"`,
	} {
		if answer := g.query(t, map[string]string{"X-Hasura-Role": role}, `{ __schema { queryType { name } } }`); !strings.Contains(answer, want) {
			t.Errorf("%s: %s", role, answer)
		}
	}
	if answer := g.query(t, map[string]string{"X-Hasura-Role": "user"}, `{ __typename item(limit: 1) { __typename } }`); !strings.Contains(answer, `"data"`) {
		t.Errorf("__typename: %s", answer)
	}
}

func TestChangeThroughOneServerIsServedByTheOther(t *testing.T) {
	catalog := pgtest.New(t)
	first := startCommanded(t, itemSchema, catalog, nil)
	second := &gateway{database: first.database, log: &lockedBuilder{}}
	second.commanded(t, catalog, nil)
	first.command(t, `{"type":"pg_track_table","args":"item"}`)
	eventually(t, "the other server serves the table", func() bool {
		return strings.Contains(second.query(t, nil, `{ item { id } }`), `"data"`)
	})
	// No request fails while the metadata is changed back and forth beside the table.
	ctx, cancel := context.WithCancel(t.Context())
	var asked, failed atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				asked.Add(1)
				if answer := second.query(t, nil, `{ item(order_by: {id: asc}) { id } }`); !strings.HasPrefix(answer, `{"data":{"item":[{"id":1}`) {
					failed.Add(1)
					t.Log(answer)
				}
			}
		})
	}
	for i := range 10 {
		g := []*gateway{first, second}[i%2]
		g.command(t, fmt.Sprintf(`{"type":"pg_set_table_customization","args":{"table":"item","configuration":{"comment":"%d"}}}`, i))
	}
	cancel()
	all.Wait()
	if failed.Load() > 0 {
		t.Errorf("%d of %d requests failed", failed.Load(), asked.Load())
	}
}
