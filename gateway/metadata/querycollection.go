package metadata

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// QueryCollection is one element of `query_collections`: operations with names, for allow
// lists and REST endpoints.
type QueryCollection struct {
	Name       string               `json:"name"`
	Definition CollectionDefinition `json:"definition"`
	Comment    *string              `json:"comment,omitempty"`
}

// CollectionDefinition holds a collection's operations.
type CollectionDefinition struct {
	Queries []ListedQuery `json:"queries"`
}

// ListedQuery is one operation of a collection.
type ListedQuery struct {
	Name  string `json:"name"`
	Query string `json:"query"`
}

// Query returns the text of the operation called name and whether there is one.
func (c *QueryCollection) Query(name string) (string, bool) {
	i := slices.IndexFunc(c.Definition.Queries, func(q ListedQuery) bool { return q.Name == name })
	if i < 0 {
		return "", false
	}
	return c.Definition.Queries[i].Query, true
}

// DecodeQueryCollection reads a collection. The error is a *planner.Fault.
func DecodeQueryCollection(data json.RawMessage, path *planner.Path) (QueryCollection, error) {
	o := reading.Open(data, path)
	c := QueryCollection{Name: o.Name("name"), Comment: o.Comment("comment")}
	def := o.MustNested("definition")
	c.Definition.Queries = reading.MustList(def, "queries", decodeListedQuery)
	if c.Definition.Queries == nil {
		c.Definition.Queries = []ListedQuery{}
	}
	o.Refuse(path, reading.Distinct(def.At("queries"), "queries", c.Definition.Queries, func(q ListedQuery) string { return q.Name }))
	return c, o.Err()
}

func decodeListedQuery(data json.RawMessage, path *planner.Path) (ListedQuery, error) {
	o := reading.Open(data, path)
	q := ListedQuery{Name: o.Name("name"), Query: o.Text("query")}
	if o.Err() == nil {
		o.Refuse(o.At("query"), CheckDocument(q.Query))
	}
	return q, o.Err()
}

// CheckDocument tells whether text is a GraphQL document at all: a collection holds nothing
// else.
func CheckDocument(text string) error {
	if _, err := planner.Parse(text); err != nil {
		return errors.New("not a valid graphql query")
	}
	return nil
}
