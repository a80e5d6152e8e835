package shop

import (
	"encoding/binary"
	"time"
)

// How many rows there are. An order has two or three lines on average and a customer one or
// two addresses.
const (
	customerCount = 1_000
	productCount  = 300
	orderCount    = 10_000
)

const seed = 0x7765667400000001 // "weft", 1

// opened is the day the shop opened. Every date in it is counted from here: nothing depends
// on the clock of the machine.
var opened = time.Date(2024, time.March, 1, 9, 0, 0, 0, time.UTC)

// openMinutes is how long the shop has been selling: two years.
const openMinutes = 2 * 365 * 24 * 60

// generate makes the shop's rows, the same ones every time.
func generate() *rows {
	r := &random{state: seed}
	shop := &rows{}
	for id := 1; id <= customerCount; id++ {
		c := makeCustomer(r, id)
		shop.customers = append(shop.customers, c)
		shop.addresses = append(shop.addresses, makeAddresses(r, id, len(shop.addresses))...)
	}
	for id := 1; id <= productCount; id++ {
		shop.products = append(shop.products, makeProduct(r, id))
	}
	addresses := addressesByCustomer(shop.addresses)
	for id := 1; id <= orderCount; id++ {
		o := makeOrder(r, id, addresses)
		shop.orders = append(shop.orders, o)
		shop.lines = append(shop.lines, makeLines(r, id, shop.products)...)
	}
	return shop
}

func addressesByCustomer(list []address) map[int][]int {
	byCustomer := make(map[int][]int, customerCount)
	for _, a := range list {
		byCustomer[a.customer] = append(byCustomer[a.customer], a.id)
	}
	return byCustomer
}

// makeOrder places the orders evenly over the time the shop has been open, so that a later
// id is a later order; what was placed long ago has arrived or was cancelled.
func makeOrder(r *random, id int, addresses map[int][]int) order {
	o := order{id: id, reference: makeUUID(r), customer: 1 + r.skewed(customerCount)}
	o.placed = opened.Add(time.Duration(id*openMinutes/orderCount)*time.Minute + time.Duration(r.below(60))*time.Second)
	o.status = makeStatus(r, id)
	if !r.percent(5) { // the others are fetched at the shop
		o.address = pick(r, addresses[o.customer])
		o.shipping = pick(r, []cents{0, 390, 390, 590, 1290})
	}
	if r.percent(8) {
		o.note = pick(r, notes)
	}
	return o
}

func makeStatus(r *random, id int) string {
	const open = 400 // this many of the youngest orders have not arrived
	switch fresh := id - (orderCount - open); {
	case r.percent(4):
		return "cancelled"
	case fresh <= 0:
		return "delivered"
	case fresh < open/2:
		return "shipped"
	case fresh < open*3/4:
		return "packed"
	}
	return "placed"
}

func makeLines(r *random, orderID int, products []product) []line {
	count := pick(r, []int{1, 1, 2, 2, 2, 3, 3, 4, 5})
	lines := make([]line, 0, count)
	used := map[int]bool{}
	for len(lines) < count {
		p := products[r.skewed(productCount)]
		if used[p.id] {
			continue
		}
		used[p.id] = true
		lines = append(lines, line{
			order: orderID, number: len(lines) + 1, product: p.id,
			quantity: pick(r, []int{1, 1, 1, 2, 2, 3, 6}),
			price:    p.price - p.price*cents(pick(r, []int{0, 0, 0, 5, 10}))/100,
		})
	}
	return lines
}

// beforeOpening is a moment when accounts were made and goods were added: older than every
// order.
func beforeOpening(r *random) time.Time {
	return opened.Add(-time.Duration(r.between(1, openMinutes/2)) * time.Minute)
}

// makeUUID returns a random UUID of version 4 (RFC 9562 section 5.4).
func makeUUID(r *random) (id [16]byte) {
	binary.BigEndian.PutUint64(id[:8], r.next())
	binary.BigEndian.PutUint64(id[8:], r.next())
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}
