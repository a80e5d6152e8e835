package planner_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

// looks are ways a source may look at the first argument of the first field.
var looks = map[string]func(*planner.Operand){
	"param":  func(*planner.Operand) {},
	"null":   func(o *planner.Operand) { o.Null() },
	"kind":   func(o *planner.Operand) { o.Kind() },
	"items":  func(o *planner.Operand) { o.Items() },
	"fields": func(o *planner.Operand) { o.Fields() },
	"fixed":  func(o *planner.Operand) { o.Fixed() },
	"item 0 fixed": func(o *planner.Operand) {
		o.Items()[0].Fixed()
	},
	"id.x null": func(o *planner.Operand) {
		o.Field("id").Field("_eq").Null()
	},
}

func TestPlanIsUsedAgainOnlyWhereObservationsHold(t *testing.T) {
	const where = `query ($w: users_bool_exp) { users(where: $w) { id } }`
	const order = `query ($o: [users_order_by!]) { users(order_by: $o) { id } }`
	cases := []struct {
		query, look   string
		first, second string
		fits          bool
	}{
		{where, "param", `{"w": {"id": {"_eq": 1}}}`, `{"w": null}`, true},
		{where, "param", `{}`, `{"w": {"name": {}}}`, true},
		{where, "null", `{"w": {"id": {}}}`, `{"w": {"name": {}}}`, true},
		{where, "null", `{"w": {"id": {}}}`, `{"w": null}`, false},
		{where, "null", `{"w": {"id": {}}}`, `{}`, false},
		{where, "kind", `{"w": {"id": {}}}`, `{"w": {}}`, true},
		{where, "kind", `{"w": null}`, `{"w": {}}`, false},
		{where, "fields", `{"w": {"id": {}}}`, `{"w": {"id": {"_eq": 1}}}`, true},
		{where, "fields", `{"w": {"id": {}}}`, `{"w": {"id": {}, "name": {}}}`, false},
		{where, "fields", `{"w": {"id": {}, "name": {}}}`, `{"w": {"name": {}, "id": {}}}`, false},
		{where, "fixed", `{"w": {"id": {"_eq": 1}}}`, `{"w": {"id": {"_eq": 1}}}`, true},
		{where, "fixed", `{"w": {"id": {"_eq": 1}}}`, `{"w": {"id": {"_eq": 2}}}`, false},
		{where, "id.x null", `{"w": {"id": {"_eq": 1}}}`, `{"w": {"id": {"_eq": 2}}}`, true},
		{where, "id.x null", `{"w": {"id": {"_eq": 1}}}`, `{"w": {"id": {"_in": [2]}}}`, false},
		{order, "items", `{"o": [{"id": "asc"}]}`, `{"o": {"name": "desc"}}`, true},
		{order, "items", `{"o": [{"id": "asc"}]}`, `{"o": []}`, false},
		{order, "item 0 fixed", `{"o": [{"id": "asc"}]}`, `{"o": [{"id": "asc"}]}`, true},
		{order, "item 0 fixed", `{"o": [{"id": "asc"}]}`, `{"o": [{"id": "desc"}]}`, false},
		{order, "item 0 fixed", `{"o": [{"id": "asc"}, {}]}`, `{"o": [{"id": "asc"}, {"name": "asc"}]}`, true},
		// Requests that are not valid at all.
		{where, "param", `{}`, `{"w": {"nope": 1}}`, false},
		{where, "param", `{}`, `{"w": {"id": {"_eq": null}}}`, false},
		{where, "param", `{}`, `{"x": 1}`, false},
	}
	schema := shop(t, planner.BindOptions{})
	for _, c := range cases {
		op := mustBind(t, schema, c.query, c.first)
		looks[c.look](op.Fields[0].Args[0].Value)
		if _, fits := planner.ReuseFor(op, request(t, c.query, c.second)); fits != c.fits {
			t.Errorf("%s, after looking at %s of %s: fits %s: %v", c.query, c.look, c.first, c.second, fits)
		}
	}
}

