package rest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/planner"
)

// Check lists the endpoints that cannot work, one way or another
// (contract/events-actions-rest.md 8.1).
func Check(e *roles.Epoch) (list []roles.Inconsistency) {
	for i := range e.Document.RestEndpoints {
		endpoint := &e.Document.RestEndpoints[i]
		if reason := mistake(e.Document, endpoint); reason != "" {
			list = append(list, roles.Inconsistency{
				Type: "rest_endpoint", Name: objectName(endpoint), Definition: shown(endpoint, endpoint.Definition), Reason: reason,
			})
		}
	}
	return append(list, ambiguities(e.Document)...)
}

func objectName(e *metadata.RestEndpoint) string { return "rest_endpoint " + e.Name }

// mistake returns what is wrong with an endpoint by itself, "" for nothing.
func mistake(doc *metadata.Document, e *metadata.RestEndpoint) string {
	path := parsePath(e.URL)
	switch {
	case incomplete(path):
		return "Empty segments or unnamed variables are not allowed: " + e.URL
	case repeats(path):
		return "Duplicate variables found in endpoint path: " + e.URL
	}
	if reason := queryMistake(doc, e); reason != "" {
		return "Inconsistent object: in endpoint " + e.Name + ": " + reason
	}
	return ""
}

func queryMistake(doc *metadata.Document, e *metadata.RestEndpoint) string {
	name, collection := e.Definition.Query.Query, e.Definition.Query.Collection
	if !slices.ContainsFunc(doc.QueryCollections, func(c metadata.QueryCollection) bool { return c.Name == collection }) {
		return "collection with name " + collection + " does not exist"
	}
	text, ok := queryOf(doc, e)
	if !ok {
		return "query with name " + name + " does not exist in collection " + collection
	}
	parsed, err := planner.Parse(text)
	switch {
	case err != nil:
		return "query with name " + name + " is not a valid graphql query"
	case len(parsed.Operations)+len(parsed.Fragments) == 0:
		return "query with name " + name + " has no definitions."
	case len(parsed.Operations)+len(parsed.Fragments) > 1:
		return "query with name " + name + " has multiple definitions."
	case len(parsed.Operations) == 1 && parsed.Operations[0].Operation == ast.Subscription:
		return "query with name " + name + " is a subscription"
	}
	return ""
}

// shown is an endpoint as inconsistencies show it: with a comment, if only null.
func shown(e *metadata.RestEndpoint, definition any) json.RawMessage {
	out, err := json.Marshal(struct {
		Definition any      `json:"definition"`
		URL        string   `json:"url"`
		Methods    []string `json:"methods"`
		Name       string   `json:"name"`
		Comment    *string  `json:"comment"`
	}{definition, e.URL, e.Methods, e.Name, e.Comment})
	if err != nil {
		panic("rest: an endpoint does not encode: " + err.Error()) // texts
	}
	return out
}

// ambiguities groups the endpoints that some request could match together.
func ambiguities(doc *metadata.Document) (list []roles.Inconsistency) {
	var sound []*metadata.RestEndpoint
	for i := range doc.RestEndpoints {
		if e := &doc.RestEndpoints[i]; mistake(doc, e) == "" {
			sound = append(sound, e)
		}
	}
	group := groups(sound)
	for first := range sound {
		var members []*metadata.RestEndpoint
		for i := range sound {
			if group[i] == first {
				members = append(members, sound[i])
			}
		}
		if len(members) > 1 {
			list = append(list, ambiguity(doc, members))
		}
	}
	return list
}

// groups returns, for each endpoint, the first one it is in conflict with, by however many
// others.
func groups(endpoints []*metadata.RestEndpoint) []int {
	paths := make([][]segment, len(endpoints))
	group := make([]int, len(endpoints))
	for i, e := range endpoints {
		paths[i], group[i] = parsePath(e.URL), i
	}
	for i := range endpoints {
		for j := range i {
			if group[i] != group[j] && overlap(paths[i], paths[j]) && sharesMethod(endpoints[i], endpoints[j]) {
				merge(group, group[i], group[j])
			}
		}
	}
	return group
}

func merge(group []int, a, b int) {
	for i := range group {
		if group[i] == a || group[i] == b {
			group[i] = min(a, b)
		}
	}
}

func sharesMethod(a, b *metadata.RestEndpoint) bool {
	return slices.ContainsFunc(a.Methods, func(m string) bool { return slices.Contains(b.Methods, m) })
}

func ambiguity(doc *metadata.Document, members []*metadata.RestEndpoint) roles.Inconsistency {
	slices.SortFunc(members, func(a, b *metadata.RestEndpoint) int { return strings.Compare(a.URL, b.URL) })
	in := roles.Inconsistency{Type: "rest_endpoint"}
	urls := make([]string, len(members))
	for i, e := range members {
		text, _ := queryOf(doc, e)
		urls[i] = e.URL
		in.Conflicts = append(in.Conflicts, shown(e, map[string]string{"query": text}))
		in.Objects = append(in.Objects, roles.Object{Type: "rest_endpoint", Name: objectName(e)})
	}
	in.Reason = "Ambiguous URL paths: " + strings.Join(urls, ", ")
	return in
}
