package serve_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// serviceSchema asks for a role's SDL and reads it as a federation gateway does.
func serviceSchema(t *testing.T, g *topic, role string) *ast.Schema {
	t.Helper()
	var answer struct {
		Data struct {
			Service struct {
				SDL      string
				Typename string
			} `json:"_service"`
		}
	}
	text := g.query(t, map[string]string{"X-Hasura-Role": role}, `{ _service { sdl typename: __typename } }`)
	decode(t, text, &answer)
	if answer.Data.Service.Typename != "_Service" {
		t.Fatalf("answer %s", text)
	}
	s, err := gqlparser.LoadSchema(
		&ast.Source{Name: "federation", Input: "directive @key(fields: String!) on OBJECT", BuiltIn: true},
		&ast.Source{Name: role, Input: answer.Data.Service.SDL},
	)
	if err != nil {
		t.Fatalf("SDL of %s: %v\n%s", role, err, answer.Data.Service.SDL)
	}
	return s
}

// The SDL of a subgraph is the role's schema: hidden tables and columns are not in it, nor
// what makes it a subgraph, and a type whose key is hidden is no entity.
func TestSubgraphTellsARoleOnlyWhatItSees(t *testing.T) {
	g := startTopic(t, "testdata/subgraph/setup.txtar")
	for _, c := range []struct {
		role   string
		fields map[string]string // of types, with their keys
		absent []string
	}{
		{"admin", map[string]string{
			"customer": "id name parcels parcels_aggregate region secret @id", "line": "bill number text @bill number", "depot": "id name @id",
			"parcel": "customer customer_of grams number secret @number", "plain": "id",
		}, []string{"_Entity", "_Any", "_Service"}},
		{"clerk", map[string]string{
			"customer": "id name parcels @id", "line": "bill number text @bill number", "parcel": "customer_of grams number @number",
			"customer_bool_exp": "_and _not _or id name", "query_root": "customer customer_by_pk line line_by_pk parcel parcel_by_pk",
		}, []string{"depot", "plain", "region", "mutation_root", "_Entity", "_Any", "_Service"}},
		{"nokey", map[string]string{"customer": "name parcels", "parcel": "customer_of grams", "query_root": "customer parcel"}, []string{"line", "depot"}},
		{"nobody", map[string]string{"query_root": "no_queries_available"}, []string{"customer", "parcel", "subscription_root"}},
	} {
		s := serviceSchema(t, g, c.role)
		for name, want := range c.fields {
			if got := fieldsAndKey(s.Types[name]); got != want {
				t.Errorf("%s: type %s has %q, want %q", c.role, name, got, want)
			}
		}
		for _, name := range c.absent {
			if s.Types[name] != nil {
				t.Errorf("%s: type %s is in the SDL", c.role, name)
			}
		}
	}
}

func fieldsAndKey(t *ast.Definition) string {
	if t == nil {
		return ""
	}
	var names []string
	for _, f := range t.Fields {
		if !strings.HasPrefix(f.Name, "__") { // the parser adds them
			names = append(names, f.Name)
		}
	}
	text := strings.Join(names, " ")
	if key := t.Directives.ForName("key"); key != nil {
		text += " @" + key.Arguments.ForName("fields").Value.Raw
	}
	return text
}

// A subgraph is one only when the server is told so, and never in the Relay schema.
func TestServiceIsOfSubgraphsOnly(t *testing.T) {
	g := startTopic(t, "testdata/databases/setup.txtar")
	for path, g := range map[string]*topic{"/v1/graphql": g, "/v1beta1/relay": startTopic(t, "testdata/subgraph/setup.txtar")} {
		_, answer := g.post(t, path, nil, `{"query": "{ _service { sdl } }"}`)
		if message, _ := errorOf(t, answer); message != "field '_service' not found in type: 'query_root'" {
			t.Errorf("%s: %s", path, answer)
		}
	}
}

// A field that databases share is explained by the statement of each that answers it.
func TestSharedFieldsAreExplainedPerDatabase(t *testing.T) {
	g := startTopic(t, "testdata/subgraph/setup.txtar")
	_, answer := g.post(t, "/v1/graphql/explain", nil, `{"query": {
		"query": "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }",
		"variables": {"r": [{"__typename": "line", "bill": 1, "number": 1}, {"__typename": "depot", "id": 7}]}}}`)
	var fields []struct{ Field, SQL string }
	decode(t, answer, &fields)
	if len(fields) != 2 || !strings.Contains(fields[0].SQL, `"line"`) || !strings.Contains(fields[1].SQL, `"depot"`) {
		t.Errorf("answer %s", answer)
	}
}

// `node` can be subscribed to, whichever database has the row, and shows to a role what it may
// see of it.
func TestNodesOfAllDatabasesAreLive(t *testing.T) {
	g := startTopic(t, "testdata/subgraph/setup.txtar")
	subscribe := func(headers string) socket {
		s := g.dialPath(t, "/v1beta1/relay", "graphql-transport-ws", headers)
		id := base64.StdEncoding.EncodeToString([]byte(`[1, "public", "parcel", "a0000000-0000-0000-0000-000000000002"]`))
		s.send(`{"id":"1","type":"subscribe","payload":{"query":"subscription { node(id: \"` + id + `\") { ... on parcel { grams } } }"}}`)
		return s
	}
	subscribe(`{}`).expect(`{"type":"next","id":"1","payload":{"data":{"node":{"grams":900}}}}`)
	subscribe(`{"X-Hasura-Role":"clerk","X-Hasura-Region":"1"}`).expect(`{"type":"next","id":"1","payload":{"data":{"node":null}}}`)
}
