package planner_test

import (
	"testing"

	"github.com/weftql/weft/planner"
)

// Messages, codes and paths of contract/postgres-graphql.md 8.4, 8.5 and 3.3, and of
// contract/auth-and-server.md 7.3.

func TestBindRefusesDocuments(t *testing.T) {
	const syntax = "not a valid graphql query"
	testRefusals(t, shop(t, planner.BindOptions{}), []refusal{
		{name: "no document", query: ``, path: "$.query", message: syntax},
		{name: "only a comment", query: `# nothing`, path: "$.query", message: syntax},
		{name: "open brace", query: `{ users { id }`, path: "$.query", message: syntax},
		{name: "empty selection set", query: `{ users { } }`, path: "$.query", message: syntax},
		{name: "a type definition", query: `type A { a: Int }`, path: "$.query", message: syntax},
		{name: "variables of a fragment", query: `{ users { ...f } } fragment f($a: Int) on users { id }`, path: "$.query", message: syntax},
		{
			name: "operation not there", query: `query a { users { id } }`, operation: "X",
			path: "$", message: `no such operation found in the document: "X"`,
		},
		{
			name: "name given to an anonymous operation", query: `{ users { id } }`, operation: "X",
			path: "$", message: "operationName cannot be used when an anonymous operation exists in the document",
		},
		{
			name: "no name for several operations", query: `query a { users { id } } query b { users { id } }`,
			path: "$", message: "exactly one operation has to be present in the document when operationName is not specified",
		},
		{
			name: "only fragments", query: `fragment f on users { id }`,
			path: "$", message: "exactly one operation has to be present in the document when operationName is not specified",
		},
	})
}

func TestBindRefusesFields(t *testing.T) {
	testRefusals(t, shop(t, planner.BindOptions{}), []refusal{
		{
			name: "unknown root field", query: `{ nope }`,
			path: "$.selectionSet.nope", message: "field 'nope' not found in type: 'query_root'",
		},
		{
			name: "unknown mutation", query: `mutation { nope }`,
			path: "$.selectionSet.nope", message: "field 'nope' not found in type: 'mutation_root'",
		},
		{
			name: "unknown subscription", query: `subscription { nope }`,
			path: "$.selectionSet.nope", message: "field 'nope' not found in type: 'subscription_root'",
		},
		{
			name: "deprecated arguments", query: `{ __schema { types { fields { args(includeDeprecated: true) { name } } } } }`,
			path:    "$.selectionSet.__schema.selectionSet.types.selectionSet.fields.selectionSet.args",
			message: "'args' has no argument named 'includeDeprecated'",
		},
		{
			name: "deprecated input fields", query: `{ __type(name: "x") { inputFields(includeDeprecated: true) { name } } }`,
			path: "$.selectionSet.__type.selectionSet.inputFields", message: "'inputFields' has no argument named 'includeDeprecated'",
		},
		{
			name: "deprecation of an argument", query: `{ __type(name: "x") { inputFields { isDeprecated } } }`,
			path:    "$.selectionSet.__type.selectionSet.inputFields.selectionSet.isDeprecated",
			message: "field 'isDeprecated' not found in type: '__InputValue'",
		},
		{
			name: "unknown field, named not by its alias", query: `{ u: users { n: nme } }`,
			path: "$.selectionSet.users.selectionSet.nme", message: "field 'nme' not found in type: 'users'",
		},
		{
			name: "unknown field inside a fragment", query: `{ users { ...f } } fragment f on users { posts { nope } }`,
			path: "$.selectionSet.users.selectionSet.posts.selectionSet.nope", message: "field 'nope' not found in type: 'posts'",
		},
		{
			name: "unknown argument", query: `{ users(foo: 1) { id } }`,
			path: "$.selectionSet.users", message: "'users' has no argument named 'foo'",
		},
		{
			name: "missing argument", query: `mutation { update_users(_set: {name: "a"}) { affected_rows } }`,
			path: "$.selectionSet.update_users.args.where", message: "missing required field 'where'",
		},
		{
			name: "object without selection", query: `{ users }`,
			path: "$.selectionSet.users.selectionSet", message: "missing selection set for 'users'",
		},
		{
			name: "scalar with selection", query: `{ users { id { x } } }`,
			path: "$.selectionSet.users.selectionSet.id", message: "unexpected subselection set for non-object field",
		},
		{
			name: "alias conflict", query: `{ users { c: id c: name } }`,
			path: "$.selectionSet.users.selectionSet", message: "selection of both 'id' and 'name' specify the same response name, 'c'",
		},
		{
			name: "arguments differ", query: `{ users(limit: 1) { id } users(limit: 2) { id } }`,
			path: "$.selectionSet", message: "inconsistent arguments between multiple selections of field 'users'",
		},
		{
			name: "merged selections conflict below", query: `{ users { posts { x: id } } users { posts { x: title } } }`,
			path: "$.selectionSet.users.selectionSet.posts.selectionSet", message: "selection of both 'id' and 'title' specify the same response name, 'x'",
		},
		{
			name: "a concrete type lacks the field", query: `{ search(text: "a") { name } }`,
			path: "$.selectionSet.search.selectionSet.name", message: "field 'name' not found in type: 'posts'",
		},
		{
			name: "field of the wrong fragment", query: `{ node(id: 1) { ... on posts { name } } }`,
			path: "$.selectionSet.node.selectionSet.name", message: "field 'name' not found in type: 'posts'",
		},
		{
			name: "the first error in document order wins", query: `{ users { nope } users_by_pk }`,
			path: "$.selectionSet.users.selectionSet.nope", message: "field 'nope' not found in type: 'users'",
		},
	})
	noRoots := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "default", `type Query { a: Int }`))
	testRefusals(t, noRoots, []refusal{
		{name: "no mutations", query: `mutation { a }`, path: "$", message: "no mutations exist"},
		{name: "no subscriptions", query: `subscription { a }`, path: "$", message: "no subscriptions exist"},
	})
}

