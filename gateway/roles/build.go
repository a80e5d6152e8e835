package roles

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/model"
)

// builder makes one epoch. What the epoch before it has and the document did not change is
// taken over.
type builder struct {
	opts     *Options
	doc      *metadata.Document
	previous *Epoch // nil for the first
	change   Change
	epoch    *Epoch
	opened   []*postgres.Source
	// inherited are the inherited roles that are consistent.
	inherited []model.InheritedRole
}

// build makes the epoch of a document.
func build(ctx context.Context, doc *metadata.Document, version int, previous *Epoch, change Change, opts *Options) (*Epoch, error) {
	b := &builder{opts: opts, doc: doc, previous: previous, change: change, epoch: &Epoch{
		Version: version, Document: doc, bind: opts.Bind, cache: opts.Cache,
		known:   knownRoles(doc),
		planner: map[planner.Role]*planner.Cache{},
		shared:  map[planner.Fingerprint]*planner.Cache{},
		missing: map[planner.ID]missing{},
	}}
	b.inheritedRoles()
	b.databases(ctx)
	b.actions()
	b.remoteSchemas(ctx)
	b.triggers()
	b.unsupported()
	b.asking()
	if err := errors.Join(ctx.Err(), b.epoch.mergeAll()); err != nil {
		b.closeAll()
		return nil, err
	}
	b.epoch.check(opts.Checks)
	b.retire()
	return b.epoch, nil
}

// retire closes the epoch's databases when nothing holds the epoch any more: requests and
// live queries may run on it long after the next one has taken its place.
func (b *builder) retire() {
	runtime.AddCleanup(b.epoch, func(opened []*postgres.Source) {
		for _, s := range opened {
			s.Close()
		}
	}, b.opened)
}

func (b *builder) closeAll() {
	for _, s := range b.opened {
		s.Close()
	}
}

func (b *builder) leaveOut(kind, name string, definition any, reason string) {
	b.epoch.Inconsistencies = append(b.epoch.Inconsistencies, Inconsistency{
		Type: kind, Name: name, Definition: definitionOf(definition), Reason: inconsistentObject + reason,
	})
}

// reasonOf is an error as metadata's users are shown it: a fault's message without its
// code, anything else as it is.
func reasonOf(err error) string {
	var fault *planner.Fault
	if errors.As(err, &fault) {
		return fault.Message
	}
	return err.Error()
}

// detailOf is what only those are shown who may see internals, nil for nothing more.
func detailOf(err error) json.RawMessage {
	var fault *planner.Fault
	if errors.As(err, &fault) {
		return fault.Internal
	}
	return nil
}

// source finds a source of the epoch before, or nil.
func (b *builder) source(id planner.ID) planner.Source {
	if b.previous == nil {
		return nil
	}
	return b.previous.source(id)
}
