package shop

// random is a small generator of pseudo-random numbers (SplitMix64, Steele, Lea and Flood
// 2014). The shop has its own so that its rows are the same on every machine and with every
// version of Go: tests and documentation name single orders.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1. The slight bias of the remainder does not matter
// for the small n used here.
func (r *random) below(n int) int {
	return int(r.next() % uint64(n)) //nolint:gosec // n is positive, and the remainder fits
}

// between returns a number from low to high, both included.
func (r *random) between(low, high int) int { return low + r.below(high-low+1) }

// percent is true in p of 100 cases.
func (r *random) percent(p int) bool { return r.below(100) < p }

// pick returns one of the choices.
func pick[T any](r *random, choices []T) T { return choices[r.below(len(choices))] }

// skewed returns a number from 0 to n-1 in which small numbers are more frequent: a few
// customers order often and a few products sell well.
func (r *random) skewed(n int) int { return min(r.below(n), r.below(n)) }
