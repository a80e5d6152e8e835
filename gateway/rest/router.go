package rest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
)

// route is an endpoint that can be called.
type route struct {
	endpoint *metadata.RestEndpoint
	path     []segment
	query    string
	// operation is nil when the stored text does not hold exactly one definition.
	operation *ast.OperationDefinition
}

// router finds the route of a request. It is immutable.
type router struct {
	bySegments map[int][]*route
}

// newRouter takes in the endpoints of a document that have an operation.
func newRouter(doc *metadata.Document) *router {
	r := &router{bySegments: map[int][]*route{}}
	for i := range doc.RestEndpoints {
		e := &doc.RestEndpoints[i]
		text, ok := queryOf(doc, e)
		if !ok {
			continue // inconsistent, and reported as that
		}
		path := parsePath(e.URL)
		r.bySegments[len(path)] = append(r.bySegments[len(path)], &route{endpoint: e, path: path, query: text, operation: only(text)})
	}
	return r
}

// queryOf returns the text of the operation that an endpoint runs.
func queryOf(doc *metadata.Document, e *metadata.RestEndpoint) (string, bool) {
	for i := range doc.QueryCollections {
		if c := &doc.QueryCollections[i]; c.Name == e.Definition.Query.Collection {
			return c.Query(e.Definition.Query.Query)
		}
	}
	return "", false
}

// only returns the operation of a text that holds nothing else, or nil.
func only(text string) *ast.OperationDefinition {
	doc, err := planner.Parse(text)
	if err != nil || len(doc.Operations) != 1 || len(doc.Fragments) != 0 {
		return nil
	}
	return doc.Operations[0]
}

// find returns the one route of a request with the values of its path
// (contract/events-actions-rest.md 8.2). path is escaped.
func (r *router) find(method, path string) (*route, map[string]string, error) {
	parts := strings.Split(path, "/")
	var found *route
	var values map[string]string
	var allowed []string
	matches := 0
	for _, candidate := range r.bySegments[len(parts)] {
		v, ok := match(candidate.path, parts)
		if !ok {
			continue
		}
		allowed = append(allowed, candidate.endpoint.Methods...)
		if slices.Contains(candidate.endpoint.Methods, method) {
			found, values = candidate, v
			matches++
		}
	}
	switch {
	case allowed == nil:
		return nil, nil, &planner.Fault{Code: planner.CodeNotFound, Message: "Endpoint not found", Status: http.StatusNotFound}
	case matches == 0:
		slices.Sort(allowed)
		return nil, nil, &planner.Fault{Code: "method-not-allowed", Status: http.StatusMethodNotAllowed,
			Message: "Allowed methods: " + strings.Join(slices.Compact(allowed), ", ")}
	case matches > 1:
		return nil, nil, &planner.Fault{Code: planner.CodeUnexpected, Message: "Multiple endpoints match request", Status: http.StatusInternalServerError}
	}
	return found, values, nil
}
