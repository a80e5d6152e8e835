package api

import (
	"context"
	"errors"
	"sort"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
)

// change is one request's work on the metadata. Nothing of it is seen by others before it
// is committed. It is used by one goroutine.
type change struct {
	api *API
	in  *server.Call
	// base is the epoch of the stored metadata that the request began with, judged that of
	// all edits found good so far, and latest the one built last, from which the next takes
	// over what it can.
	base, judged, latest *roles.Epoch
	draft                *operations.Draft
	// pending are the edits made since judged was built.
	pending []pendingEdit
	// reread are the peers that the next build asks again, and asked all that any build did.
	reread, asked operations.Reread
	// within are the databases that the next build sees from inside a transaction.
	within map[string]*postgres.Within
	// beforeStored is done as the last thing before the metadata is stored for good; its
	// failure prevents that.
	beforeStored func(context.Context) error
	// finally is done when the change has ended, well or not.
	finally  func()
	released []string // databases the document named when the request began
	cleared  []string // actions whose log goes
	// altered are databases whose schema was changed, and committed, by the request.
	altered []string
	// alone is set while the request is one command and not a bulk of them.
	alone bool
}

// pendingEdit is an edit that was made and not judged yet.
type pendingEdit struct {
	apply   operations.Edit
	outcome operations.Outcome
	path    *planner.Path
}

// look is a change that changes nothing.
func (a *API) look(in *server.Call) *change { return a.changeOf(a.options.Keeper.Epoch(), in) }

func (a *API) changeOf(e *roles.Epoch, in *server.Call) *change {
	return &change{
		api: a, in: in, base: e, judged: e, latest: e, alone: true,
		draft: operations.NewDraft(e.Document, a.surroundings(e, e)),
	}
}

// surroundings are what edits look at: the databases as the latest epoch found them, and
// what was broken when the request began.
func (a *API) surroundings(base, latest *roles.Epoch) operations.Surroundings {
	return operations.Surroundings{Catalogs: latest.Catalogs(), Broken: base.Broken, NoRemotePermissions: !a.options.RemotePermissions}
}

// begin starts a change from the metadata as it is stored now, which another server may
// have changed since the current epoch was built.
func (a *API) begin(ctx context.Context, in *server.Call) (*change, error) {
	if a.options.Store == nil {
		return a.changeOf(a.options.Keeper.Epoch(), in), nil
	}
	latest, err := a.options.Store.Latest(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := a.catchUp(ctx, latest); err != nil {
		return nil, err
	}
	return a.changeOf(a.options.Keeper.Epoch(), in), nil
}

// add notes an edit that was made.
func (c *change) add(apply operations.Edit, o *operations.Outcome) {
	c.pending = append(c.pending, pendingEdit{apply: apply, outcome: *o})
	c.reread = c.reread.Add(o.Reread)
	c.released = append(c.released, o.Released...)
	c.cleared = append(c.cleared, o.ClearedActions...)
}

// place says where the edits stand that have no place yet.
func (c *change) place(path *planner.Path) {
	for i := range c.pending {
		if c.pending[i].path == nil {
			c.pending[i].path = path
		}
	}
}

// build builds an epoch from the draft as it is.
func (c *change) build(ctx context.Context) (*roles.Epoch, error) {
	return c.buildFrom(ctx, c.draft.Document())
}

func (c *change) buildFrom(ctx context.Context, doc *metadata.Document) (*roles.Epoch, error) {
	next, err := c.api.options.Keeper.Build(ctx, doc, c.base.Version+1, c.latest, roles.Change{Reread: c.reread, Within: c.within})
	if err != nil {
		return nil, err
	}
	for source, cat := range next.Catalogs() {
		c.draft.Learn(source, cat)
	}
	c.latest, c.asked, c.reread = next, c.asked.Add(c.reread), operations.Reread{}
	return next, nil
}

// settle builds an epoch from the pending edits and judges them.
func (c *change) settle(ctx context.Context) error {
	if len(c.pending) == 0 {
		return nil
	}
	next, err := c.build(ctx)
	if err != nil {
		return err
	}
	var all operations.Outcome
	for i := range c.pending {
		all.Objects = append(all.Objects, c.pending[i].outcome.Objects...)
		all.Tolerated = append(all.Tolerated, c.pending[i].outcome.Tolerated...)
	}
	if compare(c.judged, next).judge(&all) != nil {
		return c.blame(ctx)
	}
	c.accept(next)
	return nil
}

// accept takes an epoch of the draft as good.
func (c *change) accept(next *roles.Epoch) { c.judged, c.pending = next, nil }

// blame finds the first of the pending edits that is to be refused. It builds epochs of
// half of them, of a quarter, and so on.
func (c *change) blame(ctx context.Context) error {
	var failed error
	first := sort.Search(len(c.pending), func(i int) bool {
		if failed != nil {
			return true
		}
		refusal, err := c.verdict(ctx, i+1)
		failed = err
		return refusal != nil
	})
	if failed != nil {
		return failed
	}
	first = min(first, len(c.pending)-1)
	refusal, err := c.verdict(ctx, first+1)
	if refusal == nil {
		return errors.Join(err, errors.New("metadata became inconsistent and consistent again while it was changed"))
	}
	return located(refusal, c.pending[first].path)
}

// verdict judges the last of the first n pending edits, as if it were the last of all.
func (c *change) verdict(ctx context.Context, n int) (refusal, err error) {
	d := operations.NewDraft(c.judged.Document, c.api.surroundings(c.base, c.latest))
	for _, p := range c.pending[:n] {
		if _, err := p.apply(d); err != nil {
			return nil, err
		}
	}
	next, err := c.buildFrom(ctx, d.Document())
	if err != nil {
		return nil, err
	}
	return compare(c.judged, next).judge(&c.pending[n-1].outcome), nil
}
