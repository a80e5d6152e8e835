package reading

import (
	"encoding/json"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
)

// List reads an array member element by element; absent or null means nil.
func List[T any](o *Object, key string, read func(data json.RawMessage, path *planner.Path) (T, error)) []T {
	value, ok := o.Raw(key)
	if !ok {
		return nil
	}
	items, err := Elements(value, o.At(key))
	o.Refuse(o.At(key), err)
	out := make([]T, 0, len(items))
	for i, item := range items {
		v, err := read(item, o.At(key).Index(i))
		o.Refuse(o.At(key).Index(i), err)
		if o.Err() != nil {
			return nil
		}
		out = append(out, v)
	}
	return out
}

// MustList is List of a member that has to be there.
func MustList[T any](o *Object, key string, read func(data json.RawMessage, path *planner.Path) (T, error)) []T {
	o.Must(key)
	return List(o, key, read)
}

// Elements takes an array apart; the items are borrowed from data. The error is a *planner.Fault.
func Elements(data json.RawMessage, path *planner.Path) ([]json.RawMessage, error) {
	spans, err := jsonspan.Array(data, nil)
	if err != nil {
		return nil, planner.Faultf(planner.CodeParseFailed, path, "parsing [] failed, expected Array, but encountered %s", Kind(data))
	}
	items := make([]json.RawMessage, len(spans))
	for i, span := range spans {
		items[i] = span
	}
	return items, nil
}

// Distinct refuses two elements with the same name
// (contract/metadata-and-migrations.md section 2).
func Distinct[T any](path *planner.Path, what string, items []T, name func(T) string) error {
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		n := name(item)
		if seen[n] {
			return planner.Faultf(planner.CodeParseFailed, path, "multiple declarations exist for the following %s : %s", what, n)
		}
		seen[n] = true
	}
	return nil
}
