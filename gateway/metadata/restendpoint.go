package metadata

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// RestEndpoint is one element of `rest_endpoints` (contract/events-actions-rest.md 8.1).
type RestEndpoint struct {
	Name string `json:"name"`
	// URL is the path below /api/rest/, without a leading slash; `:name` segments are
	// variables.
	URL        string             `json:"url"`
	Methods    []string           `json:"methods"`
	Definition EndpointDefinition `json:"definition"`
	Comment    *string            `json:"comment,omitempty"`
}

// EndpointDefinition says which operation an endpoint runs.
type EndpointDefinition struct {
	Query EndpointQuery `json:"query"`
}

// EndpointQuery names an operation of a query collection.
type EndpointQuery struct {
	Collection string `json:"collection_name"`
	Query      string `json:"query_name"`
}

var endpointMethods = []string{"GET", "POST", "PUT", "DELETE", "PATCH"}

// DecodeRestEndpoint reads an endpoint. The error is a *planner.Fault.
func DecodeRestEndpoint(data json.RawMessage, path *planner.Path) (RestEndpoint, error) {
	o := reading.Open(data, path)
	e := RestEndpoint{Name: o.Name("name"), Comment: o.Comment("comment")}
	e.URL = strings.TrimPrefix(o.Name("url"), "/")
	o.Must("methods")
	e.Methods = o.Texts("methods")
	if len(e.Methods) == 0 {
		o.Fail(o.At("methods"), "parsing NonEmpty failed, unexpected empty list")
	}
	for i, m := range e.Methods {
		if !slices.Contains(endpointMethods, m) {
			o.Fail(o.At("methods").Index(i), "Encoding not one of GET, POST, PUT, DELETE, PATCH: %q", m)
		}
	}
	query := o.MustNested("definition").MustNested("query")
	e.Definition.Query = EndpointQuery{Collection: query.Name("collection_name"), Query: query.Name("query_name")}
	return e, o.Err()
}
