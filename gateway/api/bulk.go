package api

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// bulk does commands one after the other and stops at the first failure
// (contract/metadata-and-migrations.md 6.2).
type bulk struct {
	calls []*call
	// counts is set where a bulk counts as a change of metadata whatever is in it.
	counts bool
}

func newBulk(counts bool) func([]*call) (command, error) {
	return func(calls []*call) (command, error) { return bulk{calls, counts}, nil }
}

func (b bulk) alters() bool { return b.counts || slices.ContainsFunc(b.calls, (*call).changes) }
func (b bulk) open() bool   { return !slices.ContainsFunc(b.calls, (*call).closed) }

func (c *call) changes() bool { return c.alters() }
func (c *call) closed() bool  { return !c.open() }

func (b bulk) serve(ctx context.Context, c *change) (*answer, error) {
	out := &answer{list: make([]*answer, 0, len(b.calls))}
	c.alone = false
	for _, call := range b.calls {
		a, err := call.serve(ctx, c)
		if err != nil {
			// An edit before it may be what is wrong: the first failure counts.
			if earlier := c.settle(ctx); earlier != nil {
				return nil, earlier
			}
			return nil, err
		}
		out.list = append(out.list, a)
	}
	return out, nil
}

// keepGoing does commands one after the other; what fails is undone and answered as an
// error in its place.
type keepGoing struct{ calls []*call }

func newKeepGoing(calls []*call) (command, error) { //nolint:unparam // its kin refuse some calls
	return keepGoing{calls}, nil
}

func (keepGoing) alters() bool { return true }
func (b keepGoing) open() bool { return bulk{calls: b.calls}.open() }

func (b keepGoing) serve(ctx context.Context, c *change) (*answer, error) {
	out := &answer{list: make([]*answer, 0, len(b.calls))}
	c.alone = false
	for _, call := range b.calls {
		a, err := c.try(ctx, call)
		if err != nil {
			a = raw(border.AppendBody(nil, border.Of(err), border.Flat, true))
		}
		out.list = append(out.list, a)
	}
	return out, nil
}

// try does one command and judges it at once; if it fails the draft is as before.
func (c *change) try(ctx context.Context, call *call) (*answer, error) {
	before := c.draft.Document()
	a, err := call.serve(ctx, c)
	if err == nil {
		err = c.settle(ctx)
	}
	if err != nil {
		c.draft.Replace(before)
		c.pending, c.reread = nil, operations.Reread{}
		return nil, err
	}
	return a, nil
}

// atomic does edits that are judged as a whole, whatever they look like on the way.
type atomic struct{ calls []*call }

// atomicNames are the commands that are allowed in bulk_atomic.
var atomicNames = []string{
	"create_object_relationship", "create_array_relationship", "drop_relationship", "delete_remote_relationship",
	"track_native_query", "untrack_native_query", "track_logical_model", "untrack_logical_model",
	"track_stored_procedure", "untrack_stored_procedure",
}

func newAtomic(calls []*call) (command, error) {
	for _, c := range calls {
		if _, name, _ := splitPrefix(c.name); !slices.Contains(atomicNames, name) {
			f := planner.Faultf(planner.CodeUnexpected, nil, "Bulk atomic does not support this command")
			f.Status = http.StatusInternalServerError
			return nil, f
		}
	}
	return atomic{calls}, nil
}

func (atomic) alters() bool { return true }
func (atomic) open() bool   { return false }

func (b atomic) serve(ctx context.Context, c *change) (*answer, error) {
	if err := c.settle(ctx); err != nil {
		return nil, err
	}
	c.alone = false
	for _, call := range b.calls {
		if _, err := call.serve(ctx, c); err != nil {
			return nil, err
		}
	}
	next, err := c.build(ctx)
	if err != nil {
		return nil, err
	}
	if fresh := compare(c.judged, next).fresh; len(fresh) > 0 {
		return nil, inconsistent(fault(planner.CodeBadRequest, "Schema inconsistency"), fresh)
	}
	c.accept(next)
	return success(), nil
}

// concurrent does commands at once that do not change the metadata.
type concurrent struct{ calls []*call }

func newConcurrent(calls []*call) (command, error) {
	for _, c := range calls {
		if c.alters() {
			f := planner.Faultf(planner.CodeUnexpected, nil, "Only read-only queries are allowed in a concurrent_bulk")
			f.Status = http.StatusInternalServerError
			return nil, f
		}
	}
	return concurrent{calls}, nil
}

func (concurrent) alters() bool { return false }
func (b concurrent) open() bool { return bulk{calls: b.calls}.open() }

// concurrency bounds the commands of one request that run at once.
const concurrency = 8

func (b concurrent) serve(ctx context.Context, c *change) (*answer, error) {
	out := &answer{list: make([]*answer, len(b.calls))}
	failed := make([]error, len(b.calls))
	slots := make(chan struct{}, concurrency)
	var all sync.WaitGroup
	for i, call := range b.calls {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			// Each has a look of its own: a change is for one goroutine.
			out.list[i], failed[i] = call.serve(ctx, c.api.changeOf(c.base, c.in))
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
