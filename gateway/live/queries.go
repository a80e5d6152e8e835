package live

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/weftql/weft/planner"
)

// Options says how live queries are kept up to date. Zero values mean the defaults.
type Options struct {
	// Live is the cadence of live queries, Streaming that of streaming subscriptions.
	Live, Streaming Cadence
	// Floor is the least time between two runs of the same query, however often it is
	// joined or changed; 0 means 50 ms.
	Floor time.Duration
	// Run is how plans are run.
	Run planner.RunOptions
	// Observe is told of every round when it is not nil. It must not block.
	Observe func(Round)
}

// Cadence is how often and how many at once.
type Cadence struct {
	// Interval is the pause between two polls of the same query
	// (contract/subscriptions.md 7, 9.3); less than the floor counts as the floor.
	Interval time.Duration
	// Batch is how many cohorts run at once as rows of one run; 0 means one.
	Batch int
}

func (c Cadence) within(floor time.Duration) Cadence {
	return Cadence{Interval: max(c.Interval, floor), Batch: max(c.Batch, 1)}
}

const defaultFloor = 50 * time.Millisecond

// Queries is everything that is live in a process. It is safe for concurrent use.
type Queries struct {
	options Options
	running sync.WaitGroup

	mu      sync.Mutex
	pollers map[pollerKey]*poller
	closed  bool
}

// pollerKey is what subscriptions that share a poller have in common. Plans of two epochs may
// do equal work and still go to different places: one database's address has changed, say.
type pollerKey struct {
	epoch any
	plan  planner.Fingerprint
}

// New returns an empty set. It has no goroutines until something is subscribed to.
func New(options Options) *Queries {
	if options.Floor == 0 {
		options.Floor = defaultFloor
	}
	options.Live, options.Streaming = options.Live.within(options.Floor), options.Streaming.within(options.Floor)
	return &Queries{options: options, pollers: map[pollerKey]*poller{}}
}

// Sink is where the results of one subscription go.
type Sink interface {
	// Push takes a result. It must not block. Results of one subscription come one after
	// another. One more may come while Stop is running.
	Push(Result)
}

// Result is one state of a live query.
type Result struct {
	// Data is the JSON object that is the value of `data`. It is shared by all subscribers
	// of the cohort and must not be changed.
	Data []byte
	// Digest is equal for equal data. A batch of a stream has none.
	Digest [sha256.Size]byte
	// Fault is set instead when the query failed. The subscription goes on unless the
	// result is final.
	Fault *planner.Fault
	// Batch tells that the result is a batch of a stream, of which none may be left out. Of
	// a live query only the newest result counts.
	Batch bool
	// Final tells that nothing can follow: the subscription has ended by itself.
	Final bool
}

// Subscribe starts a subscription of the prepared plan. The sink gets the result of a run
// that starts after now, whether or not it is news to others, then every result that
// differs from the one before, and every failure
// (contract/subscriptions.md 7.1, 7.6, 7.7). A failure of the very first run is final (7.9). Of a streaming subscription it gets every batch
// that is not empty (9.3). params must come from prepared; session and permissions stay as
// they are now. epoch, which must be comparable, is what the plan was made from: only plans
// of one epoch share their runs.
func (q *Queries) Subscribe(epoch any, prepared *planner.Prepared, params *planner.Params, sink Sink) *Subscription {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.subscribe(epoch, prepared, params, sink, progress{})
}

// subscribe adds a subscription that has come this far. q.mu must be held.
func (q *Queries) subscribe(epoch any, prepared *planner.Prepared, params *planner.Params, sink Sink, so progress) *Subscription {
	if q.closed {
		return &Subscription{}
	}
	key := pollerKey{epoch, prepared.Plan.Fingerprint()}
	p := q.pollers[key]
	if p == nil {
		p = q.start(key, prepared.Plan)
	}
	if p.stream && so.cursor != nil {
		params = params.With(p.cursor, so.cursor)
	}
	return p.join(params, sink, so)
}

// start adds a poller. q.mu must be held.
func (q *Queries) start(key pollerKey, plan *planner.Plan) *poller {
	ctx, cancel := context.WithCancel(context.Background())
	p := newPoller(q, key, plan, cancel)
	q.pollers[key] = p
	q.running.Go(func() { p.loop(ctx) })
	return p
}

// leave ends a subscription, and with the last one its cohort and its poller.
func (q *Queries) leave(s *Subscription) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.remove(s)
}

// remove is leave. q.mu must be held.
func (q *Queries) remove(s *Subscription) {
	if p := s.poller; p.leave(s) && q.pollers[p.key] == p {
		delete(q.pollers, p.key)
		p.cancel()
	}
}

// Changed says that a table may have other contents now: the queries that read it are run
// again soon. It is safe to call it too often.
func (q *Queries) Changed(source planner.ID, schema, table string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, p := range q.pollers {
		if p.readsTable(source, schema, table) {
			p.markAll()
		}
	}
}

// Stats counts what is live.
type Stats struct{ Pollers, Cohorts, Subscriptions int }

// Stats returns the present numbers.
func (q *Queries) Stats() Stats {
	q.mu.Lock()
	defer q.mu.Unlock()
	stats := Stats{Pollers: len(q.pollers)}
	for _, p := range q.pollers {
		p.count(&stats)
	}
	return stats
}

// Close ends all pollers and waits until they are gone. Later subscriptions get nothing.
func (q *Queries) Close() {
	q.mu.Lock()
	q.closed = true
	for id, p := range q.pollers {
		p.cancel()
		delete(q.pollers, id)
	}
	q.mu.Unlock()
	q.running.Wait()
}
