package checkout

import (
	"encoding/json"
	"fmt"
	"slices"
)

// maxGrams is the heaviest parcel any carrier takes.
const maxGrams = 30_000

// parcel is the Action's input, ShippingInput in actions.graphql.
type parcel struct {
	Country string `json:"country"`
	Grams   int    `json:"grams"`
}

// quote is one element of the Action's output, ShippingQuote in actions.graphql.
type quote struct {
	Carrier string      `json:"carrier"`
	Days    int         `json:"days"`
	Price   json.Number `json:"price"`
}

// carrier is somebody who takes parcels, with prices in cents.
type carrier struct {
	name        string
	countries   []string // nil: everywhere
	days        int
	base, perKg int
}

var carriers = []carrier{
	{name: "Parcel Post", days: 6, base: 390, perKg: 120},
	{name: "Cargo Bike", countries: []string{"BE", "DE", "NL"}, days: 2, base: 590, perKg: 80},
	{name: "Night Train", countries: []string{"AT", "BE", "DE", "FR", "IT", "NL", "SE"}, days: 1, base: 1290, perKg: 210},
}

// quotes asks all carriers that go to the parcel's country, the slowest first.
func quotes(p parcel) ([]quote, error) {
	if !isCountry(p.Country) {
		return nil, refuse("bad-country", fmt.Sprintf("a country is two capital letters, such as NL, not %q", p.Country))
	}
	if p.Grams < 1 || p.Grams > maxGrams {
		return nil, refuse("bad-weight", fmt.Sprintf("a parcel weighs from 1 to %d grams, not %d", maxGrams, p.Grams))
	}
	offers := []quote{}
	for _, c := range carriers {
		if c.countries == nil || slices.Contains(c.countries, p.Country) {
			cents := c.base + c.perKg*((p.Grams+999)/1000)
			offers = append(offers, quote{Carrier: c.name, Days: c.days, Price: json.Number(fmt.Sprintf("%d.%02d", cents/100, cents%100))})
		}
	}
	return offers, nil
}

func isCountry(code string) bool {
	isCapital := func(b byte) bool { return b >= 'A' && b <= 'Z' }
	return len(code) == 2 && isCapital(code[0]) && isCapital(code[1])
}
