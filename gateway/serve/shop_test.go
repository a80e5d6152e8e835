package serve_test

import (
	"encoding/json"
	"strings"
	"testing"
)

const threeSources = `query ($first: Int!) {
  orders(where: {status: {_eq: shipped}}, order_by: {id: desc}, limit: $first) {
    id customer { name }
    lines(order_by: {line: asc}) { product { name reviews(limit: 1) { stars author { name } } rating { count } } }
  }
  shippingQuotes(input: {country: "IE", grams: 800}) { carrier }
}`

func TestShop(t *testing.T) {
	g := startShop(t, setup{})
	t.Run("three sources answer one query, each asked once per hop", func(t *testing.T) {
		reviewsBefore, checkoutBefore := g.reviews.requests.Load(), g.checkout.requests.Load()
		answer := g.query(t, nil, threeSources, map[string]any{"first": 200})
		var body struct {
			Data struct {
				Orders []struct {
					ID       int
					Customer struct{ Name string }
					Lines    []struct {
						Product struct {
							Name    string
							Reviews []struct {
								Stars  int
								Author struct{ Name string }
							}
						}
					}
				}
				ShippingQuotes []struct{ Carrier string }
			}
		}
		if err := json.Unmarshal([]byte(answer), &body); err != nil {
			t.Fatalf("%v in %s", err, answer)
		}
		reviewed := 0
		for _, o := range body.Data.Orders {
			for _, l := range o.Lines {
				for _, r := range l.Product.Reviews {
					if r.Author.Name == "" || r.Stars < 1 {
						t.Errorf("order %d: a review without author or stars", o.ID)
					}
					reviewed++
				}
			}
		}
		if len(body.Data.Orders) < 100 || reviewed < 100 || len(body.Data.ShippingQuotes) == 0 {
			t.Errorf("%d orders, %d reviews, %d quotes in %.500s", len(body.Data.Orders), reviewed, len(body.Data.ShippingQuotes), answer)
		}
		if n := g.reviews.requests.Load() - reviewsBefore; n > 2 {
			t.Errorf("%d requests to reviews for two joined fields", n)
		}
		if n := g.checkout.requests.Load() - checkoutBefore; n != 1 {
			t.Errorf("%d requests to checkout for one action", n)
		}
	})
	t.Run("an action's answer is joined with the row it wrote", func(t *testing.T) {
		answer := g.query(t, customer, `mutation { checkout(input: {lines: [{productId: 12, quantity: 2}]}) {
			orderId order { id customer { id } lines { quantity product { id } } } } }`)
		if !strings.Contains(answer, `"customer":{"id":7}`) || !strings.Contains(answer, `"lines":[{"quantity":2,"product":{"id":12}}]`) {
			t.Error(answer)
		}
	})
	t.Run("an action's refusal is passed on", func(t *testing.T) {
		answer := g.query(t, customer, `mutation { checkout(input: {lines: []}) { orderId } }`)
		if message, _ := errorOf(t, answer); message == "" {
			t.Error(answer)
		}
	})
	t.Run("rows of a remote join back into the database with the asker's permissions", func(t *testing.T) {
		const document = `{ products(where: {id: {_eq: 12}}) { reviews { author { id name } } } }`
		var admin, mine struct {
			Data struct {
				Products []struct {
					Reviews []struct{ Author *struct{ ID int } }
				}
			}
		}
		decode(t, g.query(t, nil, document), &admin)
		decode(t, g.query(t, customer, document), &mine)
		if len(admin.Data.Products[0].Reviews) == 0 {
			t.Fatal("product 12 has no reviews")
		}
		for i, r := range mine.Data.Products[0].Reviews {
			if r.Author != nil && r.Author.ID != 7 {
				t.Errorf("review %d shows customer %d to customer 7", i, r.Author.ID)
			}
			if admin.Data.Products[0].Reviews[i].Author == nil {
				t.Errorf("review %d has no author for admin", i)
			}
		}
	})
	t.Run("what a role must not see", func(t *testing.T) { testRoles(t, g) })
	t.Run("hostile requests", func(t *testing.T) { testHostile(t, g) })
}

func decode(t *testing.T, answer string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(answer), into); err != nil || strings.Contains(answer, `"errors"`) {
		t.Fatalf("%v in %s", err, answer)
	}
}

