package collections

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/planner"
)

// Check lists the operations of query collections that the schema of admin cannot answer.
func Check(e *roles.Epoch) (list []roles.Inconsistency) {
	if len(e.Document.QueryCollections) == 0 {
		return nil
	}
	cache, err := e.Planner(planner.Role{Name: planner.Admin})
	if err != nil {
		return nil // the epoch is of no use at all, and says so itself
	}
	for _, c := range e.Document.QueryCollections {
		for _, q := range c.Definition.Queries {
			if found := mistakes(cache.Schema(), q.Query); len(found) > 0 {
				list = append(list, inconsistency(e.Document, c.Name, q, found))
			}
		}
	}
	return list
}

func inconsistency(doc *metadata.Document, collection string, q metadata.ListedQuery, mistakes []string) roles.Inconsistency {
	for i := range mistakes {
		mistakes[i] = `"` + mistakes[i] + `"`
	}
	reason := fmt.Sprintf("Inconsistent object: In query collection %q the query %q is invalid with the following error(s): %s",
		collection, q.Name, strings.Join(mistakes, ", "))
	if used := endpoints(doc, collection, q.Name); len(used) > 0 {
		reason += ". This query is being used in the following REST endpoint(s): " + strings.Join(used, ", ")
	}
	definition, err := json.Marshal(q)
	if err != nil {
		panic("collections: a query does not encode: " + err.Error()) // two texts
	}
	return roles.Inconsistency{
		Type: "query_collections", Name: "query_collections " + q.Name + " in " + collection,
		Definition: definition, Reason: reason,
	}
}

// endpoints lists the REST endpoints that run an operation, in quotes.
func endpoints(doc *metadata.Document, collection, query string) (names []string) {
	for _, e := range doc.RestEndpoints {
		if q := e.Definition.Query; q.Collection == collection && q.Query == query {
			names = append(names, fmt.Sprintf("%q", e.Name))
		}
	}
	return names
}
