package live

import (
	"crypto/sha256"
	"sync"

	"github.com/weftql/weft/planner"
)

// Subscription is one subscriber's part in a live query.
type Subscription struct {
	poller *poller // nil: never started
	cohort *cohort
	sink   Sink
	joined int // round of the poller in which it came; served by later ones only
	once   sync.Once
}

// Stop ends the subscription. It may be called more than once, from Push, and on nil.
func (s *Subscription) Stop() {
	if s != nil && s.poller != nil {
		s.once.Do(func() { s.poller.queries.leave(s) })
	}
}

// cohort is all subscribers whose results are the same bytes. The lock of its poller
// guards it; params never change.
type cohort struct {
	key    string
	params *planner.Params
	// dirty is set when the result may be another than the last one.
	dirty bool

	subscribers map[*Subscription]struct{}
	waiting     map[*Subscription]struct{} // of them, those without a result yet
	hash        [sha256.Size]byte          // of the last result
	known       bool                       // whether there is a last result
}

// take notes the result of round n and returns who gets it, and whether there is anybody.
// The poller's lock must be held.
func (c *cohort) take(n int, failed bool, hash [sha256.Size]byte) []Sink {
	changed := failed || !c.known || hash != c.hash
	c.known, c.hash = !failed, hash
	from := c.subscribers
	if !changed {
		from = c.waiting
	}
	var sinks []Sink
	for s := range from {
		if s.joined < n {
			sinks = append(sinks, s.sink)
			delete(c.waiting, s)
		}
	}
	return sinks
}
