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
	// The lock of the poller guards the rest.
	progress
	// pushed is closed when the sink has the last batch of a stream; nil before the first.
	pushed <-chan struct{}
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

// receiver is a subscription that gets a result.
type receiver struct {
	*Subscription
	unproven bool // no run has succeeded for it yet
}

// take notes the result of round n and returns who gets it: all when it is news or the last
// one. The poller's lock must be held.
func (c *cohort) take(n int, failed, final bool, hash [sha256.Size]byte) []receiver {
	changed := failed || final || !c.known || hash != c.hash
	c.known, c.hash = !failed, hash
	from := c.subscribers
	if !changed {
		from = c.waiting
	}
	var receivers []receiver
	for s := range from {
		if s.joined >= n {
			continue
		}
		receivers = append(receivers, receiver{s, !s.proven})
		s.proven = s.proven || !failed
		delete(c.waiting, s)
	}
	return receivers
}
