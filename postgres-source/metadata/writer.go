package metadata

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/weftql/weft/planner"
)

// writer appends one JSON object at a time, keys in the contract's order.
type writer struct {
	out []byte
	// tables writes a table of a source; nil: writeTable.
	tables func(*writer, *Table)
}

// object writes the members that body adds.
func (w *writer) object(body func()) {
	w.out = append(w.out, '{')
	body()
	w.out = append(w.out, '}')
}

// key begins a member.
func (w *writer) key(key string) {
	if last := w.out[len(w.out)-1]; last != '{' {
		w.out = append(w.out, ',')
	}
	w.out = append(planner.AppendJSONString(w.out, key), ':')
}

func (w *writer) text(key, value string) {
	w.key(key)
	w.out = planner.AppendJSONString(w.out, value)
}

// optText omits an empty text.
func (w *writer) optText(key, value string) {
	if value != "" {
		w.text(key, value)
	}
}

// comment omits an absent comment.
func (w *writer) comment(key string, value *string) {
	if value != nil {
		w.text(key, *value)
	}
}

// raw omits nil.
func (w *writer) raw(key string, value json.RawMessage) {
	if value != nil {
		w.key(key)
		w.out = append(w.out, value...)
	}
}

// flag omits false.
func (w *writer) flag(key string, value bool) {
	if value {
		w.key(key)
		w.out = append(w.out, "true"...)
	}
}

func (w *writer) boolean(key string, value bool) {
	w.key(key)
	w.out = strconv.AppendBool(w.out, value)
}

// number omits nil.
func number[T int | int64](w *writer, key string, value *T) {
	if value != nil {
		w.key(key)
		w.out = strconv.AppendInt(w.out, int64(*value), 10)
	}
}

func (w *writer) texts(key string, values []string) {
	w.key(key)
	w.stringArray(values)
}

func (w *writer) stringArray(values []string) {
	w.out = append(w.out, '[')
	for i, v := range values {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = planner.AppendJSONString(w.out, v)
	}
	w.out = append(w.out, ']')
}

// array writes items as they are ordered; an empty one is omitted.
func array[T any](w *writer, key string, items []T, write func(*writer, T)) {
	if len(items) > 0 {
		w.key(key)
		elements(w, items, write)
	}
}

func elements[T any](w *writer, items []T, write func(*writer, T)) {
	w.out = append(w.out, '[')
	for i, item := range items {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		write(w, item)
	}
	w.out = append(w.out, ']')
}

// sorted returns a copy of items in the order of their names: arrays keyed by name are
// exported sorted (contract/metadata-and-migrations.md section 2).
func sorted[T any](items []T, name func(T) string) []T {
	return slices.SortedStableFunc(slices.Values(items), func(a, b T) int { return cmp.Compare(name(a), name(b)) })
}
