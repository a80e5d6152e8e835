package checkout_test

import (
	"net/http/httptest"
	"testing"

	"github.com/weftql/weft/examples/shop/checkout"
)

func TestShippingQuotes(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(checkout.Handler(nil)) // quotes need no database
	t.Cleanup(server.Close)
	for _, c := range []struct {
		name, input string
		status      int
		want        string
	}{
		{"to everywhere", `{"country":"IE","grams":1}`, 200,
			`[{"carrier":"Parcel Post","days":6,"price":5.10}]`},
		{"started kilograms count", `{"country":"NL","grams":2001}`, 200,
			`[{"carrier":"Parcel Post","days":6,"price":7.50},{"carrier":"Cargo Bike","days":2,"price":8.30},{"carrier":"Night Train","days":1,"price":19.20}]`},
		{"no country", `{"country":"nl","grams":1}`, 400,
			`{"message":"a country is two capital letters, such as NL, not \"nl\"","code":"bad-country"}`},
		{"too heavy", `{"country":"NL","grams":30001}`, 400,
			`{"message":"a parcel weighs from 1 to 30000 grams, not 30001","code":"bad-weight"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			status, body := post(t, server.URL+"/shipping-quotes", `{"input":{"input":`+c.input+`},"session_variables":{"x-hasura-role":"anonymous"}}`)
			check(t, status, body, c.status, c.want)
		})
	}
}
