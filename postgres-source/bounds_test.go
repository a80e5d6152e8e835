package postgres_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

// refused plans a query that asks for too much and compares the fault.
func refused(t *testing.T, f *served, query, variables, path, want string) {
	t.Helper()
	request := &planner.Request{Query: query}
	if variables != "" {
		v, err := planner.ParseValue([]byte(variables))
		if err != nil {
			t.Fatal(err)
		}
		request.Variables = v
	}
	_, err := planner.NewCache(f.schema(t, planner.Role{Name: planner.Admin}), planner.CacheOptions{}).Plan(t.Context(), request)
	var fault *planner.Fault
	if !errors.As(err, &fault) || fault.Code != planner.CodeValidationFailed || fault.Path != path || fault.Message != want {
		t.Errorf("%.80s: got %v, want %s at %s", query, err, want, path)
	}
}

// Conditions on relationships inside `_or` inside each other: PostgreSQL plans each of them in
// two ways, and what is inside it twice. Forty levels did not end before memory did.
func TestNestedAlternativesAreNotPlannedTwiceAtEachLevel(t *testing.T) {
	f := openShop(t)
	for _, around := range [][2]string{
		{"{_or: [{id: {_eq: -1}}, {orders: {customer: ", "}}]}"},
		{"{_not: {_and: [{id: {_eq: 1}}, {orders: {customer: ", "}}]}}"},
	} {
		const levels = 10
		where := strings.Repeat(around[0], levels) + "{id: {_gt: 0}}" + strings.Repeat(around[1], levels)
		p := f.prepare(t, planner.Admin, "{ customer(where: "+where+", order_by: {id: asc}) { id } }", "")
		sql := p.Plan.Roots[0].Query.String()
		// Two of three alternatives are planned twice; orders and customer of one level are ANDed.
		if n, fenced := strings.Count(sql, "exists ("), strings.Count(sql, " offset 0"); n != 2*levels || fenced != levels-3 {
			t.Errorf("%s: %d conditions, %d fenced", around[0], n, fenced)
		}
		if got := replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0]; !strings.Contains(got, `{"customer":[`) {
			t.Error(got)
		}
	}
}

// What the database would need to plan a statement is bounded, wherever it comes from.
func TestTooMuchToPlanIsRefused(t *testing.T) {
	f := openShop(t)
	const want = "the query is too large: its databases would need more than 1000 MB to plan it, by estimate"
	deep := func(n int) string {
		return "{ customer(where: " + strings.Repeat("{_or: [{orders: {customer: ", n) + "{id: {_gt: 0}}" + strings.Repeat("}}]}", n) + ") { id } }"
	}
	f.prepare(t, planner.Admin, deep(20), "")
	variable := "query ($w: orders_bool_exp) { customer {" + strings.Repeat(" manager {", 12) + many(300, " a%d: orders(where: $w) { id }") + strings.Repeat(" }", 14)
	conditions := func(n int) string {
		return `{"w": {"_or": [` + many(n, `{"id": {"_eq": %d}},`) + `{"id": {"_eq": 0}}]}}`
	}
	f.prepare(t, planner.Admin, variable, conditions(100))
	for _, c := range [][2]string{
		{"{ customer {" + many(15_000, " a%d: orders { id }") + " } }", ""},
		{"{ customer(where: {_or: [" + many(25_000, "{orders: {id: {_gt: %d}}} ") + "]}) { id } }", ""},
		{variable, conditions(320)},
		{"{" + many(5000, " a%d: customer(where: {orders: {customer: {orders: {customer: {orders: {customer: {id: {_eq: 1}}}}}}}}) { id }") + " }", ""},
	} {
		refused(t, f, c[0], c[1], "$", want)
	}
}

func TestTooManyConditionsInVariablesAreRefused(t *testing.T) {
	refused(t, openShop(t), "query ($w: orders_bool_exp) { orders(where: $w) { id } }",
		`{"w": {"_or": [`+many(100_000, `{"id": {"_eq": %d}},`)+`{"id": {"_eq": 0}}]}}`,
		"$.selectionSet.orders", "the query is too large: more than 100000 conditions")
}

func TestManyOrderings(t *testing.T) {
	f := openShop(t)
	const most = 600
	query := func(terms string) string {
		return "{ customer(order_by: [" + terms + "{id: asc}], limit: 1) { id" + many(999, " a%d: name") + " } }"
	}
	for _, terms := range []string{
		strings.Repeat("{orders_aggregate: {count: asc}} ", most-1),
		strings.Repeat("{id: asc} ", most-1),
	} {
		p := f.prepare(t, planner.Admin, query(terms), "")
		if got := replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0]; !strings.HasPrefix(got, `{"customer":[{`) {
			t.Errorf("got %.300s", got)
		}
	}
	refused(t, f, query(strings.Repeat("{orders_aggregate: {count: asc}} ", most)), "", "$.selectionSet.customer.args.order_by", "the query is too large: more than 600 orderings")
}

// Single rows to order by are joined, but PostgreSQL's memory grows with the square of their
// number.
func TestManyRowsToOrderByAreNotJoined(t *testing.T) {
	f := openShop(t)
	order := func(levels int, end string) string {
		return strings.Repeat("{manager: ", levels) + "{id: " + end + "}" + strings.Repeat("}", levels)
	}
	p := f.prepare(t, planner.Admin, "{ customer(order_by: ["+order(100, "desc")+order(26, "desc")+order(1, "asc")+"{id: asc}]) { id manager { id } } }", "")
	if n := strings.Count(p.Plan.Roots[0].Query.String(), " left join "); n != 25 {
		t.Errorf("%d rows are joined", n)
	}
	few := f.prepare(t, planner.Admin, "{ customer(order_by: ["+order(1, "asc")+"{id: asc}]) { id manager { id } } }", "")
	got, want := replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0], replies(t.Context(), few, []*planner.Params{as(few, planner.Admin)})[0]
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
