package api

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/operations"
	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// decodeReload is reload_metadata: peers are asked again, and what is inconsistent
// afterwards is told (contract/metadata-and-migrations.md 6.1).
func decodeReload(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	reread := operations.Reread{RemoteSchemas: reloaded(o, "reload_remote_schemas", true), Databases: reloaded(o, "reload_sources", true)}
	triggers := reloaded(o, "recreate_event_triggers", false)
	if err := o.Err(); err != nil {
		return nil, err
	}
	return altering(func(ctx context.Context, c *change) (*answer, error) {
		if err := c.settle(ctx); err != nil {
			return nil, err
		}
		for _, r := range []operations.Reread{reread, {Databases: triggers}} {
			if err := c.known(r); err != nil {
				return nil, err
			}
		}
		c.reread = reread
		next, err := c.build(ctx)
		if err != nil {
			return nil, err
		}
		c.accept(next)
		state := c.api.consistencyOf(next)
		out := &answer{object: []objectMember{{"is_consistent", state.IsConsistent}}}
		if !state.IsConsistent {
			out.object = append(out.object, objectMember{"inconsistent_objects", state.Objects})
		}
		return out, nil
	}), nil
}

// reloaded reads true, false or a list of names.
func reloaded(o *args.Object, key string, absent bool) operations.Names {
	value, ok := o.Raw(key)
	if !ok {
		return operations.Names{All: absent}
	}
	if args.Kind(value) == "Array" {
		return operations.Names{Some: o.Texts(key)}
	}
	return operations.Names{All: o.Flag(key, absent)}
}

// known refuses names that the document does not have.
func (c *change) known(reread operations.Reread) error {
	doc := c.draft.Document()
	for _, name := range reread.RemoteSchemas.Some {
		if !slices.ContainsFunc(doc.RemoteSchemas, func(s remote.Schema) bool { return s.Name == name }) {
			return fault(planner.CodeNotExists, "Remote schema with name %q not found in metadata", name)
		}
	}
	for _, name := range reread.Databases.Some {
		if !slices.ContainsFunc(doc.Sources, func(s *postgres.Source) bool { return s.Name == name }) {
			return fault(planner.CodeNotExists, "Source with name %q not found in metadata", name)
		}
	}
	return nil
}
