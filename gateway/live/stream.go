package live

import (
	"slices"

	"github.com/weftql/weft/planner"
)

// advance takes the batch of a stream's cohort to its subscribers and moves them to the
// cohort of the next cursor, where they may meet others; an empty batch is not sent
// (contract/subscriptions.md 9.3). data is borrowed.
//
// Those who joined while the round ran stay behind: the batch was read before they came.
func (p *poller) advance(n int, c *cohort, data []byte, next *planner.Value) {
	p.mu.Lock()
	p.hopeless = ""
	var sinks []Sink
	c.prove(n)
	if next != nil {
		pushed := make(chan struct{})
		defer close(pushed)
		sinks = p.move(n, c, next, pushed)
	}
	p.mu.Unlock()
	if len(sinks) == 0 {
		return
	}
	result := Result{Data: slices.Clone(data), Batch: true}
	for _, sink := range sinks {
		sink.Push(result)
	}
}

// move takes the subscribers of round n to the next cursor and returns their sinks, which
// have the batch when pushed is closed. The next cohort runs as soon as the floor allows,
// because there may be more than one batch. Lock should be held.
func (p *poller) move(n int, c *cohort, next *planner.Value, pushed <-chan struct{}) []Sink {
	var sinks []Sink
	var target *cohort
	for s := range c.subscribers {
		if s.joined >= n {
			continue
		}
		if target == nil {
			target = p.cohortOf(c.params.With(p.cursor, next))
			target.dirty = true
		}
		delete(c.subscribers, s)
		delete(c.waiting, s)
		target.subscribers[s] = struct{}{}
		// Not served by this round again, even if the target runs in it.
		s.cohort, s.joined, s.pushed = target, n, pushed
		sinks = append(sinks, s.sink)
	}
	p.drop(c)
	if target != nil {
		p.rouse()
	}
	return sinks
}

// prove notes that a run has succeeded, whether or not there was anything to send. Lock
// should be held.
func (c *cohort) prove(n int) {
	for s := range c.subscribers {
		s.proven = s.proven || s.joined < n
	}
}
