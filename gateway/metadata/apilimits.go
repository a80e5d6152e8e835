package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// DecodeAPILimits checks the section `api_limits` (contract/auth-and-server.md 10) and
// returns it as it was written. The error is a *planner.Fault.
func DecodeAPILimits(data json.RawMessage, path *planner.Path) (json.RawMessage, error) {
	o := reading.Open(data, path)
	o.Flag("disabled", false)
	for _, key := range []string{"depth_limit", "node_limit", "time_limit", "batch_limit", "rate_limit"} {
		if limit := o.Nested(key); limit != nil {
			limit.Must("global")
			limit.MustNested("per_role")
		}
	}
	if err := o.Err(); err != nil {
		return nil, err
	}
	return reading.Compact(data), nil
}
