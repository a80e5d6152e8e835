package roles

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/model"
	remote "github.com/weftql/weft/remote-schemas"
)

// builder makes one epoch. What the epoch before it has and the document did not change is
// taken over.
type builder struct {
	opts     *Options
	doc      *metadata.Document
	previous *Epoch // nil for the first
	epoch    *Epoch
	opened   []*postgres.Source
	// inherited are the inherited roles that are consistent.
	inherited []model.InheritedRole
}

// build makes the epoch of a document.
func build(ctx context.Context, doc *metadata.Document, version int, previous *Epoch, opts *Options) (*Epoch, error) {
	b := &builder{opts: opts, doc: doc, previous: previous, epoch: &Epoch{
		Version: version, Document: doc, bind: opts.Bind, cache: opts.Cache,
		known:   knownRoles(doc),
		planner: map[planner.Role]*planner.Cache{},
		shared:  map[planner.Fingerprint]*planner.Cache{},
	}}
	b.inheritedRoles()
	b.databases(ctx)
	b.actions()
	b.remoteSchemas(ctx)
	b.unsupported()
	if err := errors.Join(ctx.Err(), b.epoch.mergeAll()); err != nil {
		b.closeAll()
		return nil, err
	}
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
	raw, err := json.Marshal(definition)
	if err != nil {
		raw = json.RawMessage("null")
	}
	b.epoch.Inconsistencies = append(b.epoch.Inconsistencies, Inconsistency{
		Type: kind, Name: name, Definition: raw, Reason: inconsistentObject + reason,
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

// source finds a source of the epoch before, or nil.
func (b *builder) source(id planner.ID) planner.Source {
	if b.previous == nil {
		return nil
	}
	i := slices.IndexFunc(b.previous.sources, func(s planner.Source) bool { return s.ID() == id })
	if i < 0 {
		return nil
	}
	return b.previous.sources[i]
}

// remoteSchemas opens the remote schemas. One that does not answer is left out, and tried
// again later.
func (b *builder) remoteSchemas(ctx context.Context) {
	for i := range b.doc.RemoteSchemas {
		r := &b.doc.RemoteSchemas[i]
		o := remote.Options{Name: r.Name, Definition: r.Definition, Permissions: b.inheritedRemote(r),
			Relationships: r.Relationships, Settings: b.opts.Remote}
		s, err := b.openRemote(ctx, o)
		if err != nil {
			b.leaveOut("remote_schema", "remote_schema "+r.Name, r, reasonOf(err))
			b.epoch.Retry = true
			continue
		}
		b.epoch.sources = append(b.epoch.sources, s)
		for _, p := range s.Problems() {
			kind, name := "remote_schema_remote_relationship", p.Relationship+" on type "+p.Type+" in remote schema "+r.Name
			if p.Role != "" {
				kind, name = "remote_schema_permission", p.Role+" permission in remote schema "+r.Name
			}
			b.leaveOut(kind, kind+" "+name, r, reasonOf(p.Err))
		}
	}
}

// openRemote asks the server for its schema, unless the epoch before has it from the same
// definition.
func (b *builder) openRemote(ctx context.Context, o remote.Options) (*remote.Source, error) {
	if s, ok := b.source(planner.ID{Kind: planner.RemoteSchemaSource, Name: o.Name}).(*remote.Source); ok && s.SameServer(o) {
		return s.Reopen(o)
	}
	return remote.Open(ctx, o)
}