func TestBindRefusesFragments(t *testing.T) {
	testRefusals(t, shop(t, planner.BindOptions{}), []refusal{
		{
			name: "undefined", query: `{ users { posts { ...X } } }`,
			path: "$.selectionSet.users.selectionSet.posts.selectionSet", message: `reference to undefined fragment "X"`,
		},
		{
			name: "defined twice", query: `{ users { id } } fragment X on users { id } fragment X on users { name }`,
			code: planner.CodeParseFailed, path: "$", message: `multiple definitions for fragment "X"`,
		},
		{
			name: "cycle of one", query: `{ users { ...A } } fragment A on users { posts { author { ...A } } }`,
			path:    "$.selectionSet.users.selectionSet.A.selectionSet.posts.selectionSet.author.selectionSet",
			message: `the fragment definition(s) "A" form a cycle`,
		},
		{
			name: "cycle of two", query: `{ users { ...B } } fragment A on users { ...B } fragment B on users { ...A }`,
			path: "$.selectionSet.users.selectionSet.B.selectionSet.A.selectionSet", message: `the fragment definition(s) "B" and "A" form a cycle`,
		},
		{
			name:    "cycle of three inside a skipped field",
			query:   `{ users { id @skip(if: true) ...A @skip(if: true) } } fragment A on users { ...B } fragment B on users { ...C } fragment C on users { ...A }`,
			path:    "$.selectionSet.users.selectionSet.A.selectionSet.B.selectionSet.C.selectionSet",
			message: `the fragment definition(s) "A", "B", and "C" form a cycle`,
		},
	})
}

