package upstream_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/remote-schemas/internal/remotetest"
	"github.com/weftql/weft/remote-schemas/upstream"
)

const sdl = `
interface Node { id: ID! }
type Book implements Node { id: ID! title: String author: Person tags(first: Int! = 3, sort: Sort = BY_NAME): [[String!]!] }
type Person implements Node { id: ID! name: String }
type Unreached { a: Int }
union Hit = Book | Person
enum Sort { BY_NAME BY_AGE }
scalar Date
input Filter { since: Date = "2020-01-01" inner: Filter = {since: "x", inner: null} }
type Query { find(filter: Filter): [Hit!]! }
type Mutation { touch: Boolean }
`

func decode(t *testing.T, sdl string) *upstream.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	s, decodeErr := upstream.Decode(remotetest.Introspection(schema))
	if decodeErr != nil {
		t.Fatal(decodeErr)
	}
	return s
}

func TestSchemaIsReadWhole(t *testing.T) {
	s := decode(t, sdl)
	if s.Query != "Query" || s.Mutation != "Mutation" || s.Subscription != "" {
		t.Errorf("roots: %q %q %q", s.Query, s.Mutation, s.Subscription)
	}
	tags := s.Field("Book", "tags")
	if tags.Type.String() != "[[String!]!]" || tags.Arguments.ForName("first").DefaultValue.Raw != "3" ||
		tags.Arguments.ForName("sort").DefaultValue.Kind != ast.EnumValue {
		t.Errorf("tags: %v", tags)
	}
	if got := s.Types["Filter"].Fields.ForName("inner").DefaultValue.String(); got != `{since:"x",inner:null}` {
		t.Errorf("default: %s", got)
	}
	want := []string{"Book", "Boolean", "Date", "Filter", "Hit", "ID", "Int", "Node", "Person", "Sort", "String"}
	if diff := cmp.Diff(want, s.Reachable()); diff != "" {
		t.Errorf("reachable: %s", diff)
	}
	if diff := cmp.Diff([]string{"Book", "Person"}, s.Possible["Node"]); diff != "" {
		t.Errorf("possible: %s", diff)
	}
}