// testRoles asks for what the shop's metadata denies, one rule at a time.
func testRoles(t *testing.T, g *gateway) {
	t.Helper()
	anonymous := map[string]string{"x-hasura-role": "anonymous"}
	nobody := map[string]string{"x-hasura-role": "nobody-of-that-name"}
	missing := map[string]struct {
		headers  map[string]string
		document string
		want     string
	}{
		"a column of another role":       {customer, `{ products { cost } }`, "field 'cost' not found in type: 'products'"},
		"a column in a filter":           {customer, `{ products(where: {cost: {_gt: 1}}) { id } }`, "field 'cost' not found in type: 'products_bool_exp'"},
		"a column in an ordering":        {customer, `{ products(order_by: {cost: asc}) { id } }`, "field 'cost' not found in type: 'products_order_by'"},
		"a table of another role":        {anonymous, `{ orders { id } }`, "field 'orders' not found in type: 'query_root'"},
		"a table through a relationship": {anonymous, `{ products { order_lines { quantity } } }`, "field 'order_lines' not found in type: 'products'"},
		"a table through a filter":       {anonymous, `{ products(where: {order_lines: {}}) { id } }`, "field 'order_lines' not found in type: 'products_bool_exp'"},
		"aggregates":                     {anonymous, `{ products_aggregate { aggregate { count } } }`, "field 'products_aggregate' not found in type: 'query_root'"},
		"an action of another role":      {anonymous, `mutation { checkout(input: {lines: []}) { orderId } }`, "field 'checkout' not found in type: 'mutation_root'"},
		"writing a table":                {customer, `mutation { delete_orders(where: {}) { affected_rows } }`, "field 'delete_orders' not found in type: 'mutation_root'"},
		"anything of an unknown role":    {nobody, `{ products { id } }`, "field 'products' not found in type: 'query_root'"},
	}
	for name, tt := range missing {
		t.Run(name, func(t *testing.T) {
			if message, code := errorOf(t, g.query(t, tt.headers, tt.document)); message != tt.want || code != "validation-failed" {
				t.Errorf("got %s: %s, want %s", code, message, tt.want)
			}
		})
	}
	t.Run("rows of others", func(t *testing.T) {
		for _, document := range []string{
			`{ orders(where: {customer_id: {_neq: 7}}) { id } }`,
			`{ orders(where: {customer: {id: {_neq: 7}}}) { id } }`,
			`{ orders: customers(where: {id: {_neq: 7}}) { id } }`,
			`{ orders: addresses(where: {customer_id: {_neq: 7}}) { id } }`,
		} {
			if got := g.query(t, customer, document); got != `{"data":{"orders":[]}}` {
				t.Errorf("%s answers %s", document, got)
			}
		}
	})
	t.Run("a missing session variable", func(t *testing.T) {
		answer := g.query(t, map[string]string{"x-hasura-role": "customer"}, `{ orders { id } }`)
		if message, code := errorOf(t, answer); code != "not-found" || message != `missing session variable: "x-hasura-user-id"` {
			t.Error(answer)
		}
	})
}

// testHostile sends what no client should, and expects an error and a server that goes on.
func testHostile(t *testing.T, g *gateway) {
	t.Helper()
	nested := strings.Repeat("{ customer { orders ", 250) + "{ id }" + strings.Repeat("} }", 250)
	requests := map[string]struct{ body, code string }{
		"null":                     {"null", "parse-failed"},
		"nothing":                  {"", "invalid-json"},
		"half a body":              {`{"query": "{ orders`, "invalid-json"},
		"a number":                 {"1", "parse-failed"},
		"a query of another type":  {`{"query": 1}`, "parse-failed"},
		"no query":                 {`{}`, "parse-failed"},
		"10 MB":                    {`{"query": "` + strings.Repeat("x", 10<<20) + `"}`, "bad-request"},
		"500 levels":               {`{"query": "{ orders ` + nested + ` }"}`, "validation-failed"},
		"500 levels of variables":  {`{"query": "{ __typename }", "variables": {"x": ` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}}`, "invalid-json"},
		"a subscription over HTTP": {`{"query": "subscription { orders { id } }"}`, "unexpected-payload"},
	}
	for name, tt := range requests {
		t.Run(name, func(t *testing.T) {
			_, answer := g.post(t, "/v1/graphql", nil, tt.body)
			if _, code := errorOf(t, answer); code != tt.code {
				t.Errorf("got %.300s, want code %s", answer, tt.code)
			}
		})
	}
	if got := g.query(t, nil, `{ orders_by_pk(id: 1) { id } }`); got != `{"data":{"orders_by_pk":{"id":1}}}` {
		t.Errorf("afterwards: %s", got)
	}
}