func TestBindRefusesVariables(t *testing.T) {
	testRefusals(t, shop(t, planner.BindOptions{}), []refusal{
		{
			name: "wrong type", query: `query ($x: String) { users(where: {ref: {_eq: $x}}) { id } }`,
			path: "$.selectionSet.users.args.where.ref._eq", message: "variable 'x' is declared as 'String', but used where 'uuid' is expected",
		},
		{
			name: "wrong type, reported before the value", query: `query ($l: String) { users(limit: $l) { id } }`, variables: `{"l": 42}`,
			path: "$.selectionSet.users.args.limit", message: "variable 'l' is declared as 'String', but used where 'Int' is expected",
		},
		{
			name: "no coercion from Int to Float", query: `query ($i: Int) { search(text: "", weight: $i) { __typename } }`, variables: `{"i": 1}`,
			path: "$.selectionSet.search.args.weight", message: "variable 'i' is declared as 'Int', but used where 'Float' is expected",
		},
		{
			name: "one value for a list", query: `mutation ($u: users_insert_input!) { insert_users(objects: $u) { affected_rows } }`, variables: `{"u": {}}`,
			path: "$.selectionSet.insert_users.args.objects", message: "variable 'u' is declared as 'users_insert_input!', but used where '[users_insert_input!]!' is expected",
		},
		{
			name: "nullable items", query: `query ($x: [Int]) { users(where: {id: {_in: $x}}) { id } }`, variables: `{"x": []}`,
			path: "$.selectionSet.users.args.where.id._in", message: "variable 'x' is declared as '[Int]', but used where '[Int!]' is expected",
		},
		{
			name: "item of a list", query: `query ($x: String!) { users(where: {id: {_in: [1, $x]}}) { id } }`, variables: `{"x": "1"}`,
			path: "$.selectionSet.users.args.where.id._in[1]", message: "variable 'x' is declared as 'String!', but used where 'Int!' is expected",
		},
		{
			name: "nullable where non-null is needed", query: `mutation ($u: users_insert_input) { insert_users_one(object: $u) { id } }`, variables: `{"u": {}}`,
			path: "$.selectionSet.insert_users_one.args.object", message: "variable 'u' is declared as 'users_insert_input', but used where 'users_insert_input!' is expected",
		},
		{
			name: "a null default does not help", query: `mutation ($u: users_insert_input = null) { insert_users_one(object: $u) { id } }`,
			path: "$.selectionSet.insert_users_one.args.object", message: "variable 'u' is declared as 'users_insert_input', but used where 'users_insert_input!' is expected",
		},
		{
			name: "missing", query: `query ($id: Int!) { users_by_pk(id: $id) { id } }`,
			path: "$", message: `expecting a value for non-nullable variable: "id"`,
		},
		{
			name: "missing though not used", query: `query ($id: Int!) { users { id } }`,
			path: "$", message: `expecting a value for non-nullable variable: "id"`,
		},
		{
			name: "null", query: `query ($id: Int! = 1) { users_by_pk(id: $id) { id } }`, variables: `{"id": null}`,
			path: "$", message: `null value found for non-nullable type: "Int!"`,
		},
		{
			name: "extra", query: `query ($id: Int!) { users_by_pk(id: $id) { id } }`, variables: `{"x": 1, "id": 1, "y": 2}`,
			path: "$", message: "unexpected variables in variableValues: x, y",
		},
		{
			name: "declared but unused counts as extra", query: `query ($id: Int) { users { id } }`, variables: `{"id": 1}`,
			path: "$", message: "unexpected variables in variableValues: id",
		},
		{
			name: "undeclared", query: `{ users { posts @skip(if: true) { ... on users { info(path: $x) } } } }`,
			path: "$", message: `unbound variable "x"`,
		},
		{
			name: "declared twice", query: `query ($x: Int, $x: Int) { users(limit: $x) { id } }`,
			code: planner.CodeParseFailed, path: "$", message: `multiple definitions for variable "x"`,
		},
		{
			name: "unset counts as null", query: `query ($x: Int) { users(where: {id: {_eq: $x}}) { id } }`,
			path: "$.selectionSet.users.args.where.id._eq", message: "unexpected null value for type 'Int'",
		},
		{
			name: "value errors are at the use", query: `query ($w: users_bool_exp) { users(where: $w) { id } }`, variables: `{"w": {"_and": [{}, {"id": {"_eq": 1, "x": 2}}]}}`,
			path: "$.selectionSet.users.args.where._and[1].id.x", message: "field 'x' not found in type: 'Int_comparison_exp'",
		},
		{
			name: "illegal key", query: `query ($w: users_bool_exp) { users(where: $w) { id } }`, variables: `{"w": {"b": 1, "a b": 1}}`,
			path: "$.selectionSet.users.args.where", message: `variable value contains object with key "a b", which is not a legal GraphQL name`,
		},
	})
}

