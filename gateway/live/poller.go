package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/planner"
)

// poller keeps all cohorts of one query up to date.
type poller struct {
	queries *Queries
	key     pollerKey
	name    string // in logs
	plan    *planner.Plan
	deps    []planner.Dep
	cadence Cadence
	// cursor is the parameter that a stream moves; live queries have none.
	cursor planner.Param
	stream bool
	cancel context.CancelFunc
	wake   chan struct{} // holds one token when a cohort has become dirty

	mu      sync.Mutex
	cohorts map[string]*cohort
	round   int
	// hopeless is the text of the fault that every cohort met when the last failing run
	// was searched for the guilty; "" when there is none. See mayBlame.
	hopeless string
}

func newPoller(q *Queries, key pollerKey, plan *planner.Plan, cancel context.CancelFunc) *poller {
	p := &poller{queries: q, key: key, name: uuid.NewString(), plan: plan, deps: plan.Deps(), cadence: q.options.Live,
		cancel: cancel, wake: make(chan struct{}, 1), cohorts: map[string]*cohort{}}
	if p.cursor, p.stream = plan.Cursor(); p.stream {
		p.cadence = q.options.Streaming
	}
	return p
}

// join adds a subscriber to its cohort and has the cohort run soon.
func (p *poller) join(params *planner.Params, sink Sink, so progress) *Subscription {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.cohortOf(params)
	s := &Subscription{poller: p, cohort: c, sink: sink, joined: p.round, progress: so}
	c.subscribers[s] = struct{}{}
	c.waiting[s] = struct{}{}
	c.dirty = true
	p.rouse()
	return s
}

// cohortOf returns the cohort of these params, a new one if there is none. Lock should be
// held.
func (p *poller) cohortOf(params *planner.Params) *cohort {
	key := string(p.plan.AppendCohort(nil, params))
	c := p.cohorts[key]
	if c == nil {
		c = &cohort{key: key, params: params, subscribers: map[*Subscription]struct{}{}, waiting: map[*Subscription]struct{}{}}
		p.cohorts[key] = c
		p.hopeless = ""
	}
	return c
}

// drop removes a cohort without subscribers. Lock should be held.
func (p *poller) drop(c *cohort) {
	if len(c.subscribers) == 0 && p.cohorts[c.key] == c {
		delete(p.cohorts, c.key)
	}
}

// leave removes a subscriber and tells whether no cohort is left.
func (p *poller) leave(s *Subscription) (empty bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(s.cohort.subscribers, s)
	delete(s.cohort.waiting, s)
	p.drop(s.cohort)
	return len(p.cohorts) == 0
}

func (p *poller) rouse() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// markAll makes all cohorts dirty.
func (p *poller) markAll() {
	p.mu.Lock()
	for _, c := range p.cohorts {
		c.dirty = true
	}
	p.mu.Unlock()
	p.rouse()
}

func (p *poller) readsTable(source planner.ID, schema, table string) bool {
	return slices.ContainsFunc(p.deps, func(d planner.Dep) bool {
		return d.Source == source && d.Schema == schema && d.Table == table
	})
}

func (p *poller) count(stats *Stats) {
	p.mu.Lock()
	defer p.mu.Unlock()
	stats.Cohorts += len(p.cohorts)
	for _, c := range p.cohorts {
		stats.Subscriptions += len(c.subscribers)
	}
}

// loop runs rounds until ctx ends: when a cohort has become dirty, but not sooner than the
// floor allows, and at the latest one interval after the last round in which all ran.
func (p *poller) loop(ctx context.Context) {
	// Polls are not part of any request's trace (contract/subscriptions.md 12.3): sources
	// see a parent that is not sampled.
	ctx = trace.ContextWithSpanContext(ctx, trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID(uuid.New()), SpanID: trace.SpanID{1}}))
	interval := time.NewTimer(p.cadence.Interval)
	defer interval.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-interval.C:
			p.markAll()
		case <-p.wake:
		}
		if p.runRound(ctx) {
			interval.Reset(p.cadence.Interval)
		}
		if !sleep(ctx, p.queries.options.Floor) {
			return
		}
	}
}

// sleep waits and tells whether the time passed before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
