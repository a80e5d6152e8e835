package grant_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/grant"
	"github.com/weftql/weft/remote-schemas/internal/remotetest"
	"github.com/weftql/weft/remote-schemas/upstream"
)

const server = `
interface Node { id: ID! }
interface Named { name: String }
"what is bought"
type Order implements Node { id: ID! total: Float note(lang: Lang = EN, max: Int!): String }
type User implements Node & Named { id: ID! name: String }
union Hit = Order | User
enum Lang { EN DE }
scalar Date
input Range { from: Date! to: Date }
input Filter { owner: ID! lang: Lang tags: [String!] range: Range and: [Filter!] }
type Query { orders(owner: ID!, limit: Int = 10, filter: Filter, langs: [Lang!]): [Order!]! me: User hit: Hit }
type Mutation { touch(at: Date): Boolean }
`

func upstreamSchema(tb testing.TB) *upstream.Schema {
	tb.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: server})
	if err != nil {
		tb.Fatal(err)
	}
	s, decodeErr := upstream.Decode(remotetest.Introspection(schema))
	if decodeErr != nil {
		tb.Fatal(decodeErr)
	}
	return s
}

func TestSubsetIsWhatTheRoleSees(t *testing.T) {
	g, err := grant.Parse(`
		schema { query: Query }
		type Order { id: ID! note(max: Int!): String }
		type Query { orders(owner: ID!, limit: Int = 10): [Order!]! }`, upstreamSchema(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Order"}, g.Schema.Reachable()); diff != "" {
		t.Errorf("types: %s", diff)
	}
	if g.Schema.Field("Order", "total") != nil || g.Schema.Field("Query", "me") != nil || g.Schema.Mutation != "" {
		t.Error("something is seen that was not granted")
	}
	if got := g.Schema.Types["Order"].Description; got != "what is bought" {
		t.Errorf("description %q, want the server's", got)
	}
	if g.Schema.Field("Order", "note").Arguments.ForName("lang") != nil {
		t.Error("an optional argument that was left out is seen")
	}
}

func TestSDLMustBeASubset(t *testing.T) {
	const query = ` type Query { me: User } type User { id: ID! } `
	for _, c := range []struct{ sdl, want string }{
		{`type Query { me: User } type User { id: ID! } type Car { a: Int }`, `because "Object": "Car" does not exist in the upstream remote schema`},
		{query + `enum Order { A }`, `"Enum": "Order" does not exist`},
		{query + `input Gone { a: Int }`, `"InputObject": "Gone" does not exist`},
		{query + `scalar Gone`, `"Scalar": "Gone" does not exist`},
		{query + `union Gone = User`, `"Union": "Gone" does not exist`},
		{query + `interface Gone { a: Int }`, `"Interface": "Gone" does not exist`},
		{query + `directive @gone on FIELD`, `"Directive": "gone" does not exist`},
		{`type Query { me: User } type User { id: ID! age: Int }`, `field "age" does not exist in the "Object": "User"`},
		{`type Query { me: User } type User { id: ID }`, `expected type of "id"("Object field") to be ID! but received ID`},
		{`type Query { orders(owner: ID!, page: Int): [Order!]! } type Order { id: ID! }`, `input argument "page" does not exist in the input object:"orders"`},
		{`type Query { orders(owner: String!): [Order!]! } type Order { id: ID! }`, `to be ID! but received String!`},
		{`type Query { orders(owner: ID!, limit: Int = 5): [Order!]! } type Order { id: ID! }`, `expected default value of input value: "limit"of input object "orders" to be 10 but received 5`},
		{`type Query { orders(limit: Int = 10): [Order!]! } type Order { id: ID! }`, `field: "orders" expects the following non nullable arguments to be present: "owner"`},
		{query + `enum Lang { EN FR }`, `enum "Lang" contains the following enum values that do not exist in the corresponding upstream remote enum: "FR"`},
		{query + `union Hit = User | Query`, `union "Hit" contains members which do not exist in the members of the remote schema union :"Query"`},
		{`type Query { me: User } type User implements Mine { id: ID! } interface Mine { id: ID! }`, `custom interfaces are not supported. Object"User" implements the following custom interfaces: "Mine"`},
		{query + `type Order implements Named { id: ID! }`, `object "Order" is trying to implement the following interfaces that do not exist in the corresponding upstream remote object: "Named"`},
		{query + `type User { id: ID! }`, `duplicate type names found: "User"`},
		{`type Query { me: User } type User { id: ID! id: ID! }`, `duplicate fields: "id"`},
		{`type Query { orders(owner: ID!, owner: ID!): [Order!]! } type Order { id: ID! }`, `duplicate arguments: "owner"`},
		{query + `enum Lang { EN EN }`, `duplicate enum values: "EN"`},
		{`schema { query: Query } schema { query: Query }` + query, `multiple schema definitions found`},
		{`type User { id: ID! }`, `query root does not exist in the schema definition`},
		{`schema { query: User }` + query, `query root does not exist in the schema definition`},
		{`schema { query: Query mutation: User }` + query, `"Object": "User" does not exist`},
		{`type Query { me: User }`, `Could not find type with name "User"`},
		{query + `extend type User { name: String }`, `extensions are not supported`},
		{`type Query { me: User age: Int } type User { id: ID! age: Int }`, "for the following reasons:\n • field \"age\" does not exist in the \"Object\": \"Query\"\n • field \"age\" does not exist in the \"Object\": \"User\""},
	} {
		_, err := grant.Parse(c.sdl, upstreamSchema(t))
		if err == nil || !strings.HasPrefix(err.Error(), "validation-failed @ $: validation for the given role-based schema failed ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.sdl, err, c.want)
		}
	}
	if _, err := grant.Parse(`type {`, upstreamSchema(t)); err == nil || !strings.HasPrefix(err.Error(), "parse-failed") {
		t.Errorf("no SDL at all: %v", err)
	}
}

func TestPresetsMustFit(t *testing.T) {
	orders := func(args string) string {
		return `type Query { orders(` + args + `): [Order!]! } type Order { id: ID! } enum Lang { EN DE } scalar Date input Range { from: Date! } input Filter { owner: ID! range: Range }`
	}
	for _, c := range []struct{ sdl, want string }{
		{orders(`owner: ID! @preset(value: "x") @preset(value: "y")`), `found multiple preset directives at "owner"`},
		{orders(`owner: ID! @preset`), `no arguments found in the preset directive`},
		{orders(`owner: ID! @preset(static: true)`), `preset argument "value" not found at "owner"`},
		{orders(`owner: ID! @preset(value: "a", static: "yes")`), `expected preset static value to be a Boolean value`},
		{orders(`owner: ID! @preset(value: [1])`), `expected preset value [1] of type "ID" to be a scalar value`},
		{orders(`owner: ID! @preset(value: A)`), `of type "ID" to be a scalar value`},
		{orders(`owner: ID!, langs: [Lang!] @preset(value: "X-Hasura-Langs")`), `illegal preset value at "langs". Session arguments can only be set for singleton values`},
		{orders(`owner: ID!, langs: [Lang!] @preset(value: ["x-hasura-lang"])`), `illegal preset value at "langs"`},
		{orders(`owner: ID!, langs: [Lang!] @preset(value: FR)`), `FR not found in the enum: "Lang"`},
		{orders(`owner: ID!, filter: Filter @preset(value: {owners: 1})`), `"owners" does not exist in the input object "Filter"`},
		{orders(`owner: ID!, filter: Filter @preset(value: "x-hasura-filter")`), `of type "Filter" at "filter" to be an input object value`},
		{`type Query { me: User } type User @preset(value: 1) { id: ID! }`, `Preset directives can be defined only on INPUT_FIELD_DEFINITION or ARGUMENT_DEFINITION`},
		{`type Query { me: User } type User { id: ID! @preset(value: 1) }`, `Preset directives can be defined only on`},
	} {
		if _, err := grant.Parse(c.sdl, upstreamSchema(t)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.sdl, err, c.want)
		}
	}
}