func TestBindRefusesValues(t *testing.T) {
	testRefusals(t, shop(t, planner.BindOptions{}), []refusal{
		{
			name: "unknown input field", query: `{ users(where: {x: 1}) { id } }`,
			path: "$.selectionSet.users.args.where.x", message: "field 'x' not found in type: 'users_bool_exp'",
		},
		{
			name: "missing input field", query: `mutation { insert_users_one(object: {posts: {}}) { id } }`,
			path: "$.selectionSet.insert_users_one.args.object.posts.data", message: "missing required field 'data'",
		},
		{
			name: "null for an object", query: `mutation { update_users(where: null) { affected_rows } }`,
			path: "$.selectionSet.update_users.args.where", message: "expected an object for type 'users_bool_exp', but found null",
		},
		{
			name: "null for a comparison", query: `{ users(where: {id: null}) { id } }`,
			path: "$.selectionSet.users.args.where.id", message: "expected an object for type 'Int_comparison_exp', but found null",
		},
		{
			name: "null for _not", query: `{ users(where: {_not: null}) { id } }`,
			path: "$.selectionSet.users.args.where._not", message: "expected an object for type 'users_bool_exp', but found null",
		},
		{
			name: "null for a list", query: `{ users(where: {_and: null}) { id } }`,
			path: "$.selectionSet.users.args.where._and", message: "expected a list, but found null",
		},
		{
			name: "null for a flag", query: `{ users(where: {id: {_is_null: null}}) { id } }`,
			path: "$.selectionSet.users.args.where.id._is_null", message: "expected a boolean for type 'Boolean', but found null",
		},
		{
			name: "null for an operand", query: `{ users(where: {id: {_eq: null}}) { id } }`,
			path: "$.selectionSet.users.args.where.id._eq", message: "unexpected null value for type 'Int'",
		},
		{
			name: "null among operands", query: `{ users(where: {id: {_in: [1, null]}}) { id } }`,
			path: "$.selectionSet.users.args.where.id._in[1]", message: "unexpected null value for type 'Int'",
		},
		{
			name: "list for an object", query: `{ users(where: []) { id } }`,
			path: "$.selectionSet.users.args.where", message: "expected an object for type 'users_bool_exp', but found a list",
		},
		{
			name: "string for a boolean", query: `{ search(text: "", exact: "yes") { __typename } }`,
			path: "$.selectionSet.search.args.exact", message: "expected a boolean for type 'Boolean', but found a string",
		},
		{
			name: "integer for a string", query: `{ search(text: 1) { __typename } }`,
			path: "$.selectionSet.search.args.text", message: "expected a string for type 'String', but found an integer",
		},
		{
			name: "number from a variable for a string", query: `query ($t: String!) { search(text: $t) { __typename } }`, variables: `{"t": 1}`,
			path: "$.selectionSet.search.args.text", message: "expected a string for type 'String', but found a number",
		},
		{
			name: "null for a string", query: `{ search(text: null) { __typename } }`,
			path: "$.selectionSet.search.args.text", message: "expected a string for type 'String', but found null",
		},
		{
			name: "enum value for a float", query: `{ search(text: "", weight: heavy) { __typename } }`,
			path: "$.selectionSet.search.args.weight", message: "expected a float for type 'Float', but found an enum value",
		},
		{
			name: "float for an integer", query: `{ users(offset: 1.0) { id } }`,
			path: "$.selectionSet.users.args.offset", message: "expected a 32-bit integer for type 'Int', but found a float",
		},
		{
			name: "boolean for a limit", query: `{ users(limit: true) { id } }`,
			path: "$.selectionSet.users.args.limit", message: "expected a non-negative 32-bit integer for type 'Int', but found a boolean",
		},
		{
			name: "negative limit", query: `{ users { posts(limit: -1) { id } } }`,
			path: "$.selectionSet.users.selectionSet.posts.args.limit", message: "expected a non-negative 32-bit integer for type 'Int', but found an integer",
		},
		{
			name: "negative limit from a variable", query: `query ($l: Int) { users(limit: $l) { id } }`, variables: `{"l": -1}`,
			path: "$.selectionSet.users.args.limit", message: "expected a non-negative 32-bit integer for type 'Int', but found a number",
		},
		{
			name: "limit too large", query: `{ users(limit: 2147483648) { id } }`, code: planner.CodeParseFailed,
			path:    "$.selectionSet.users.args.limit",
			message: "The value 2.147483648e9 lies outside the bounds or is not an integer. Maybe it is a float, or is there integer overflow?",
		},
		{
			name: "fraction for an integer", query: `query ($o: Int) { users(offset: $o) { id } }`, variables: `{"o": 3.5}`, code: planner.CodeParseFailed,
			path:    "$.selectionSet.users.args.offset",
			message: "The value 3.5 lies outside the bounds or is not an integer. Maybe it is a float, or is there integer overflow?",
		},
		{
			name: "object for an id", query: `{ node(id: {}) { id } }`,
			path: "$.selectionSet.node.args.id", message: "expected a String or a 32-bit integer for type 'ID', but found an object",
		},
		{
			name: "float out of bounds", query: `{ search(text: "", weight: 1e400) { __typename } }`, code: planner.CodeParseFailed,
			path: "$.selectionSet.search.args.weight", message: "The value 1.0e400 lies outside the bounds. Is it overflowing the float bounds?",
		},
		{
			name: "bad enum value", query: `{ users(order_by: {id: foo}) { id } }`,
			path:    "$.selectionSet.users.args.order_by[0].id",
			message: "expected one of the values ['asc', 'asc_nulls_first', 'desc'] for type 'order_by', but found 'foo'",
		},
		{
			name: "string for an enum value", query: `{ users(order_by: {id: "asc"}) { id } }`,
			path: "$.selectionSet.users.args.order_by[0].id", message: "expected an enum value for type 'order_by', but found a string",
		},
		{
			name: "bad enum value from a variable", query: `query ($o: [users_order_by!]) { users(order_by: $o) { id } }`, variables: `{"o": [{"id": "up"}]}`,
			path:    "$.selectionSet.users.args.order_by[0].id",
			message: "expected one of the values ['asc', 'asc_nulls_first', 'desc'] for type 'order_by', but found 'up'",
		},
		{
			name: "odd path", query: `mutation ($o: [users_insert_input!]!) { insert_users(objects: $o) { affected_rows } }`, variables: `{"o": [{"email": 1}]}`,
			path: "$.selectionSet.insert_users.args.objects[0].email", message: "expected a string for type 'String', but found a number",
		},
		{
			name: "object with variables where a scalar belongs", query: `query ($x: Int) { search(text: {a: $x}) { __typename } }`,
			path: "$.selectionSet.search.args.text", message: "expected a string for type 'String', but found an object",
		},
		{
			name: "missing field of an object with variables", query: `query ($x: Float!) { search(text: "", near: {distance: $x}) { __typename } }`, variables: `{"x": 1}`,
			path: "$.selectionSet.search.args.near.from", message: "missing required field 'from'",
		},
		{
			name: "null for a non-null custom scalar", query: `{ search(text: "", near: {distance: 1, from: null}) { __typename } }`,
			path: "$.selectionSet.search.args.near.from", message: "unexpected null value for type 'jsonb'",
		},
		{
			name: "column check over a literal with a variable", query: `query ($x: Int!) { users(where: {id: {_in: [$x, {a: 1}]}}) { id } }`, variables: `{"x": 1}`,
			code: planner.CodeParseFailed, path: "$.selectionSet.users.args.where.id._in[1]", message: "A string is expected for type: Int",
		},
	})
}