func TestObjectNamedMutationIsTheRoot(t *testing.T) {
	s, err := upstream.Decode([]byte(`{"data":{"__schema":{"queryType":{"name":"Q"},"mutationType":null,"subscriptionType":null,"types":[
		{"kind":"OBJECT","name":"Q","fields":[{"name":"a","args":[],"type":{"kind":"SCALAR","name":"Int"}}]},
		{"kind":"OBJECT","name":"Mutation","fields":[{"name":"b","args":[],"type":{"kind":"SCALAR","name":"Int"}}]}]}}}`))
	if err != nil || s.Mutation != "Mutation" {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestBrokenSchemasAreRefused(t *testing.T) {
	const query = `{"kind":"OBJECT","name":"Query","fields":[{"name":"a","args":[],"type":{"kind":"SCALAR","name":"Int"}}]}`
	object := func(name, interfaces, fields string) string {
		return `{"kind":"OBJECT","name":"` + name + `","interfaces":[` + interfaces + `],"fields":[` + fields + `]}`
	}
	field := func(name, typ, args string) string {
		return `{"name":"` + name + `","args":[` + args + `],"type":` + typ + `}`
	}
	const (
		intType  = `{"kind":"SCALAR","name":"Int"}`
		required = `{"kind":"NON_NULL","ofType":{"kind":"SCALAR","name":"Int"}}`
		isI      = `{"kind":"INTERFACE","name":"I"}`
	)
	iface := `{"kind":"INTERFACE","name":"I","fields":[` + field("f", required, `{"name":"a","type":`+intType+`}`) + `]}`
	for _, c := range []struct{ types, want string }{
		{object("T", "", field("x", `{"kind":"NON_NULL"}`, "")), "NON_NULL should have `ofType`"},
		{object("T", "", field("x", `{"kind":"LIST"}`, "")), "LIST should have `ofType`"},
		{object("T", "", field("x", `{"kind":"OBJECT"}`, "")), "kind: OBJECT should have name"},
		{`{"kind":"THING","name":"T"}`, "unknown kind: THING"},
		{`{"kind":"SCALAR","name":"a b"}`, `"a b" is not a valid GraphQL identifier`},
		{object("T", "", field("x)}#", intType, "")), `"x)}#" is not a valid GraphQL identifier`},
		{object("T", "", field("x", intType, `{"name":"","type":`+intType+`}`)), `"" is not a valid GraphQL identifier`},
		{`{"kind":"ENUM","name":"E","enumValues":[{"name":"1"}]}`, `"1" is not a valid GraphQL identifier`},
		{object("T", "", field("x", `{"kind":"OBJECT","name":"Gone"}`, "")), `Could not find type with name "Gone"`},
		{object("T", `{"kind":"OBJECT","name":"Query"}`, field("a", intType, "")), "Error: object type T can only implement interfaces"},
		{`{"kind":"UNION","name":"U","possibleTypes":[{"kind":"SCALAR","name":"Int"}]},{"kind":"SCALAR","name":"Int"}`, "It cannot include 'Int'"},
		{`{"kind":"UNION","name":"U","possibleTypes":[]}`, "List of member types cannot be empty for union type 'U'"},
		{`{"kind":"INTERFACE","name":"I","fields":[]}`, "List of fields cannot be empty for interface 'I'"},
		{iface + "," + object("T", isI, field("g", intType, "")), `Interface field 'I'."f" expected, but 'T' does not provide it`},
		{iface + "," + object("T", isI, field("f", intType, "")), `The type of Object field 'T'."f" (Int) is not the same type/sub type of Interface field 'I'."f" (Int!)`},
		{iface + "," + object("T", isI, field("f", required, "")), `Interface field argument 'I'."f"("a":) required`},
		{iface + "," + object("T", isI, field("f", required, `{"name":"a","type":`+required+`}`)), `Interface field argument 'I'."f"("a":) expects type Int`},
		{iface + "," + object("T", isI, field("f", required, `{"name":"a","type":`+intType+`},{"name":"b","type":`+required+`}`)), `Object field argument 'T'."f"("b":) is of required type Int!, but is not provided by Interface field 'I'."f"`},
		{object("T", "", field("x", intType, `{"name":"a","type":{"kind":"OBJECT","name":"Query"}}`)), "expected input type, but got output type"},
		{`{"kind":"INPUT_OBJECT","name":"In","inputFields":[{"name":"a","type":` + intType + `,"defaultValue":"1) { a } #"}]}`, "default value"},
		{`{"kind":"INPUT_OBJECT","name":"In","inputFields":[{"name":"a","type":` + intType + `}]},` + object("T", "", field("x", `{"kind":"INPUT_OBJECT","name":"In"}`, "")), "expected output type, but got input type"},
	} {
		body := `{"data":{"__schema":{"queryType":{"name":"Query"},"types":[` + query + `,` + c.types + `]}}}`
		if !json.Valid([]byte(body)) {
			t.Fatalf("the test's JSON is wrong: %s", body)
		}
		if _, err := upstream.Decode([]byte(body)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.types, err, c.want)
		}
	}
}

func TestAnswersThatAreNoSchemaAreRefused(t *testing.T) {
	for _, body := range []string{``, `<html>`, `null`, `{}`, `{"data":null}`, `{"errors":[{"message":"no"}]}`, `{"data":{"__schema":{}}}`,
		`{"data":{"__schema":{"queryType":{"name":"Query"},"types":[]}}}`,
		`{"data":{"__schema":{"queryType":{"name":"Query"},"types":[{"kind":"SCALAR","name":"Query"}]}}}`} {
		if s, err := upstream.Decode([]byte(body)); err == nil {
			t.Errorf("%s was read as %+v", body, s)
		}
	}
}
