package api

import (
	"context"
	"encoding/json"
	"slices"

	document "github.com/weftql/weft/gateway/metadata"
	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
)

// decodeGetNativeQueries is pg_get_native_query (contract/metadata-and-migrations.md 5.7).
func decodeGetNativeQueries(data json.RawMessage, path *planner.Path) (command, error) {
	return sourceList(data, path, func(s *metadata.Source) []json.RawMessage {
		list := []json.RawMessage{}
		for _, q := range s.NativeQueries {
			list = append(list, metadata.Definition(q))
		}
		return list
	})
}

// decodeGetLogicalModels is pg_get_logical_model.
func decodeGetLogicalModels(data json.RawMessage, path *planner.Path) (command, error) {
	return sourceList(data, path, func(s *metadata.Source) []json.RawMessage {
		list := []json.RawMessage{}
		for _, m := range s.LogicalModels {
			list = append(list, metadata.Definition(m))
		}
		return list
	})
}

// sourceList answers a list of a source's own.
func sourceList(data json.RawMessage, path *planner.Path, of func(*metadata.Source) []json.RawMessage) (command, error) {
	o := args.Open(data, path)
	source := o.Text("source")
	return reading(func(_ context.Context, c *change) (*answer, error) {
		sources := c.draft.Document().Sources
		i := slices.IndexFunc(sources, func(s *metadata.Source) bool { return s.Name == source })
		if i < 0 {
			return nil, fault(planner.CodeNotFound, "Source '%s' of kind postgres not found.", source)
		}
		return asJSON(of(sources[i]))
	}), o.Err()
}

// decodeGetCronTriggers is get_cron_triggers (contract/events-actions-rest.md 3.1).
func decodeGetCronTriggers(json.RawMessage, *planner.Path) (command, error) {
	return reading(func(_ context.Context, c *change) (*answer, error) {
		list := c.draft.Document().CronTriggers
		if list == nil {
			list = []document.CronTrigger{}
		}
		return asJSON(map[string]any{"cron_triggers": list})
	}), nil
}

// decodeIntrospect is introspect_remote_schema (contract/remote-schemas-and-joins.md 2).
func decodeIntrospect(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	name := o.Text("name")
	return reading(func(_ context.Context, c *change) (*answer, error) {
		s := c.latest.Remote(name)
		if s == nil {
			return nil, fault(planner.CodeNotExists, "remote schema: %q not found", name)
		}
		return raw(s.Introspection()), nil
	}), o.Err()
}

// decodeDumpState is dump_internal_state: what the current epoch is made of.
func decodeDumpState(json.RawMessage, *planner.Path) (command, error) {
	return reading(func(_ context.Context, c *change) (*answer, error) {
		body, err := c.draft.Document().Export()
		if err != nil {
			return nil, err
		}
		return asJSON(map[string]any{
			"resource_version": c.base.Version, "metadata": json.RawMessage(body),
			"inconsistent_objects": c.api.consistencyOf(c.base).Objects,
		})
	}), nil
}
