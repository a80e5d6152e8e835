package postgres_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

// many returns n copies of format with their number in the place of %d.
func many(n int, format string) string {
	var all strings.Builder
	for i := range n {
		fmt.Fprintf(&all, format, i)
	}
	return all.String()
}

// A row of PostgreSQL has at most 1,664 columns.
func TestMoreMembersThanARowHasColumns(t *testing.T) {
	f := openShop(t)
	const n = 2000
	ids := many(n, " a%d: id")
	values := many(n, `,"a%d":1`)[1:]
	for query, want := range map[string]string{
		"{ customer_by_pk(id: 1) {" + ids + " } }":                                 `{"customer_by_pk":{` + values + `}}`,
		"{ customer(where: {id: {_eq: 1}}) {" + ids + " } }":                       `{"customer":[{` + values + `}]}`,
		"{ customer_by_pk(id: 1) { n: name" + many(n, " a%d: __typename") + " } }": `{"customer_by_pk":{"n":"Ada"` + many(n, `,"a%d":"customer"`) + `}}`,
		"{ customer_aggregate(where: {id: {_eq: 1}}) { nodes {" + ids + " } } }":   `{"customer_aggregate":{"nodes":[{` + values + `}]}}`,
		"{ customer_aggregate { aggregate {" + many(n, " a%d: __typename") + " } } }": `{"customer_aggregate":{"aggregate":{` +
			many(n, `,"a%d":"customer_aggregate_fields"`)[1:] + `}}}`,
		"{ customer(order_by: {id: asc}, limit: 1, distinct_on: id) {" + many(n, " a%d: orders(limit: 0) { id }") + " } }": `{"customer":[{` +
			many(n, `,"a%d":[]`)[1:] + `}]}`,
	} {
		p := f.prepare(t, planner.Admin, query, "")
		var got bytes.Buffer
		if err := json.Compact(&got, []byte(replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0])); err != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("%.60s: got %.300s, want %.100s", query, got.String(), want)
		}
	}
}

func TestMoreAggregatesThanARowHasColumnsAreRefused(t *testing.T) {
	f := openShop(t)
	query := func(n int) string { return "{ customer_aggregate { aggregate {" + many(n, " a%d: count") + " } } }" }
	p := f.prepare(t, planner.Admin, query(1600), "")
	if got := replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0]; strings.Count(got, ":") != 1602 {
		t.Errorf("got %.300s", got)
	}
	schema := f.schema(t, planner.Role{Name: planner.Admin})
	_, err := planner.NewCache(schema, planner.CacheOptions{}).Plan(t.Context(), &planner.Request{Query: query(1601)})
	var fault *planner.Fault
	const want = "the query is too large: more than 1600 aggregates and lists of nodes in one field"
	if !errors.As(err, &fault) || fault.Code != planner.CodeValidationFailed || fault.Message != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Conditions on many relationships at once: PostgreSQL plans 200 joins for a quarter of a
// minute, and for 500 it was still at it after 100 seconds.
func TestManyConditionsOnRelationshipsAreNoJoins(t *testing.T) {
	f := openShop(t)
	query := "{ customer(where: {_and: [" + many(500, "{orders: {id: {_gt: %d}}} ") + "]}, order_by: {id: asc}) { id } }"
	p := f.prepare(t, planner.Admin, query, "")
	sql := p.Plan.Roots[0].Query.String()
	if joins, fenced := strings.Count(sql, "exists ("), strings.Count(sql, " offset 0"); joins != 500 || fenced != 475 {
		t.Errorf("of %d conditions %d are kept from being joins", joins, fenced)
	}
	if got := replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0]; got != `{"customer":[]}` {
		t.Errorf("got %s", got)
	}
	few := "{ customer(where: {_and: [" + many(30, "{orders: {id: {_neq: -%d}}} ") + "]}, order_by: {id: asc}) { id } }"
	one := "{ customer(where: {orders: {id: {_neq: -1}}}, order_by: {id: asc}) { id } }"
	var answers []string
	for _, query := range []string{few, one} {
		p := f.prepare(t, planner.Admin, query, "")
		answers = append(answers, replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0])
	}
	if answers[0] != answers[1] || answers[0] == `{"customer":[]}` {
		t.Errorf("got %v", answers)
	}
}
