package reviews

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"time"
)

// The shop's ids when it opens: products and customers count from 1.
const (
	productCount  = 300
	customerCount = 1_000
)

// lastDay is when the youngest of the opening reviews was written.
var lastDay = time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC)

// writtenAbout returns the reviews a product opens with, up to seven. They follow from the
// product's id alone, so that they are the same in every process.
func writtenAbout(product int) []*Review {
	reviews := make([]*Review, int(dice(product, 0)[0])%8)
	for i := range reviews {
		number := i + 1
		d := dice(product, number)
		stars := []int{5, 5, 5, 4, 4, 4, 3, 3, 2, 1}[int(d[0])%10]
		reviews[i] = &Review{
			ID:         fmt.Sprintf("%d-%d", product, number),
			ProductID:  strconv.Itoa(product),
			CustomerID: strconv.Itoa(1 + (int(d[1])<<8|int(d[2]))%customerCount),
			Stars:      stars,
			Text:       phrases[stars][int(d[3])%len(phrases[stars])],
			WrittenAt:  lastDay.Add(-time.Duration(int(d[4])<<8|int(d[5])) * 15 * time.Minute),
		}
	}
	return reviews
}

// dice are bytes that look random but depend on the two numbers only.
func dice(product, number int) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "review %d of product %d", number, product))
}

// phrases are what customers say, by stars.
var phrases = [6][]string{
	1: {"Arrived with a hole in it.", "Not the colour on the picture at all.", "Felted in the first wash."},
	2: {"Thinner than I thought.", "Scratchy. It may soften with time."},
	3: {"Fine for the price.", "Good, but it took three weeks.", "Nice colour, sheds a little."},
	4: {"Soft, and the colour is deep.", "Washes well. One star off for the knots.", "Would buy again, in another colour."},
	5: {"The best I have had on my needles.", "My whole family wants one now.", "Even better than on the picture.", "Perfect. You can smell the sheep."},
}
