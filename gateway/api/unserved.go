package api

import (
	"context"
	"encoding/json"
	"net/http"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// unserved refuses a command of the API whose subject this server does not have. The keys
// that the command must have are checked before.
func unserved(reason string, keys ...string) decoder {
	return func(data json.RawMessage, path *planner.Path) (command, error) {
		o := args.Open(data, path)
		for _, key := range keys {
			o.Must(key)
		}
		return reading(func(context.Context, *change) (*answer, error) {
			return nil, fault(planner.CodeNotSupported, "%s", reason)
		}), o.Err()
	}
}

// decodeForeignTableInfo is get_table_info without a prefix, which is for data connectors
// only (contract/metadata-and-migrations.md 6.3).
func decodeForeignTableInfo(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source := o.Text("source")
	return reading(func(_ context.Context, c *change) (*answer, error) {
		if _, err := c.database(source); err != nil {
			return nil, err
		}
		f := fault(planner.CodeUnexpected, "Schema fetching is not supported for 'postgres'")
		f.Status = http.StatusInternalServerError
		return nil, f
	}), o.Err()
}
