package planner_test

import (
	"testing"

	"github.com/weftql/weft/planner"
)

// FuzzBind gives Parse and Bind any text and variables. They must not panic, must end with
// a fault or an operation, and an operation must fit its own request again.
func FuzzBind(f *testing.F) {
	f.Add(`query a($x: [Int!] = 1) @cached { u: users(where: {id: {_in: $x}}) { ...f @skip(if: true) } } fragment f on users { id }`, `{"x":[1]}`)
	f.Add(`{ search(text: "\u00e9", near: {distance: 1.5e3, from: [{a: null}]}) { ... on Node { id } ... on tags { __typename } } }`, ``)
	f.Add(`mutation ($o: [users_insert_input!]!) { insert_users(objects: $o, on_conflict: {constraint: users_pkey}) { returning { posts { author { name } } } } }`, `{"o":{"id":"1","info":{"a b":1}}}`)
	f.Add(`subscription ($s: Boolean!) { users @include(if: $s) { id } }`, `{"s":true}`)
	f.Add(`query ($n: String!) { __type(name: $n) { fields { args { defaultValue } } } __schema { types { name } } }`, `{"n":"users"}`)
	f.Add("{ users(limit: 1) { id } # \"\"\"\n }", `null`)
	schemas := []*planner.Schema{
		shop(f, planner.BindOptions{}),
		shop(f, planner.BindOptions{NoNullUnboundVariableDefault: true, NullInNonNullableVariables: true, BooleanNullCollapse: true}),
	}
	f.Fuzz(func(t *testing.T, query, variables string) {
		req := &planner.Request{Query: query}
		if v, err := planner.ParseValue([]byte(variables)); err == nil && v.Kind == planner.Object {
			req.Variables = v
		}
		doc, err := planner.Parse(query)
		if err != nil {
			if fault := asFault(t, err); fault.Path != "$.query" {
				t.Errorf("a fault of the text at %s", fault.Path)
			}
			return
		}
		for _, schema := range schemas {
			op, err := planner.Bind(doc, schema, req)
			if err != nil {
				if fault := asFault(t, err); fault.Message == "" || fault.Code == planner.CodeUnexpected {
					t.Errorf("a fault without a reason: %v", fault)
				}
				continue
			}
			printSelections(op.Fields)
			for _, s := range op.Fields {
				for _, a := range s.Args {
					a.Value.Fixed()
					a.Value.Items()
					a.Value.Fields()
				}
			}
			if _, fits := planner.ReuseFor(op, req); !fits {
				t.Error("the plan does not fit its own request")
			}
		}
	})
}
