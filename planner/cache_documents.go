package planner

import (
	"slices"
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/ast"
)

// documentKey is what a document is found by.
type documentKey struct{ query, operation string }

// document is a query text, parsed, with its plans.
type document struct {
	key    documentKey
	parsed *ast.QueryDocument
	plans  []*cachedPlan // never changed in place: readers look at it without the lock
	cost   int64         // of all of it, in bytes

	newer, older *document
}

// cachedPlan is a plan with what the cache must know of it.
type cachedPlan struct {
	plan *Plan
	cost int64
	used atomic.Int64 // time of the last use, by documentList.clock
}

func newCachedPlan(p *Plan) *cachedPlan { return &cachedPlan{plan: p, cost: planCost(p)} }

func (p *cachedPlan) use(clock *atomic.Int64) { p.used.Store(clock.Add(1)) }

// newerThan tells whether the document has a plan that is not among those tried.
func (d *document) newerThan(tried []*cachedPlan) bool {
	return slices.ContainsFunc(d.plans, func(p *cachedPlan) bool { return !slices.Contains(tried, p) })
}

// documentList holds documents in the order of their last use. Except for clock it is
// guarded by Cache.mu.
type documentList struct {
	byKey map[documentKey]*document
	ends  document // newer is the oldest, older is the newest: a ring
	cost  int64
	clock atomic.Int64 // counts uses of plans
}

func (l *documentList) init() {
	l.byKey = map[documentKey]*document{}
	l.ends.newer, l.ends.older = &l.ends, &l.ends
}

// find returns a document, which becomes the most recently used one, or nil.
func (l *documentList) find(key documentKey) *document {
	d := l.byKey[key]
	if d != nil && l.ends.older != d {
		d.unlink()
		l.link(d)
	}
	return d
}

func (d *document) unlink() {
	d.newer.older, d.older.newer = d.older, d.newer
}

// link makes d the most recently used document.
func (l *documentList) link(d *document) {
	d.newer, d.older = &l.ends, l.ends.older
	d.older.newer, l.ends.older = d, d
}

// add keeps a plan and makes room for it.
func (l *documentList) add(key documentKey, parsed *ast.QueryDocument, plan *cachedPlan, opts CacheOptions) {
	d := l.find(key)
	size := plan.cost
	if d == nil {
		size += documentCost(key)
	}
	if size > opts.Bytes/8 {
		return
	}
	if d == nil {
		d = &document{key: key, parsed: parsed}
		l.byKey[key] = d
		l.link(d)
	}
	plan.use(&l.clock)
	d.cost += size
	l.cost += size
	d.plans = append(slices.Clone(d.plans), plan)
	if len(d.plans) > opts.PlansPerDocument {
		l.dropPlan(d)
	}
	for len(l.byKey) > opts.Documents || l.cost > opts.Bytes {
		l.drop(l.ends.newer)
	}
}

// dropPlan forgets the least recently used plan of a document.
func (l *documentList) dropPlan(d *document) {
	oldest := slices.MinFunc(d.plans, func(a, b *cachedPlan) int { return int(a.used.Load() - b.used.Load()) })
	d.plans = slices.DeleteFunc(slices.Clone(d.plans), func(p *cachedPlan) bool { return p == oldest })
	d.cost -= oldest.cost
	l.cost -= oldest.cost
}

// drop forgets a document.
func (l *documentList) drop(d *document) {
	d.unlink()
	delete(l.byKey, d.key)
	l.cost -= d.cost
}