func TestBindRefusesDirectives(t *testing.T) {
	testRefusals(t, shop(t, planner.BindOptions{}), []refusal{
		{
			name: "unknown", query: `{ users { id @x } }`,
			path: "$.selectionSet.users.selectionSet", message: "directive 'x' is not defined in the schema",
		},
		{
			name: "unknown on an operation", query: `query @x { users { id } }`,
			path: "$", message: "directive 'x' is not defined in the schema",
		},
		{
			name: "misplaced on a mutation", query: `mutation @cached { insert_users_one(object: {}) { id } }`,
			path: "$", message: "directive 'cached' is not allowed on a mutation",
		},
		{
			name: "misplaced on a query", query: `query @skip(if: true) { users { id } }`,
			path: "$", message: "directive 'skip' is not allowed on a query",
		},
		{
			name: "misplaced on a subscription", query: `subscription @cached { users { id } }`,
			path: "$", message: "directive 'cached' is not allowed on a subscription",
		},
		{
			name: "misplaced on a field", query: `{ users { id @cached } }`,
			path: "$.selectionSet.users.selectionSet", message: "directive 'cached' is not allowed on a field",
		},
		{
			name: "misplaced on an inline fragment", query: `{ ... @cached { users { id } } }`,
			path: "$.selectionSet", message: "directive 'cached' is not allowed on an inline fragment",
		},
		{
			name: "misplaced on a spread", query: `{ ...f @cached } fragment f on query_root { users { id } }`,
			path: "$.selectionSet", message: "directive 'cached' is not allowed on a fragment spread",
		},
		{
			name: "repeated", query: `{ users { id @skip(if: true) @skip(if: false) } }`,
			path: "$.selectionSet.users.selectionSet", message: "the following directives are used more than once: ['skip']",
		},
		{
			name: "repeated on an operation", query: `query @cached @cached { users { id } }`,
			path: "$", message: "the following directives are used more than once: ['cached']",
		},
		{
			name: "unknown argument", query: `query @cached(x: 1) { users { id } }`,
			path: "$.cached", message: "'cached' has no argument named 'x'",
		},
		{
			name: "missing argument", query: `{ users { id @skip } }`,
			path: "$.selectionSet.users.selectionSet.skip.args.if", message: "missing required field 'if'",
		},
		{
			name: "wrong argument", query: `{ users { id @include(if: 1) } }`,
			path: "$.selectionSet.users.selectionSet.include.args.if", message: "expected a boolean for type 'Boolean', but found an integer",
		},
		{
			name: "nullable variable", query: `query ($x: Boolean) { users { id @skip(if: $x) } }`,
			path: "$.selectionSet.users.selectionSet.skip.args.if", message: "variable 'x' is declared as 'Boolean', but used where 'Boolean!' is expected",
		},
	})
}