func TestPlanUsedAgainHasTheNewValues(t *testing.T) {
	const query = `query ($id: Int!, $o: order_by, $l: Int = 5, $j: jsonb) {
		users(limit: $l, where: {_and: [{id: {_eq: $id, _in: [1, $id]}}]}, order_by: {id: $o}) { id }
		logs(filter: {a: [$j, $id]})
	}`
	schema := shop(t, planner.BindOptions{})
	op := mustBind(t, schema, query, `{"id": 1, "o": "asc", "j": {"k": 1}}`)
	var params []planner.Param
	collectParams(op.Fields, &params)
	values, ok := planner.ReuseFor(op, request(t, query, `{"id": 2, "l": 7, "j": "x"}`))
	if !ok {
		t.Fatal("does not fit")
	}
	want := `7
[{id: null}]
{_and: [{id: {_eq: 2, _in: [1, 2]}}]}
{a: ["x", 2]}`
	if got := strings.Join(valuesOf(params, values), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A cached plan must not be used where a check would refuse the new values, a skipped field
// would be included, or a bound variable is now unbound.
func TestPlanIsNotUsedAgainWhere(t *testing.T) {
	cases := []struct {
		name          string
		opts          planner.BindOptions
		query         string
		first, second string
	}{
		{
			name: "a skipped field would be included", query: `query ($s: Boolean!) { users { id name @skip(if: $s) } }`,
			first: `{"s": true}`, second: `{"s": false}`,
		},
		{
			name: "a fragment would be left out", query: `query ($s: Boolean!) { users { id ... @include(if: $s) { name } } }`,
			first: `{"s": true}`, second: `{"s": false}`,
		},
		{
			name: "a column refuses a value inside a literal", query: `query ($x: Int!) { users(where: {id: {_in: [1, $x]}}) { id } }`,
			first: `{"x": 1}`, second: `{"x": {"a": 1}}`,
		},
		{
			name: "a column refuses a value", query: `query ($x: Int) { users(where: {id: {_eq: $x}}) { id } }`,
			first: `{"x": 1}`, second: `{}`,
		},
		{
			name: "a variable is unbound", query: `query ($x: Int) { users(limit: $x) { id } }`,
			opts:  planner.BindOptions{NoNullUnboundVariableDefault: true},
			first: `{"x": 1}`, second: `{}`,
		},
		{
			name: "a variable is bound", query: `query ($x: Int) { users(limit: $x) { id } }`,
			opts:  planner.BindOptions{NoNullUnboundVariableDefault: true},
			first: `{}`, second: `{"x": 1}`,
		},
		{
			name: "an operand collapses", query: `query ($x: Int) { users(where: {id: {_eq: $x}}) { id } }`,
			opts:  planner.BindOptions{BooleanNullCollapse: true},
			first: `{"x": 1}`, second: `{"x": null}`,
		},
		{
			name: "the cache directive differs", query: `query ($x: Int!) @cached(ttl: $x) { users { id } }`,
			first: `{"x": 1}`, second: `{"x": 2}`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			schema := shop(t, c.opts)
			op := mustBind(t, schema, c.query, c.first)
			if _, fits := planner.ReuseFor(op, request(t, c.query, c.first)); !fits {
				t.Error("does not even fit the same request")
			}
			if _, fits := planner.ReuseFor(op, request(t, c.query, c.second)); fits {
				t.Error("fits")
			}
		})
	}
}

func TestOperandSharesParameters(t *testing.T) {
	op := mustBind(t, shop(t, planner.BindOptions{}), `query ($w: users_bool_exp) { users(where: $w) { id } }`, `{"w": {"id": {"_eq": 1}}}`)
	where := op.Fields[0].Arg("where")
	eq := where.Field("id").Field("_eq")
	again := where.Field("id").Field("_eq")
	if eq != again || eq.Param() != again.Param() {
		t.Error("another operand or parameter for the same place")
	}
	if got := eq.Path().String(); got != "$.selectionSet.users.args.where.id._eq" {
		t.Errorf("path is %s", got)
	}
	if eq.Input().Name != "_eq" || eq.Input().Type.Name() != "Int" {
		t.Errorf("input is %+v", eq.Input())
	}
}
