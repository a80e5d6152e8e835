package planner

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

// Cache holds the compiled plans of one [Schema]. It is safe for concurrent use.
//
// A document may have several plans: one for each structure that its variables took, as
// far as Compile looked at it (see [Operand]). Requests that are wrong, and documents that
// do not parse, are not kept.
type Cache struct {
	schema *Schema
	opts   CacheOptions

	mu        sync.Mutex
	documents documentList
	compiling map[documentKey]chan struct{} // closed when a compilation is over
}

// CacheOptions bounds a [Cache]. Zero values mean the defaults.
type CacheOptions struct {
	// Documents is how many pairs of query text and operation name are kept at most;
	// 0 means 4000.
	Documents int
	// Bytes is about how much memory all documents and plans together may take;
	// 0 means 64 MiB. What would take more than an eighth of it alone is not kept.
	Bytes int64
	// PlansPerDocument is how many plans one document may have; 0 means 32. The least
	// recently used one goes first.
	PlansPerDocument int
}

// NewCache returns an empty cache for the schema.
func NewCache(schema *Schema, opts CacheOptions) *Cache {
	opts.Documents = cmp.Or(opts.Documents, 4000)
	opts.Bytes = cmp.Or(opts.Bytes, 64<<20)
	opts.PlansPerDocument = cmp.Or(opts.PlansPerDocument, 32)
	c := &Cache{schema: schema, opts: opts, compiling: map[documentKey]chan struct{}{}}
	c.documents.init()
	return c
}

// Schema returns the schema that plans are made for.
func (c *Cache) Schema() *Schema { return c.schema }

// Prepared is a plan together with the values of one request's variables.
type Prepared struct {
	Plan *Plan
	// Cached tells whether the plan was there before the request came.
	Cached bool

	request *Request
	values  []*Value // by Param
}

// Params returns what one run of the plan needs to know of the request. Headers are the
// client's by canonical name; they must not be changed afterwards.
func (p *Prepared) Params(session *Session, headers map[string][]string, requestID string) *Params {
	return &Params{Session: session, Headers: headers, RequestID: requestID, Request: p.request, values: p.values}
}

// Plan returns the plan that answers req, compiling it unless a plan in the cache fits. The
// request is validated in any case: the error is a *[Fault]. The request must not be changed
// afterwards.
//
// Of requests for one document that need a plan at the same time, one compiles and the
// others wait for it, or for the end of ctx.
func (c *Cache) Plan(ctx context.Context, req *Request) (*Prepared, error) {
	key := documentKey{query: req.Query, operation: req.OperationName}
	for {
		plans := c.lookup(key)
		for _, p := range plans {
			if values, ok := p.plan.reuse(req); ok {
				p.use(&c.documents.clock)
				return &Prepared{Plan: p.plan, Cached: true, request: req, values: values}, nil
			}
		}
		wait, mine := c.begin(key, plans)
		if mine {
			return c.compile(key, req)
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, canceled(ctx)
		}
	}
}

// Documents returns how many documents are in the cache.
func (c *Cache) Documents() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.documents.byKey)
}

// Bytes returns about how much memory they take with their plans.
func (c *Cache) Bytes() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.documents.cost
}

// lookup returns the plans of a document.
func (c *Cache) lookup(key documentKey) []*cachedPlan {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := c.documents.find(key); d != nil {
		return d.plans
	}
	return nil
}

// begin makes the caller the one who compiles a document, or returns a channel that is
// closed when there may be another plan than those tried.
func (c *Cache) begin(key documentKey, tried []*cachedPlan) (wait <-chan struct{}, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if running, ok := c.compiling[key]; ok {
		return running, false
	}
	if d := c.documents.find(key); d != nil && d.newerThan(tried) {
		return closed, false
	}
	c.compiling[key] = make(chan struct{})
	return nil, true
}

// closed is a channel nobody waits for.
var closed = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// compile makes the plan for a request and keeps it.
func (c *Cache) compile(key documentKey, req *Request) (prepared *Prepared, err error) {
	var doc *ast.QueryDocument
	defer func() {
		if p := recover(); p != nil {
			prepared = nil
			err = faultOf(fmt.Errorf("panic while compiling: %v\n%s", p, debug.Stack()))
		}
		c.end(key, doc, prepared)
	}()
	if doc = c.parsed(key); doc == nil {
		if doc, err = Parse(req.Query); err != nil {
			return nil, err
		}
	}
	op, err := Bind(doc, c.schema, req)
	if err != nil {
		return nil, err
	}
	plan, err := Compile(c.schema, op)
	if err != nil {
		return nil, err
	}
	return &Prepared{Plan: plan, request: req, values: plan.bindings.values(op.rec.coerced)}, nil
}

// parsed returns the document if it is known.
func (c *Cache) parsed(key documentKey) *ast.QueryDocument {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := c.documents.find(key); d != nil {
		return d.parsed
	}
	return nil
}

// end keeps what was compiled, if anything, and lets the others go on.
func (c *Cache) end(key documentKey, doc *ast.QueryDocument, prepared *Prepared) {
	var plan *cachedPlan
	if prepared != nil {
		plan = newCachedPlan(prepared.Plan)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if plan != nil {
		c.documents.add(key, doc, plan, c.opts)
	}
	close(c.compiling[key])
	delete(c.compiling, key)
}
