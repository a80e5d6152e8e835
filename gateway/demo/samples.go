package demo

import (
	_ "embed"
	"encoding/json"

	"github.com/weftql/weft/gateway/console"
)

//go:embed samples/three-sources.graphql
var threeSources string

//go:embed samples/checkout.graphql
var checkoutOrder string

//go:embed samples/live.graphql
var liveOrders string

// sample is an operation to try.
type sample struct {
	name    string // of the operation
	title   string
	query   string
	headers []header
	live    bool
}

type header struct{ name, value string }

var asCustomer = []header{{"x-hasura-role", "customer"}, {"x-hasura-user-id", "7"}}

// samples are printed at the start and fill the console's tabs.
var samples = []sample{
	{
		name:  "ThreeSources",
		title: "Orders with their products from the database, reviews from a GraphQL server, quotes from an Action",
		query: threeSources,
	},
	{
		name:    "Checkout",
		title:   "An Action that writes an order, joined with the order it wrote",
		query:   checkoutOrder,
		headers: asCustomer,
	},
	{
		name:    "LiveOrders",
		title:   "A live query: it answers again when the orders change, by a checkout or by psql",
		query:   liveOrders,
		headers: asCustomer,
		live:    true,
	},
}

// tabs are the samples as the console shows them.
func tabs() []console.Tab {
	list := make([]console.Tab, len(samples))
	for i, s := range samples {
		list[i] = console.Tab{Name: s.name, Query: s.query, Headers: headersJSON(s.headers)}
	}
	return list
}

func headersJSON(headers []header) string {
	if len(headers) == 0 {
		return ""
	}
	object := map[string]string{}
	for _, h := range headers {
		object[h.name] = h.value
	}
	text, err := json.MarshalIndent(object, "", "  ")
	if err != nil {
		panic("demo: headers do not become JSON: " + err.Error()) // a map of strings always does
	}
	return string(text)
}
