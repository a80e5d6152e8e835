package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// endpointOperations edit REST endpoints (contract/events-actions-rest.md 8.1).
var endpointOperations = []Operation{
	{"create_rest_endpoint", decodeCreateEndpoint},
	{"drop_rest_endpoint", decodeDropEndpoint},
}

func (d *Draft) endpointIndex(name string) int {
	return slices.IndexFunc(d.doc.RestEndpoints, func(e metadata.RestEndpoint) bool { return e.Name == name })
}

func decodeCreateEndpoint(args json.RawMessage, path *planner.Path) (Edit, error) {
	e, err := metadata.DecodeRestEndpoint(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		if d.endpointIndex(e.Name) >= 0 {
			return Outcome{}, fault(planner.CodeAlreadyExists, "Endpoint with name: %s already exists", e.Name)
		}
		d.doc.RestEndpoints = append(d.doc.RestEndpoints, e)
		return altered("rest_endpoint " + e.Name)
	}, nil
}

func decodeDropEndpoint(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.endpointIndex(name)
		if i < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "endpoint with name: %s does not exist", name)
		}
		d.doc.RestEndpoints = slices.Delete(d.doc.RestEndpoints, i, i+1)
		return removed()
	})
}
