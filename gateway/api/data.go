package api

import (
	"context"
	"encoding/json"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/legacy"
)

// dataCommand is a data operation: for any role, whose permissions apply
// (contract/metadata-and-migrations.md 8.2).
type dataCommand struct {
	of *legacy.Command
	// path is where the arguments stand, whatever the endpoint says of other commands.
	path *planner.Path
}

func decodeData(name string) decoder {
	return func(data json.RawMessage, path *planner.Path) (command, error) {
		of, err := legacy.Decode(name, data, path)
		if err != nil {
			return nil, err
		}
		return &dataCommand{of: of}, nil
	}
}

// withData makes the data operations known.
func withData(into map[string]decoder) {
	for _, name := range legacy.Names() {
		into[name] = decodeData(name)
	}
}

func (*dataCommand) alters() bool { return false }
func (*dataCommand) open() bool   { return true }

func (d *dataCommand) serve(ctx context.Context, c *change) (*answer, error) {
	// Edits before it in the same bulk count.
	if err := c.settle(ctx); err != nil {
		return nil, err
	}
	db, err := c.database(d.of.Source)
	if err != nil {
		return nil, err
	}
	params := &planner.Params{Session: c.in.Session, Headers: c.in.Header, RequestID: c.in.RequestID}
	body, err := db.RunLegacy(ctx, params, d.of, d.path)
	if err != nil {
		return nil, err
	}
	return raw(body), nil
}
