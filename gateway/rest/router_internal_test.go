package rest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/planner"
)

// documentOf has one endpoint per url with its methods; its name is its url.
func documentOf(endpoints ...metadata.RestEndpoint) *metadata.Document {
	doc := &metadata.Document{QueryCollections: []metadata.QueryCollection{{Name: "c", Definition: metadata.CollectionDefinition{
		Queries: []metadata.ListedQuery{{Name: "q", Query: "query ($x: String) { a(x: $x) }"}, {Name: "two", Query: "query A { a } query B { a }"}},
	}}}}
	for _, e := range endpoints {
		if e.Name == "" {
			e.Name = e.URL
		}
		e.Definition.Query.Collection = "c"
		if e.Definition.Query.Query == "" {
			e.Definition.Query.Query = "q"
		}
		doc.RestEndpoints = append(doc.RestEndpoints, e)
	}
	return doc
}

func endpoint(url string, methods ...string) metadata.RestEndpoint {
	return metadata.RestEndpoint{URL: url, Methods: methods}
}

func TestRouter(t *testing.T) {
	r := newRouter(documentOf(
		endpoint("simple", "GET"), endpoint("item/:id", "GET", "PUT"), endpoint("item/special", "POST"), endpoint("a/:x/b/:y", "GET"),
		endpoint("both/:x", "GET"), endpoint(":x/both", "GET"), endpoint("item/:id", "DELETE"),
	))
	for _, c := range []struct{ method, path, want string }{
		{"GET", "simple", "simple map[]"},
		{"GET", "item/5", "item/:id map[id:5]"},
		{"PUT", "item/special", "item/:id map[id:special]"},
		{"POST", "item/special", "item/special map[]"},
		{"GET", "a/1%2F2/b/%7B%7D", "a/:x/b/:y map[x:1/2 y:{}]"},
		{"GET", "simple/", "404 Endpoint not found"},
		{"GET", "Simple", "404 Endpoint not found"},
		{"GET", "", "404 Endpoint not found"},
		{"GET", "item/%zz", "404 Endpoint not found"},
		{"DELETE", "simple", "405 Allowed methods: GET"},
		{"PATCH", "item/5", "405 Allowed methods: DELETE, GET, PUT"},
		{"GET", "both/both", "500 Multiple endpoints match request"},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			found, values, err := r.find(c.method, c.path)
			var got string
			if f := (*planner.Fault)(nil); errors.As(err, &f) {
				got = fmt.Sprint(f.Status, " ", f.Message)
			} else {
				got = fmt.Sprint(found.endpoint.URL, " ", values)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestMethodsThatAreNotForEndpoints(t *testing.T) {
	for method, want := range map[string]string{
		"GET": "", "PATCH": "", "HEAD": "Method HEAD not supported.", "TRACE": "Method TRACE not supported.",
		"LOOK": "Nonstandard method not allowed for REST endpoints", "get": "Nonstandard method not allowed for REST endpoints",
	} {
		err := supported(method)
		var f *planner.Fault
		if errors.As(err, &f) != (want != "") || want != "" && (f.Message != want || f.Status != http.StatusBadRequest) {
			t.Errorf("%s: got %v", method, err)
		}
	}
}

func TestVariables(t *testing.T) {
	const query = `query ($id: Int!, $name: String, $on: Boolean!, $off: Boolean, $n: numeric, $ids: [Int!], $data: jsonb, $f: Float = 1.5) { a }`
	for _, c := range []struct {
		name, query, body, form string
		path                    map[string]string
		want, fails             string
	}{
		{name: "nothing", want: `{}`},
		{name: "by type", query: "id=5&name=5&on=true&n=1.50&f=2", want: `{"f":2,"id":5,"n":1.50,"name":"5","on":true}`},
		{name: "percent", query: "name=X%2520Y", want: `{"name":"X%20Y"}`},
		{name: "empty boolean is true", query: "on&off=", want: `{"off":true,"on":true}`},
		{name: "empty nullable is null", query: "name=&n=", want: `{"n":null,"name":null}`},
		{name: "empty that must not be null", query: "id=", want: `{"id":""}`},
		{name: "no number", query: "id=five", want: `{"id":"five"}`},
		{name: "last of several", query: "id=1&id=2", want: `{"id":2}`},
		{name: "body", body: `{"ids":[1,2],"data":{"a":[null]},"name":null}`, want: `{"data":{"a":[null]},"ids":[1,2],"name":null}`},
		{name: "body wins over query", query: "id=1", body: `{"id":2}`, want: `{"id":2}`},
		{name: "path wins over both", query: "id=1", body: `{"id":2}`, path: map[string]string{"id": "3"}, want: `{"id":3}`},
		{name: "body that is no object", body: `[1]`, want: `{}`},
		{name: "body that is no JSON", body: `id`, want: `{}`},
		{name: "form", form: "id=4&on=", want: `{"id":4,"on":true}`},
		{name: "JSON said to be a form", form: `{"id":4,"ids":[1]}`, want: `{"id":4,"ids":[1]}`},
		{name: "undeclared in the query", query: "other=1", fails: "Unexpected variable other"},
		{name: "undeclared in the body", body: `{"other":1}`, fails: "Unexpected variable other"},
		{name: "undeclared in the path", path: map[string]string{"other": "1"}, fails: "Unexpected variable other"},
		{name: "list in the query", query: "ids=1", fails: "List variables are not currently supported in URL or Query parameters. (Variable ids, with value 1)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			values, err := url.ParseQuery(c.query)
			if err != nil {
				t.Fatal(err)
			}
			call := &server.Call{Query: values, Body: []byte(c.body), Header: http.Header{}}
			if c.form != "" {
				call.Body = []byte(c.form)
				call.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
			}
			got, err := variables(only(query), call, c.path)
			var f *planner.Fault
			switch {
			case errors.As(err, &f):
				if f.Message != c.fails || f.Code != planner.CodeBadRequest {
					t.Errorf("got %v", f)
				}
			case string(got.AppendJSON(nil)) != c.want:
				t.Errorf("got %s, want %s", got.AppendJSON(nil), c.want)
			}
		})
	}
}

func TestCheckFindsEndpointsInEachOthersWay(t *testing.T) {
	for _, c := range []struct {
		name      string
		endpoints []metadata.RestEndpoint
		want      []string
	}{
		{"none", []metadata.RestEndpoint{endpoint("a/:x", "GET"), endpoint("b/:x", "GET"), endpoint("a/b/c", "GET")}, nil},
		{"other methods", []metadata.RestEndpoint{endpoint("a/:x", "GET"), endpoint("a/b", "POST")}, nil},
		{"two groups", []metadata.RestEndpoint{endpoint("a/:x", "GET"), endpoint("z", "GET"), endpoint("a/b", "GET", "PUT"), endpoint(":y", "GET")},
			[]string{"Ambiguous URL paths: a/:x, a/b", "Ambiguous URL paths: :y, z"}},
		{"by way of another", []metadata.RestEndpoint{endpoint("a/b", "GET"), endpoint("c/b", "GET"), endpoint(":x/b", "GET")},
			[]string{"Ambiguous URL paths: :x/b, a/b, c/b"}},
		{"broken ones are in nobody's way", []metadata.RestEndpoint{endpoint("a//", "GET"), endpoint(":x/:y/:z", "GET")},
			[]string{"Empty segments or unnamed variables are not allowed: a//"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Check(&roles.Epoch{Document: documentOf(c.endpoints...)})
			if len(found) != len(c.want) {
				t.Fatalf("got %+v", found)
			}
			for i := range found {
				if found[i].Reason != c.want[i] {
					t.Errorf("got %s, want %s", found[i].Reason, c.want[i])
				}
			}
		})
	}
}
