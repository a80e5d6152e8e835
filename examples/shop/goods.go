package shop

import (
	"fmt"
	"strings"
)

type colour string

func (c colour) lower() string { return strings.ToLower(string(c)) }

var colours = []colour{"Indigo", "Madder", "Weld", "Walnut", "Chalk", "Moss", "Slate", "Rust", "Ochre", "Plum"}

// category is one kind of goods. A product is one fibre in one colour; when a category has
// run out of pairs it makes a second edition of them.
type category struct {
	name, noun string
	fibres     []string
	low, high  int // price in whole units
	attribute  func(r *random) (string, any)
}

var categories = []category{
	{"yarn", "Yarn", []string{"Merino", "Alpaca", "Linen", "Cotton", "Mohair", "Silk"}, 6, 28, skeinLength},
	{"fabric", "Cloth", []string{"Linen", "Cotton", "Wool", "Hemp", "Silk"}, 12, 60, clothWidth},
	{"scarves", "Scarf", []string{"Merino", "Cashmere", "Linen", "Silk"}, 29, 140, clothLength},
	{"blankets", "Blanket", []string{"Merino", "Lambswool", "Cotton"}, 59, 240, clothLength},
}

func skeinLength(r *random) (string, any) { return "metres", 50 * r.between(2, 12) }
func clothWidth(r *random) (string, any)  { return "width_cm", pick(r, []int{90, 110, 140, 150}) }
func clothLength(r *random) (string, any) { return "length_cm", pick(r, []int{140, 160, 180, 200}) }

// makeProduct goes through the categories in turn and, within one, through its fibres and
// colours, so that each name comes once.
func makeProduct(r *random, id int) product {
	kind := categories[(id-1)%len(categories)]
	nth := (id - 1) / len(categories)
	fibre := kind.fibres[nth%len(kind.fibres)]
	shade := colours[nth/len(kind.fibres)%len(colours)]
	edition := nth / (len(kind.fibres) * len(colours))
	p := product{
		id: id, category: kind.name,
		sku:   fmt.Sprintf("%s-%04d", strings.ToUpper(kind.name[:3]), id),
		name:  strings.TrimSpace(fmt.Sprintf("%s %s %s %s", shade, fibre, kind.noun, []string{"", "II", "III"}[edition])),
		price: cents(r.between(kind.low, kind.high)*100 - pick(r, []int{0, 5, 10, 50})),
		stock: r.below(200),
		tags:  makeTags(r, fibre),
		added: beforeOpening(r),
	}
	p.cost = p.price * cents(r.between(40, 65)) / 100
	key, value := kind.attribute(r)
	p.attributes = map[string]any{"fibre": fibre, "colour": shade.lower(), key: value}
	return p
}

func makeTags(r *random, fibre string) []string {
	tags := []string{strings.ToLower(fibre)}
	for _, t := range []string{"organic", "handmade", "plant-dyed"} {
		if r.percent(30) {
			tags = append(tags, t)
		}
	}
	return tags
}
