package planner_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

// acceptance is a request that must be bound: the selections as printSelections prints
// them, and the values of their parameters in order.
type acceptance struct {
	name      string
	query     string
	variables string
	want      string
	values    []string
}

func testAcceptances(t *testing.T, schema *planner.Schema, cases []acceptance) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			op := mustBind(t, schema, c.query, c.variables)
			if got := printSelections(op.Fields); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if got := boundValues(op); strings.Join(got, "\n") != strings.Join(c.values, "\n") {
				t.Errorf("got values  %s\nwant %s", strings.Join(got, "\n"), strings.Join(c.values, "\n"))
			}
		})
	}
}

// boundValues returns what the arguments of an operation hold, in the order in which
// printSelections numbers them.
func boundValues(op *planner.Operation) []string {
	var params []planner.Param
	collectParams(op.Fields, &params)
	return valuesOf(params, planner.ParamsFor(op))
}

func valuesOf(params []planner.Param, values *planner.Params) []string {
	out := make([]string, len(params))
	for _, p := range params {
		out[p.Index()] = string(values.Value(p).AppendLiteral(nil))
	}
	return out
}

func TestBindMergesFields(t *testing.T) {
	testAcceptances(t, shop(t, planner.BindOptions{}), []acceptance{
		{
			name:  "keys stand where they first appear",
			query: `{ users { id } u: users { name } users { name id } }`,
			want:  "users { id name } u: users { name }",
		},
		{
			name:   "arguments in another order, members too",
			query:  `{ users(limit: 1, where: {id: {_eq: 1}, name: {}}) { id } users(where: {name: {}, id: {_eq: 1}}, limit: 1) { name } }`,
			want:   "users(limit: $0, where: $1) { id name }",
			values: []string{"1", "{id: {_eq: 1}, name: {}}"},
		},
		{
			name:  "fragments are inlined",
			query: `{ users { ...a ... { posts { id } } ... on users { id } } } fragment a on users { id posts { title ...b } } fragment b on posts { author { id } }`,
			want:  "users { id posts { title author { id } id } }",
		},
		{
			name:  "a fragment of another type is dropped unseen",
			query: `{ users { id ... on posts { nope @nope } ...f } } fragment f on nothing { nope }`,
			want:  "users { id }",
		},
		{
			name:  "fragments on an interface and a union of the type",
			query: `{ users { ... on Node { id } ... on result { name } } }`,
			want:  "users { id name }",
		},
		{
			name:  "unused fragments are not looked at",
			query: `{ users { id } } fragment f on users { nope(x: $y) ...g }`,
			want:  "users { id }",
		},
		{
			name:  "__typename everywhere",
			query: `{ __typename users { t: __typename posts { __typename } } }`,
			want:  "__typename users { t: __typename posts { __typename } }",
		},
	})
}

func TestBindBelowInterfacesAndUnions(t *testing.T) {
	testAcceptances(t, shop(t, planner.BindOptions{}), []acceptance{
		{
			name: "a common field is one selection", query: `{ node(id: 1) { id __typename ... on users { id name } } }`,
			want: "node(id: $0) { id __typename ... on users { name } }", values: []string{`"1"`},
		},
		{
			name: "one type of several", query: `{ search(text: "a") { ... on users { name } ... on tags { label } __typename } }`,
			want:   "search(exact: $0, text: $1) { ... on users { name } ... on tags { label } __typename }",
			values: []string{"false", `"a"`},
		},
		{
			name: "one key means several fields", query: `{ search(text: "a") { ... on users { x: id } ... on tags { x: label } } }`,
			want:   "search(exact: $0, text: $1) { ... on users { x: id } ... on tags { x: label } }",
			values: []string{"false", `"a"`},
		},
		{
			name: "an interface inside a union covers two types", query: `{ search(text: "a") { ... on Node { id } ... on posts { title } } }`,
			want:   "search(exact: $0, text: $1) { ... on users { id } ... on posts { id } ... on posts { title } }",
			values: []string{"false", `"a"`},
		},
		{
			name: "order of a type follows its own fragments", query: `{ node(id: 1) { ... on posts { title id } id ... on posts { author { name } } } }`,
			want:   "node(id: $0) { ... on posts { title } ... on posts { id } ... on users { id } ... on posts { author { name } } }",
			values: []string{`"1"`},
		},
		{
			name: "impossible fragments are dropped unseen", query: `{ node(id: 1) { id ... on tags { nope } ... on users { ... on posts { nope @nope } name } } }`,
			want: "node(id: $0) { id ... on users { name } }", values: []string{`"1"`},
		},
		{
			name: "merged sub-selections differ by type", query: `{ node(id: 1) { ... on users { posts { id } } ... on Node { ... on users { posts { title } } } } }`,
			want: "node(id: $0) { ... on users { posts { id title } } }", values: []string{`"1"`},
		},
	})
}

