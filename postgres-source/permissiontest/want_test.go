package permissiontest_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
)

// want is what an answer may be. Nothing more than one value may be right: rows without an
// order come in any, and of rows that are equal in the order any may be in the limit.
type want interface {
	// differs returns why a value is not what is wanted, "" when it is.
	differs(got any) string
}

type (
	// exactly is one value.
	exactly struct{ value any }
	// about is a number that PostgreSQL rounds to some sixteen digits on the way.
	about struct{ value any }
	// anything cannot be told.
	anything struct{}
	// either is one of several.
	either []want
	// members are an object's, in order.
	members struct {
		keys   []string
		values []want
	}
	// items are a list: the tiers in order, cut to a window.
	items struct {
		tiers         []tier
		offset, limit int // limit -1: none
	}
)

// tier is a set of items in any order.
type tier []want

func (e exactly) differs(got any) string {
	if equal(e.value, got) {
		return ""
	}
	return fmt.Sprintf("got %s, want %s", encode(plain(got)), encode(e.value))
}

func (a about) differs(got any) string {
	if a.value == nil || got == nil {
		return exactly(a).differs(got)
	}
	number, ok := got.(json.Number)
	if !ok {
		return fmt.Sprintf("got %v, want a number", got)
	}
	n, _ := number.Float64()
	if w := a.value.(float64); math.Abs(n-w) > 1e-8*math.Max(1, math.Abs(w)) {
		return fmt.Sprintf("got %v, want about %v", n, w)
	}
	return ""
}

func (anything) differs(any) string { return "" }

func (e either) differs(got any) string {
	why := "got a value where none can be"
	for _, w := range e {
		if why = w.differs(got); why == "" {
			return ""
		}
	}
	return why
}

func (m members) differs(got any) string {
	o, ok := got.(*answerObject)
	if !ok {
		return fmt.Sprintf("got %s, want an object", encode(plain(got)))
	}
	if !reflect.DeepEqual(o.keys, m.keys) {
		return fmt.Sprintf("got members %q, want %q", o.keys, m.keys)
	}
	for i, key := range m.keys {
		if why := m.values[i].differs(o.values[i]); why != "" {
			return key + ": " + why
		}
	}
	return ""
}

// differs finds for every item of the answer one of its own among those wanted there.
func (w items) differs(got any) string {
	answers, ok := got.([]any)
	if !ok {
		return fmt.Sprintf("got %s, want a list", encode(plain(got)))
	}
	if n := w.length(); len(answers) != n {
		return fmt.Sprintf("got %d items, want %d: %s", len(answers), n, encode(plain(got)))
	}
	first := w.offset
	for _, t := range w.tiers {
		n := max(0, min(len(t)-first, len(answers)))
		first = max(0, first-len(t))
		if why := t.match(answers[:n]); why != "" {
			return why
		}
		answers = answers[n:]
	}
	return ""
}

// length is how many items the window leaves.
func (w items) length() int {
	n := -w.offset
	for _, t := range w.tiers {
		n += len(t)
	}
	n = max(n, 0)
	if w.limit >= 0 {
		n = min(n, w.limit)
	}
	return n
}

// match finds an assignment of answers to wants.
func (t tier) match(answers []any) string {
	taken := make([]int, len(t)) // by which answer, from 1
	for i, a := range answers {
		if !t.assign(answers, i, taken, make([]bool, len(t))) {
			why := "an item too many"
			for j := range t {
				why = t[j].differs(a)
				if taken[j] == 0 {
					break
				}
			}
			return fmt.Sprintf("item %s fits none of %d: %s", encode(plain(a)), len(t), why)
		}
	}
	return ""
}

// assign is a step of the augmenting path method.
func (t tier) assign(answers []any, i int, taken []int, tried []bool) bool {
	for j, w := range t {
		if tried[j] || w.differs(answers[i]) != "" {
			continue
		}
		tried[j] = true
		if taken[j] == 0 || t.assign(answers, taken[j]-1, taken, tried) {
			taken[j] = i + 1
			return true
		}
	}
	return false
}

// equal compares a value of the world with one of an answer.
func equal(value, got any) bool {
	switch value := value.(type) {
	case nil:
		return got == nil
	case int64, float64:
		n, ok := got.(json.Number)
		if !ok {
			return false
		}
		f, err := n.Float64()
		return err == nil && f == toFloat(value)
	case map[string]any:
		o, ok := got.(*answerObject)
		if !ok || len(o.keys) != len(value) {
			return false
		}
		for i, k := range o.keys {
			if v, ok := value[k]; !ok || !equal(v, o.values[i]) {
				return false
			}
		}
		return true
	}
	return value == got
}

func toFloat(v any) float64 {
	if i, ok := v.(int64); ok {
		return float64(i)
	}
	return v.(float64)
}
