package shop

import "time"

// cents is an amount of money in hundredths.
type cents int64

type customer struct {
	id          int
	email, name string
	phone       string // "" for none
	preferences map[string]any
	joined      time.Time
}

type address struct {
	id, customer              int
	label, street, city, code string
	country                   string
}

type product struct {
	id          int
	sku, name   string
	category    string
	price, cost cents
	stock       int
	attributes  map[string]any
	tags        []string
	added       time.Time
}

type order struct {
	id        int
	reference [16]byte // a UUID
	customer  int
	address   int // 0: fetched at the shop
	status    string
	shipping  cents
	note      string // "" for none
	placed    time.Time
}

type line struct {
	order, number, product int
	quantity               int
	price                  cents
}

// rows is everything the shop holds, in the order of the primary keys.
type rows struct {
	customers []customer
	addresses []address
	products  []product
	orders    []order
	lines     []line
}
