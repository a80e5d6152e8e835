package api

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/weftql/weft/planner"
)

// decodeExport is export_metadata: the document itself
// (contract/metadata-and-migrations.md 6.1).
func decodeExport(json.RawMessage, *planner.Path) (command, error) {
	return reading(func(_ context.Context, c *change) (*answer, error) {
		body, err := c.draft.Document().Export()
		return raw(body), err
	}), nil
}

// decodeExportVersioned is version 2 of it: the document with its resource version.
func decodeExportVersioned(json.RawMessage, *planner.Path) (command, error) {
	return reading(func(_ context.Context, c *change) (*answer, error) {
		body, err := c.draft.Document().Export()
		if err != nil {
			return nil, err
		}
		out := strconv.AppendInt([]byte(`{"resource_version":`), int64(c.base.Version), 10)
		out = append(append(out, `,"metadata":`...), body...)
		return raw(append(out, '}')), nil
	}), nil
}