func TestBindRefusesSubscriptions(t *testing.T) {
	const introspection = "Introspection at root field level is not supported over subscriptions"
	testRefusals(t, shop(t, planner.BindOptions{}), []refusal{
		{
			name: "several root fields", query: `subscription { users { id } users_by_pk(id: 1) { id } }`,
			path: "$", message: "subscriptions must select one top level field",
		},
		{name: "__typename", query: `subscription { __typename }`, code: planner.CodeNotSupported, path: "$", message: introspection},
		{name: "__schema", query: `subscription { __schema { queryType { name } } }`, code: planner.CodeNotSupported, path: "$", message: introspection},
		{name: "__type", query: `subscription { __type(name: "a") { name } }`, code: planner.CodeNotSupported, path: "$", message: introspection},
	})
}

func TestBindRefusesStreamsBesideOthers(t *testing.T) {
	schema := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "default", `
		type Query { users: Int }
		type Subscription { users: Int users_stream: Int @stream app: app_subscription @namespace }
		type app_subscription { posts: Int posts_stream: Int @stream }`))
	const (
		mixed   = "streaming and livequery subscriptions cannot be executed in the same subscription"
		streams = "exactly one root field is allowed for streaming subscriptions"
	)
	testRefusals(t, schema, []refusal{
		{name: "a live query", query: `subscription @_multiple_top_level_fields { users_stream users }`, code: planner.CodeNotSupported, path: "$", message: mixed},
		{name: "a stream", query: `subscription @_multiple_top_level_fields { a: users_stream b: users_stream }`, code: planner.CodeNotSupported, path: "$", message: streams},
		{name: "in a namespace", query: `subscription @_multiple_top_level_fields { app { posts posts_stream __typename } }`, code: planner.CodeNotSupported, path: "$", message: mixed},
		{name: "over namespaces", query: `subscription @_multiple_top_level_fields { app { posts_stream } users_stream }`, code: planner.CodeNotSupported, path: "$", message: streams},
	})
	testAcceptances(t, schema, []acceptance{
		{name: "one stream", query: `subscription { app { posts_stream __typename } }`, want: "app { posts_stream __typename }"},
	})
}

func TestBindRefusesIntrospectionOfARole(t *testing.T) {
	schema := shop(t, planner.BindOptions{NoIntrospection: true})
	const message = "GraphQL introspection is not allowed for this role"
	testRefusals(t, schema, []refusal{
		{name: "__schema", query: `{ __schema { queryType { name } } }`, path: "$", message: message},
		{name: "__type", query: `{ users { id } __type(name: "users") { name } }`, path: "$", message: message},
	})
	mustBind(t, schema, `{ __typename users { __typename } }`, "")
}
