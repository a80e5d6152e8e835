package shop

import (
	"fmt"
	"strings"
)

func makeCustomer(r *random, id int) customer {
	first, last := pick(r, firstNames), pick(r, lastNames)
	c := customer{
		id:          id,
		name:        first + " " + last,
		email:       fmt.Sprintf("%s.%s%d@example.com", strings.ToLower(first), strings.ToLower(last), id),
		joined:      beforeOpening(r),
		preferences: map[string]any{"language": pick(r, []string{"en", "en", "de", "fr", "sv"})},
	}
	if r.percent(60) {
		c.phone = fmt.Sprintf("+00 555 %04d", r.below(10_000))
	}
	if r.percent(40) {
		c.preferences["newsletter"] = r.percent(70)
	}
	if r.percent(25) {
		c.preferences["colours"] = []string{pick(r, colours).lower(), pick(r, colours).lower()}
	}
	return c
}

// makeAddresses gives a customer a home and sometimes a workplace. Ids go on after last.
func makeAddresses(r *random, customerID, last int) []address {
	labels := []string{"home", "work"}
	if !r.percent(35) {
		labels = labels[:1]
	}
	var out []address
	for i, label := range labels {
		town := pick(r, towns)
		out = append(out, address{
			id: last + i + 1, customer: customerID, label: label,
			street: fmt.Sprintf("%d %s", r.between(1, 180), pick(r, streets)),
			city:   town.city, country: town.country,
			code: fmt.Sprintf("%05d", r.between(1_000, 99_999)),
		})
	}
	return out
}

var firstNames = []string{
	"Ada", "Ahmed", "Aiko", "Amara", "Anders", "Astrid", "Beatriz", "Bruno", "Chiara", "Chen",
	"Dalia", "Diego", "Elena", "Emeka", "Farida", "Felix", "Freja", "Gideon", "Hana", "Henrik",
	"Ines", "Isak", "Jamila", "Jonas", "Kofi", "Lena", "Leon", "Mei", "Mateus", "Nadia",
	"Noor", "Oskar", "Petra", "Priya", "Rafael", "Ruth", "Samir", "Sofia", "Tomas", "Yusuf",
}

var lastNames = []string{
	"Abel", "Almeida", "Baker", "Berg", "Costa", "Diallo", "Dyer", "Eriksen", "Fuller", "Garcia",
	"Haddad", "Hill", "Ito", "Jansen", "Kaur", "Keller", "Laurent", "Lind", "Mensah", "Moreau",
	"Novak", "Okafor", "Olsen", "Park", "Rossi", "Sato", "Silva", "Tailor", "Wagner", "Weaver",
}

var streets = []string{
	"Bobbin Lane", "Carder Street", "Dyeworks Road", "Flax Row", "Fuller Way", "Harbour Street",
	"Loom Court", "Market Square", "Mill Road", "Selvedge Street", "Shuttle Alley", "Station Road",
}

type town struct{ city, country string }

var towns = []town{
	{"Amsterdam", "NL"}, {"Berlin", "DE"}, {"Bergen", "NO"}, {"Como", "IT"}, {"Dublin", "IE"},
	{"Galway", "IE"}, {"Ghent", "BE"}, {"Gothenburg", "SE"}, {"Leipzig", "DE"}, {"Lyon", "FR"},
	{"Manchester", "GB"}, {"Porto", "PT"}, {"Prato", "IT"}, {"Sabadell", "ES"}, {"Tampere", "FI"},
}

var notes = []string{
	"A gift, please leave the invoice out.",
	"Ring twice, the bell is shy.",
	"Leave it with the neighbour at number 12.",
	"Same dye lot for all skeins, please.",
	"No plastic, please.",
}
