package roles

import (
	"context"

	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas"
	slice "github.com/weftql/weft/remote-schemas/metadata"
)

// remoteSchemas opens the remote schemas. One that does not answer is left out, and tried
// again later.
func (b *builder) remoteSchemas(ctx context.Context) {
	for i := range b.doc.RemoteSchemas {
		b.remoteSchema(ctx, &b.doc.RemoteSchemas[i])
	}
}

func (b *builder) remoteSchema(ctx context.Context, r *slice.Schema) {
	id := planner.ID{Kind: planner.RemoteSchemaSource, Name: r.Name}
	if !b.change.RemoteSchemas.Has(r.Name) && b.stillMissing(id, r.Definition) {
		return
	}
	o := remote.Options{Name: r.Name, Definition: r.Definition, Permissions: b.inheritedRemote(r),
		Relationships: r.Relationships, Settings: b.opts.Remote}
	s, err := b.openRemote(ctx, o)
	if err != nil {
		b.missing(id, r.Definition, "remote_schema", "remote_schema "+r.Name, r, err)
		return
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

// openRemote asks the server for its schema, unless the epoch before has it from the same
// definition.
func (b *builder) openRemote(ctx context.Context, o remote.Options) (*remote.Source, error) {
	s, ok := b.source(planner.ID{Kind: planner.RemoteSchemaSource, Name: o.Name}).(*remote.Source)
	if ok && !b.change.RemoteSchemas.Has(o.Name) && s.SameServer(o) {
		return s.Reopen(o)
	}
	return remote.Open(ctx, o)
}
