package warehouse

import (
	"strconv"
	"time"
)

// products are numbered from 1 to this.
const products = 300

// perRack is how many products lie in one rack.
const perRack = 10

// firstCount is when the warehouse was last counted from the first rack on, one rack a day.
var firstCount = time.Date(2026, time.January, 12, 7, 0, 0, 0, time.UTC)

// shelfOf returns where a product lies, nil when there is no such product.
func shelfOf(productID string) *Shelf {
	n, err := strconv.Atoi(productID)
	if err != nil || n < 1 || n > products {
		return nil
	}
	rack := (n-1)/perRack + 1
	hall := HallNorth
	if rack%2 == 0 {
		hall = HallSouth
	}
	return &Shelf{ProductID: productID, Hall: hall, Rack: rack, LastCounted: firstCount.AddDate(0, 0, rack-1)}
}

// shelvesIn returns the shelves of a hall in the order of products.
func shelvesIn(hall Hall) []*Shelf {
	var list []*Shelf
	for n := 1; n <= products; n++ {
		if s := shelfOf(strconv.Itoa(n)); s.Hall == hall {
			list = append(list, s)
		}
	}
	return list
}
