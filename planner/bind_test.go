package planner_test

import (
	"errors"
	"testing"

	"github.com/weftql/weft/planner"
)

// shopSDL has one of everything that binding tells apart.
const shopSDL = `
type Query {
	users(where: users_bool_exp, limit: Int @limit, offset: Int, order_by: [users_order_by!], distinct_on: [users_select_column!]): [users!]!
	users_by_pk(id: Int! @column): users
	search(text: String!, exact: Boolean = false, near: near_input, key: ID, weight: Float): [result!]!
	node(id: ID!): Node
	logs(filter: jsonb, filters: [jsonb]): Int
}
type Mutation {
	insert_users(objects: [users_insert_input!]!, on_conflict: users_on_conflict @noNull): users_mutation_response
	insert_users_one(object: users_insert_input!): users
	update_users(where: users_bool_exp!, _set: users_set_input): users_mutation_response
}
type Subscription {
	users(limit: Int @limit): [users!]!
	users_by_pk(id: Int! @column): users
}
type users implements Node { id: ID! name: String info(path: String): jsonb posts(limit: Int @limit, where: posts_bool_exp): [posts!]! }
type posts implements Node { id: ID! title: String! author: users }
type tags { name: String! label: String }
type users_mutation_response { affected_rows: Int! returning: [users!]! }
interface Node { id: ID! }
union result = users | posts | tags
scalar jsonb
scalar uuid
input users_bool_exp {
	_and: [users_bool_exp!] @noNull
	_not: users_bool_exp @noNull
	id: Int_comparison_exp @noNull
	name: String_comparison_exp @noNull
	ref: uuid_comparison_exp @noNull
}
input posts_bool_exp { title: String_comparison_exp @noNull }
input Int_comparison_exp { _eq: Int @column @nullIsAbsent _in: [Int!] @column @nullIsAbsent _is_null: Boolean @noNull @nullIsAbsent }
input String_comparison_exp { _eq: String @column @nullIsAbsent _in: [String!] @column @nullIsAbsent }
input uuid_comparison_exp { _eq: uuid @column }
input users_order_by { id: order_by name: order_by }
input users_insert_input { id: Int @column email: String name: String info: jsonb posts: posts_arr_rel_insert_input @noNull }
input posts_arr_rel_insert_input { data: [posts_insert_input!]! }
input posts_insert_input { title: String }
input users_set_input { name: String @column }
input users_on_conflict { constraint: users_constraint! update_columns: [users_select_column!]! = [] where: users_bool_exp @noNull }
input near_input { distance: Float! from: jsonb! spheroid: Boolean = true }
enum order_by { asc asc_nulls_first desc }
enum users_select_column { id name }
enum users_constraint { users_pkey }
`

func shop(tb testing.TB, opts planner.BindOptions) *planner.Schema {
	tb.Helper()
	return mergeTestSources(tb, opts, newTestSource(tb, planner.DatabaseSource, "default", shopSDL))
}

// request returns a request; variables are a JSON object or "".
func request(tb testing.TB, query, variables string) *planner.Request {
	tb.Helper()
	req := &planner.Request{Query: query}
	if variables != "" {
		v, err := planner.ParseValue([]byte(variables))
		if err != nil {
			tb.Fatal(err)
		}
		req.Variables = v
	}
	return req
}

func bindRequest(schema *planner.Schema, req *planner.Request) (*planner.Operation, error) {
	doc, err := planner.Parse(req.Query)
	if err != nil {
		return nil, err
	}
	return planner.Bind(doc, schema, req)
}

func mustBind(tb testing.TB, schema *planner.Schema, query, variables string) *planner.Operation {
	tb.Helper()
	op, err := bindRequest(schema, request(tb, query, variables))
	if err != nil {
		tb.Fatalf("%s\n%v", query, err)
	}
	return op
}

// asFault returns the fault an error is, or fails the test.
func asFault(tb testing.TB, err error) *planner.Fault {
	tb.Helper()
	var fault *planner.Fault
	if !errors.As(err, &fault) {
		tb.Fatalf("no fault: %v", err)
	}
	return fault
}

// refusal is a request that must not be bound, with the contract's error.
type refusal struct {
	name      string
	query     string
	variables string
	operation string
	code      string // validation-failed when empty
	path      string
	message   string
}

func testRefusals(t *testing.T, schema *planner.Schema, cases []refusal) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			req := request(t, c.query, c.variables)
			req.OperationName = c.operation
			op, err := bindRequest(schema, req)
			if err == nil {
				t.Fatalf("bound: %s", printSelections(op.Fields))
			}
			fault := asFault(t, err)
			if c.code == "" {
				c.code = planner.CodeValidationFailed
			}
			path := fault.Path
			if path == "" {
				path = "$"
			}
			if fault.Code != c.code || path != c.path || fault.Message != c.message {
				t.Errorf("got  %s @ %s : %s\nwant %s @ %s : %s", fault.Code, path, fault.Message, c.code, c.path, c.message)
			}
		})
	}
}