func TestBindSkipsAndIncludes(t *testing.T) {
	testAcceptances(t, shop(t, planner.BindOptions{}), []acceptance{
		{
			name:  "what is skipped is not validated",
			query: `{ users { id nope @skip(if: true) ... @include(if: false) { nope } ...f @skip(if: true) } } fragment f on users { nope }`,
			want:  "users { id }",
		},
		{
			name: "by variables", query: `query ($y: Boolean!, $n: Boolean = false) { users { id @include(if: $y) name @skip(if: $y) info @include(if: $n) @skip(if: $y) } }`,
			variables: `{"y": true}`, want: "users { id }",
		},
		{name: "everything at the root", query: `{ users @skip(if: true) { id } }`, want: ""},
		{name: "everything inside an object", query: `{ users { id @skip(if: true) } }`, want: "users"},
		{name: "cached takes no effect", query: `query @cached(ttl: 5, refresh: true) { users { id } }`, want: "users { id }"},
	})
	op := mustBind(t, shop(t, planner.BindOptions{}), `query ($ttl: Int! = 7) @cached(ttl: $ttl) { users { id } }`, "")
	if *op.Cached != (planner.Cached{TTL: 7}) {
		t.Errorf("got %+v", *op.Cached)
	}
}

func TestBindCoercesValues(t *testing.T) {
	testAcceptances(t, shop(t, planner.BindOptions{}), []acceptance{
		{
			name: "null equals absence where the type allows it", query: `{ users(where: null, limit: null, order_by: null) { id } }`,
			want: "users(limit: $0, order_by: $1, where: $2) { id }", values: []string{"null", "null", "null"},
		},
		{
			name: "one value becomes a list", query: `mutation { insert_users(objects: {name: "a"}) { affected_rows } }`,
			want: "insert_users(objects: $0) { affected_rows }", values: []string{`[{name: "a"}]`},
		},
		{
			name: "one value of a variable becomes a list", query: `query ($o: [users_order_by!]) { users(order_by: $o) { id } }`, variables: `{"o": {"id": "asc"}}`,
			want: "users(order_by: $0) { id }", values: []string{"[{id: asc}]"},
		},
		{
			name: "one object with variables becomes a list", query: `query ($o: order_by) { users(order_by: {id: $o}) { id } }`, variables: `{"o": "asc"}`,
			want: "users(order_by: $0) { id }", values: []string{"[{id: asc}]"},
		},
		{
			name: "an accept sees the value as it is", query: `{ users(where: {id: {_in: "{1,2}", _eq: "5"}}) { id } }`,
			want: "users(where: $0) { id }", values: []string{`{id: {_in: "{1,2}", _eq: "5"}}`},
		},
		{
			name: "defaults of arguments and input objects", query: `mutation { insert_users(objects: [], on_conflict: {constraint: users_pkey}) { affected_rows } }`,
			want: "insert_users(objects: $0, on_conflict: $1) { affected_rows }", values: []string{"[]", "{constraint: users_pkey, update_columns: []}"},
		},
		{
			name:  "defaults inside a variable and around one",
			query: `query ($n: near_input, $d: Float!) { a: search(text: "", near: $n) { __typename } b: search(text: "", near: {distance: $d, from: 1}) { __typename } }`, variables: `{"n": {"from": {"a": 1}, "distance": 2.50}, "d": 1}`,
			want:   "a: search(exact: $0, near: $1, text: $2) { __typename } b: search(exact: $3, near: $4, text: $5) { __typename }",
			values: []string{"false", "{from: {a: 1}, distance: 2.50, spheroid: true}", `""`, "false", "{distance: 1, from: 1, spheroid: true}", `""`},
		},
		{
			name: "a default of the place makes up for a nullable variable", query: `query ($u: [users_select_column!]) { users(distinct_on: $u) { id } }`, variables: `{"u": "id"}`,
			want: "users(distinct_on: $0) { id }", values: []string{"[id]"},
		},
		{
			name:      "a default of the variable makes up for it too",
			query:     `mutation ($u: users_insert_input = {name: "default"}) { insert_users_one(object: $u) { id } }`,
			want:      "insert_users_one(object: $0) { id }",
			values:    []string{`{name: "default"}`},
			variables: "",
		},
		{
			name: "integers of every writing", query: `query ($a: Int, $b: Int) { a: users(offset: $a) { id } b: users(offset: $b) { id } c: users(offset: -0) { id } }`, variables: `{"a": 3.0, "b": 12e1}`,
			want: "a: users(offset: $0) { id } b: users(offset: $1) { id } c: users(offset: $2) { id }", values: []string{"3", "120", "0"},
		},
		{
			name: "an integer is a float and an id", query: `query ($k: ID) { search(text: "", weight: 1, key: $k) { __typename } }`, variables: `{"k": 7}`,
			want: "search(exact: $0, key: $1, text: $2, weight: $3) { __typename }", values: []string{"false", `"7"`, `""`, "1"},
		},
		{
			name: "json takes anything", query: `query ($h: jsonb, $n: Int) { logs(filter: {a: [$h, {b: red}], c: $n}, filters: [$h, 1]) }`, variables: `{"h": {"b": [1, null]}}`,
			want: "logs(filter: $0, filters: $1)", values: []string{"{a: [{b: [1, null]}, {b: red}], c: null}", "[{b: [1, null]}, 1]"},
		},
		{
			name: "one json value becomes a list of json", query: `query ($h: Int) { logs(filters: {a: $h}) }`, variables: `{"h": 1}`,
			want: "logs(filters: $0)", values: []string{"[{a: 1}]"},
		},
		{
			name: "the last of repeated arguments and members", query: `{ users(limit: 1, limit: 2, where: {id: {_eq: 1}, id: {_eq: 2}}) { id } }`,
			want: "users(limit: $0, where: $1) { id }", values: []string{"2", "{id: {_eq: 2}}"},
		},
		{
			name: "a stricter variable", query: `query ($x: [Int!]!) { users(where: {id: {_in: $x}}) { id } }`, variables: `{"x": [1]}`,
			want: "users(where: $0) { id }", values: []string{"{id: {_in: [1]}}"},
		},
	})
}

