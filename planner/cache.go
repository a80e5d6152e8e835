package planner

import (
	"context"
	"errors"
)

// Cache holds the compiled plans of one [Schema]. It is safe for concurrent use.
type Cache struct {
	schema *Schema
	opts   CacheOptions
}

// CacheOptions bounds a [Cache]. Zero values mean the defaults.
type CacheOptions struct {
	// Documents is how many query texts are kept at most; 0 means 4000.
	Documents int
	// Bytes is about how much memory all documents and plans together may take;
	// 0 means 64 MiB.
	Bytes int64
	// PlansPerDocument is how many plans one text may have, one for each structure its
	// variables take; 0 means 32. The least recently used one goes first.
	PlansPerDocument int
}

// NewCache returns an empty cache for the schema.
func NewCache(schema *Schema, opts CacheOptions) *Cache { return &Cache{schema: schema, opts: opts} }

// Prepared is a plan together with the values of one request's variables.
type Prepared struct {
	Plan *Plan
	// Cached tells whether the plan was there before the request came.
	Cached bool

	request *Request
	values  []*Value
}

// Plan returns the plan that answers req, compiling it unless a plan in the cache fits. The
// request is validated in any case: the error is a *Fault. The request must not be changed
// afterwards.
func (c *Cache) Plan(ctx context.Context, req *Request) (*Prepared, error) {
	return nil, errors.ErrUnsupported
}

// Params returns what one run of the plan needs to know of the request. Headers are the
// client's by canonical name; they must not be changed afterwards.
func (p *Prepared) Params(session *Session, headers map[string][]string, requestID string) *Params {
	return &Params{Session: session, Headers: headers, RequestID: requestID, Request: p.request, values: p.values}
}
