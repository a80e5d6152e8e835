package metadata

import (
	"bytes"
	"encoding/json"

	"github.com/weftql/weft/planner/jsonspan"
)

// decode is json.Unmarshal, quicker for what documents mostly consist of: names and lists of
// names without escapes.
func (r *reader) decode(value json.RawMessage, v any) error {
	switch v := v.(type) {
	case *string:
		if name, ok := r.plain(value); ok {
			*v = name
			return nil
		}
	case *[]string:
		if names, ok := r.plainList(value); ok {
			*v = names
			return nil
		}
	}
	return json.Unmarshal(value, v)
}

// plain returns a string without escapes, the same copy each time.
func (r *reader) plain(value []byte) (string, bool) {
	end := len(value) - 1
	if end < 1 || value[0] != '"' || value[end] != '"' {
		return "", false
	}
	text := value[1:end]
	if bytes.ContainsAny(text, "\\\"") {
		return "", false
	}
	if name, ok := r.names[string(text)]; ok {
		return name, true
	}
	if r.names == nil {
		r.names = map[string]string{}
	}
	name := string(text)
	r.names[name] = name
	return name, true
}

func (r *reader) plainList(value []byte) ([]string, bool) {
	var few [32][]byte
	items, err := jsonspan.Array(value, few[:0])
	if err != nil {
		return nil, false
	}
	names := make([]string, len(items))
	for i, item := range items {
		name, ok := r.plain(item)
		if !ok {
			return nil, false
		}
		names[i] = name
	}
	return names, true
}
