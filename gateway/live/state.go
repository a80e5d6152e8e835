package live

import (
	"cmp"
	"encoding/hex"
	"slices"

	"github.com/weftql/weft/planner"
)

// PollerState is what a poller does at present, for those who look at a server.
type PollerState struct {
	ID        string // as in the logs of its rounds
	Streaming bool
	Plan      *planner.Plan
	Cohorts   []CohortState
}

// CohortState is a cohort of a poller.
type CohortState struct {
	Session *planner.Session
	// Served are the subscribers that have had a result, Waiting those that have not.
	Served, Waiting int
	// Digest is that of the last result in hexadecimal digits, "" when there is none.
	Digest string
}

// State returns what all pollers do at present, ordered by their ids.
func (q *Queries) State() []PollerState {
	q.mu.Lock()
	defer q.mu.Unlock()
	list := make([]PollerState, 0, len(q.pollers))
	for _, p := range q.pollers {
		list = append(list, p.state())
	}
	slices.SortFunc(list, func(a, b PollerState) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func (p *poller) state() PollerState {
	p.mu.Lock()
	defer p.mu.Unlock()
	state := PollerState{ID: p.name, Streaming: p.stream, Plan: p.plan, Cohorts: make([]CohortState, 0, len(p.cohorts))}
	for _, c := range p.cohorts {
		s := CohortState{Session: c.params.Session, Waiting: len(c.waiting), Served: len(c.subscribers) - len(c.waiting)}
		if c.known && !p.stream {
			s.Digest = hex.EncodeToString(c.hash[:])
		}
		state.Cohorts = append(state.Cohorts, s)
	}
	return state
}