func TestBindChoosesTheOperation(t *testing.T) {
	schema := shop(t, planner.BindOptions{})
	req := request(t, `query a { users { id } } mutation b { insert_users_one(object: {}) { id } }`, "")
	req.OperationName = "b"
	op, err := bindRequest(schema, req)
	if err != nil {
		t.Fatal(err)
	}
	if op.Op != "mutation" || op.Name != "b" || op.Root.Name != "mutation_root" {
		t.Errorf("got %s %s on %s", op.Op, op.Name, op.Root.Name)
	}
}

func TestBindSubscriptions(t *testing.T) {
	testAcceptances(t, shop(t, planner.BindOptions{}), []acceptance{
		{name: "one field", query: `subscription { u: users { id } }`, want: "u: users { id }"},
		{name: "the same field twice", query: `subscription { users { id } ...f } fragment f on subscription_root { users { name } }`, want: "users { id name }"},
		{
			name: "several with the hidden directive", query: `subscription @_multiple_top_level_fields { users { id } u: users { name } }`,
			want: "users { id } u: users { name }",
		},
	})
	namespaced := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "default", `
		type Query { app: app_query @namespace }
		type Subscription { app: app_subscription @namespace }
		type app_query { users: [users!]! posts: Int }
		type app_subscription { users: [users!]! posts: Int }
		type users { id: Int }`))
	testAcceptances(t, namespaced, []acceptance{
		{name: "a namespace in a query", query: `{ a: app { users { id } posts } __typename }`, want: "a: app { users { id } posts } __typename"},
		{name: "one field and the type's name", query: `subscription { app { users { id } __typename } }`, want: "app { users { id } __typename }"},
		{
			name: "several with the hidden directive", query: `subscription @_multiple_top_level_fields { app { users { id } posts } }`,
			want: "app { users { id } posts }",
		},
	})
	testRefusals(t, namespaced, []refusal{
		{
			name: "several fields of a namespace", query: `subscription { app { users { id } posts } }`,
			path: "$", message: "subscriptions must select one top level field",
		},
		{
			name: "unknown field of a namespace", query: `{ ns: app { nope } }`,
			path: "$.selectionSet.app.selectionSet.nope", message: "field 'nope' not found in type: 'app_query'",
		},
	})
}