func TestPresetsResolveInASession(t *testing.T) {
	g, err := grant.Parse(`
		type Query { orders(owner: ID! @preset(value: "X-Hasura-User-Id"), limit: Int = 10 @preset(value: "x-hasura-limit"),
			langs: [Lang!] @preset(value: EN), filter: Filter @preset(value: {owner: "x-hasura-user-id", lang: "x-hasura-lang", tags: "one", range: {from: "x-hasura-static", to: null}}, static: false)): [Order!]! }
		type Order { id: ID! note(max: Int! @preset(value: 3), lang: Lang = EN): String } enum Lang { EN DE } scalar Date
		input Range { from: Date! to: Date } input Filter { owner: ID! lang: Lang tags: [String!] range: Range }`, upstreamSchema(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Schema.Field("Query", "orders").Arguments) != 0 {
		t.Error("preset arguments are seen")
	}
	resolve := func(variables map[string]string) string {
		var texts []string
		for _, a := range g.Args("Query", "orders") {
			value, err := a.Value.Resolve(&planner.Session{Variables: variables})
			if err != nil {
				texts = append(texts, err.Error())
				continue
			}
			texts = append(texts, a.Name+"="+string(value.AppendJSON(nil)))
		}
		return strings.Join(texts, " ")
	}
	got := resolve(map[string]string{"x-hasura-user-id": "7", "x-hasura-limit": "007", "x-hasura-lang": "DE", "x-hasura-static": "2020"})
	want := `owner="7" limit=7 langs=["EN"] filter={"owner":"7","lang":"DE","tags":["one"],"range":{"from":"2020","to":null}}`
	if got != want {
		t.Error(cmp.Diff(want, got))
	}
	got = resolve(map[string]string{"x-hasura-limit": "ten", "x-hasura-lang": "FR", "x-hasura-user-id": "7"})
	for _, want := range []string{`coercion-error @ $: "ten" cannot be coerced into an Int value`, `coercion-error @ $: "FR" is not one of the valid enum values`} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := resolve(nil); !strings.Contains(got, `not-found @ $: "x-hasura-user-id" session variable expected, but not found`) {
		t.Error(got)
	}
}

func TestStaticPresetIsText(t *testing.T) {
	g, err := grant.Parse(`type Query { orders(owner: ID! @preset(value: "x-hasura-user-id", static: true)): [Order!]! } type Order { id: ID! }`, upstreamSchema(t))
	if err != nil {
		t.Fatal(err)
	}
	value, err := g.Args("Query", "orders")[0].Value.Resolve(nil)
	if err != nil || value.Text != "x-hasura-user-id" {
		t.Errorf("got %v, %v", value, err)
	}
}

func TestPresetsGoIntoInputObjectsAtAnyDepth(t *testing.T) {
	g, err := grant.Parse(`type Query { orders(owner: ID!, filter: Filter): [Order!]! } type Order { id: ID! } enum Lang { EN DE }
		input Filter { owner: ID! @preset(value: "x-hasura-user-id") lang: Lang and: [Filter!] }`, upstreamSchema(t))
	if err != nil {
		t.Fatal(err)
	}
	given, err := planner.ParseValue([]byte(`{"lang":"EN","and":[{"and":[{}]},{"lang":null}]}`))
	if err != nil {
		t.Fatal(err)
	}
	applied, err := g.Apply(planner.Named("Filter"), given, &planner.Session{Variables: map[string]string{"x-hasura-user-id": "7"}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"lang":"EN","and":[{"and":[{"owner":"7"}],"owner":"7"},{"lang":null,"owner":"7"}],"owner":"7"}`
	if got := string(applied.AppendJSON(nil)); got != want {
		t.Error(cmp.Diff(want, got))
	}
}

func TestWhollyPresetInputObjectVanishes(t *testing.T) {
	g, err := grant.Parse(`type Query { orders(owner: ID!, filter: Filter): [Order!]! } type Order { id: ID! } scalar Date
		input Filter { owner: ID! @preset(value: 1) range: Range }
		input Range { from: Date! @preset(value: "2020") }`, upstreamSchema(t))
	if err != nil {
		t.Fatal(err)
	}
	if g.Schema.Types["Range"] != nil || g.Schema.Types["Filter"] != nil {
		t.Error("input objects without a field left are still there")
	}
	args := g.Args("Query", "orders")
	if len(args) != 1 || args[0].Name != "filter" {
		t.Fatalf("presets: %+v", args)
	}
	value, err := args[0].Value.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(value.AppendJSON(nil)); got != `{"owner":1,"range":{"from":"2020"}}` {
		t.Error(got)
	}
}
