package live

import "github.com/weftql/weft/planner"

// progress is how far a subscription has come.
type progress struct {
	proven bool           // a run has succeeded for it
	cursor *planner.Value // of a stream
}

// Replace ends a subscription and starts one of the same operation, planned again from
// another epoch, in its place: the sink gets the result of a run that starts after now, and a
// stream goes on where it is (contract/subscriptions.md 13). sink must be another one than
// that of s, which may still be pushed to while Replace runs; a batch of a stream that is on
// its way there comes before any for sink. Replace must not be called from Push.
func (q *Queries) Replace(s *Subscription, epoch any, prepared *planner.Prepared, params *planner.Params, sink Sink) *Subscription {
	if s == nil || s.poller == nil {
		return &Subscription{}
	}
	s.Stop()
	so := s.poller.progress(s)
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.subscribe(epoch, prepared, params, sink, so)
}

// progress returns how far a subscription of the poller has come that gets nothing more. What
// was on its way has come then.
func (p *poller) progress(s *Subscription) progress {
	p.mu.Lock()
	so, pushed := s.progress, s.pushed
	if p.stream {
		so.cursor = s.cohort.params.Value(p.cursor)
	}
	p.mu.Unlock()
	if pushed != nil {
		<-pushed
	}
	return so
}