func TestBindOptions(t *testing.T) {
	const unset = `query ($x: Int, $l: Int, $e: Boolean) { users(limit: $l, where: {id: {_eq: $x}}) { id } search(text: "", exact: $e) { __typename } }`
	testAcceptances(t, shop(t, planner.BindOptions{NoNullUnboundVariableDefault: true}), []acceptance{
		{
			name: "unbound variables are absent", query: unset,
			want: "users(where: $0) { id } search(exact: $1, text: $2) { __typename }", values: []string{"{id: {}}", "false", `""`},
		},
		{
			name: "unbound items are absent", query: `query ($x: Int!, $y: order_by, $z: jsonb) { users(offset: $x, order_by: {id: $y}) { id } logs(filters: [$z, {a: $z}]) }`, variables: `{"x": 1}`,
			want: "users(offset: $0, order_by: $1) { id } logs(filters: $2)", values: []string{"1", "[{}]", "[{}]"},
		},
	})
	testAcceptances(t, shop(t, planner.BindOptions{NullInNonNullableVariables: true}), []acceptance{
		{
			name: "null in a non-null variable", query: `query ($l: Int! = 1) { users(limit: $l) { id } }`, variables: `{"l": null}`,
			want: "users(limit: $0) { id }", values: []string{"null"},
		},
	})
	testAcceptances(t, shop(t, planner.BindOptions{BooleanNullCollapse: true}), []acceptance{
		{
			name: "null operands collapse", query: `query ($w: users_bool_exp, $n: Int) { a: users(where: $w) { id } b: users(where: {id: {_eq: $n, _in: [1]}}) { id } }`, variables: `{"w": {"id": {"_eq": null, "_in": [2]}, "name": {"_eq": null}}}`,
			want: "a: users(where: $0) { id } b: users(where: $1) { id }", values: []string{"{id: {_in: [2]}, name: {}}", "{id: {_in: [1]}}"},
		},
		{
			name: "a literal null too", query: `{ users(where: {id: {_eq: null}}) { id } }`,
			want: "users(where: $0) { id }", values: []string{"{id: {}}"},
		},
	})
	testRefusals(t, shop(t, planner.BindOptions{BooleanNullCollapse: true}), []refusal{
		{
			name: "only operators collapse", query: `{ users(where: {id: null}) { id } }`,
			path: "$.selectionSet.users.args.where.id", message: "expected an object for type 'Int_comparison_exp', but found null",
		},
	})
}
