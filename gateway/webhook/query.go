package webhook

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/weftql/weft/gateway/kriti"
	"github.com/weftql/weft/planner"
)

// query is what becomes of a query string: pairs, or one template that makes it.
type query struct {
	pairs []pair
	whole *kriti.Template
}

// parseQuery reads `query_params`; nil keeps the query string.
func parseQuery(data json.RawMessage) (*query, error) {
	if absent(data) {
		return nil, nil //nolint:nilnil // an absent one is no error
	}
	var template string
	if json.Unmarshal(data, &template) == nil {
		t, err := parseText(template)
		return &query{whole: t}, err
	}
	pairs, err := parsePairs(data)
	if e := (*TransformError)(nil); err != nil && !errors.As(err, &e) {
		err = errors.New("expected query_params to be a template or an object of templates")
	}
	return &query{pairs: pairs}, err
}

// apply returns the new query string.
func (q *query) apply(vars kriti.Vars) (string, error) {
	if q.whole == nil {
		return formText(q.pairs, vars)
	}
	whole, err := text(q.whole, vars)
	if err != nil {
		return "", err
	}
	parts := queryParts(strings.TrimPrefix(whole, "?"))
	for i, p := range parts {
		parts[i][0] = escape(p[0])
		if len(p) > 1 {
			parts[i][1] = escape(p[1])
		}
	}
	joined := make([]string, len(parts))
	for i, p := range parts {
		joined[i] = strings.Join(p, "=")
	}
	return strings.Join(joined, "&"), nil
}

// queryParts takes a query string apart: name and value, or a name alone.
func queryParts(text string) [][]string {
	var parts [][]string
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		name, value, valued := strings.Cut(part, "=")
		list := []string{unescape(name)}
		if valued {
			list = append(list, unescape(value))
		}
		parts = append(parts, list)
	}
	return parts
}

// queryValue is `$query_params`: pairs of a name and a value, which is null where there is
// none.
func queryValue(text string) *planner.Value {
	list := &planner.Value{Kind: planner.List}
	for _, part := range queryParts(text) {
		value := planner.NullValue
		if len(part) > 1 {
			value = planner.StringValue(part[1])
		}
		list.Items = append(list.Items, &planner.Value{Kind: planner.List, Items: []*planner.Value{planner.StringValue(part[0]), value}})
	}
	return list
}

// escape percent-encodes for a query string or a form.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

func unescape(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
