package sqltext

// The weight of a statement estimates what PostgreSQL needs to plan it, in kilobytes: measured
// with PostgreSQL 15, a sub-select takes 40 to 100 KB, and 18 KB more for each one around it,
// which copies it; a column takes 2 to 4 KB, and 1 KB more. A millisecond goes with each
// megabyte or so.
const (
	weightOfSelect = 20 // by the sub-selects around it, with itself
	weightOfFold   = 50 // what it takes more to make many rows one, inside another select
	weightOfColumn = 1  // likewise
	// weightOfJoin is by the joins there are already: their planning grows faster than their
	// number.
	weightOfJoin = 50
)

const (
	// maxJoins is how many conditions on other rows PostgreSQL may turn into joins, or plan in
	// two ways. Planning time grows with the cube of the number of joins: measured, 25 ms for
	// 25 of them, 17 s for 200.
	maxJoins = 25
	// maxTwice is how many conditions on other rows inside each other PostgreSQL may plan in
	// two ways, as it does with EXISTS that becomes no join: 2^n ways for the innermost.
	// Measured, ten of them take 0.2 s and 65 MB, forty take all memory there is.
	maxTwice = 3
)

// weighing is where the writer is, for the weight of what it writes.
type weighing struct {
	weight int
	around int // sub-selects around
	twice  int // those among them that are planned in two ways
	// semijoins counts the conditions on other rows among those of the rows at hand.
	semijoins int
}

func (w *writer) weigh(kilobytes int) { w.weight += kilobytes << w.twice }

// folding weighs a sub-select that makes one row of many.
func (w *writer) folding() {
	if w.around > 0 {
		w.weigh(weightOfFold)
	}
}

// again counts what write writes twice.
func (w *writer) again(write func()) {
	before := w.weight
	write()
	w.weight += w.weight - before
}

// inside counts a sub-select that write writes.
func (w *writer) inside(write func()) {
	w.around++
	w.weigh(weightOfSelect * w.around)
	write()
	w.around--
}
