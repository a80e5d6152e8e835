package planner_test

import (
	"testing"

	"github.com/weftql/weft/planner"
)

const shopSDL = `
type Query {
	users(where: users_bool_exp, limit: Int @limit, order_by: [users_order_by!]): [users!]!
	users_by_pk(id: Int! @column): users
}
type users { id: Int! name: String posts(limit: Int @limit): [posts!]! }
type posts { id: Int! title: String! author: users }
input users_bool_exp { _and: [users_bool_exp!] @noNull id: Int_comparison_exp @noNull }
input Int_comparison_exp { _eq: Int @column @nullIsAbsent _in: [Int!] @column @nullIsAbsent }
input users_order_by { id: order_by name: order_by }
enum order_by { asc desc }
`

func bindText(t testing.TB, schema *planner.Schema, query, variables string) (*planner.Operation, error) {
	t.Helper()
	doc, err := planner.Parse(query)
	if err != nil {
		return nil, err
	}
	return planner.Bind(doc, schema, &planner.Request{Query: query})
}

func TestBindSmoke(t *testing.T) {
	schema := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "default", shopSDL))
	op, err := bindText(t, schema, `query ($l: Int) { a: users(limit: $l, where: {id: {_eq: 5}}) { id ...f __typename posts { id } } } fragment f on users { name posts { title } }`, "")
	if err != nil {
		t.Fatal(err)
	}
	want := "a: users(limit: $0, where: $1) { id name posts { title id } __typename }"
	if got := printSelections(op.Fields); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
