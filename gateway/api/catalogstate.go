package api

import (
	"context"
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata"
	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// decodeGetCatalogState is get_catalog_state (contract/metadata-and-migrations.md 6.3). A
// server without a catalog has an empty one.
func decodeGetCatalogState(json.RawMessage, *planner.Path) (command, error) {
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		if c.api.options.Store == nil {
			return asJSON(metadata.CatalogState{CLI: json.RawMessage("{}"), Console: json.RawMessage("{}")})
		}
		state, err := c.api.options.Store.CatalogState(ctx)
		if err != nil {
			return nil, err
		}
		return asJSON(state)
	}), nil
}

// decodeSetCatalogState is set_catalog_state.
func decodeSetCatalogState(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	kind, state := o.Text("type"), args.Compact(o.Must("state"))
	if kind != "cli" && kind != "console" {
		o.Fail(o.At("type"), "unexpected catalog state type %q, expected cli or console", kind)
	}
	if err := o.Err(); err != nil {
		return nil, err
	}
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		store := c.api.options.Store
		if store == nil {
			return nil, readOnly()
		}
		set := store.SetCLIState
		if kind == "console" {
			set = store.SetConsoleState
		}
		return success(), set(ctx, state)
	}), nil
}
