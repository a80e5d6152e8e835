package permissiontest_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// truth is a value of SQL's logic.
type truth int

const (
	no truth = iota
	yes
	unknown
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	return [...]truth{no: yes, yes: no, unknown: unknown}[t]
}

func (t truth) and(u truth) truth {
	switch {
	case t == no || u == no:
		return no
	case t == unknown || u == unknown:
		return unknown
	}
	return yes
}

func (t truth) or(u truth) truth { return t.not().and(u.not()).not() }

// holds applies an operator as SQL does.
func holds(op string, l any, r any) truth {
	switch op {
	case "_is_null":
		return truthOf((l == nil) == r.(bool))
	case "_in":
		return in(l, r.([]any))
	case "_nin":
		return in(l, r.([]any)).not()
	}
	if l == nil || r == nil {
		return unknown
	}
	if test, ok := texts[op]; ok {
		return truthOf(test(l.(string), r.(string)))
	}
	switch op {
	case "_eq":
		return truthOf(same(l, r))
	case "_neq":
		return truthOf(!same(l, r))
	case "_gt":
		return truthOf(order(l, r) > 0)
	case "_lt":
		return truthOf(order(l, r) < 0)
	case "_gte":
		return truthOf(order(l, r) >= 0)
	case "_lte":
		return truthOf(order(l, r) <= 0)
	case "_contains":
		return truthOf(contains(l, r))
	case "_contained_in":
		return truthOf(contains(r, l))
	case "_has_key":
		_, ok := l.(map[string]any)[r.(string)]
		return truthOf(ok)
	}
	panic("no operator " + op)
}

func in(l any, list []any) truth {
	switch {
	case len(list) == 0:
		return no
	case l == nil:
		return unknown
	}
	for _, r := range list {
		if same(l, r) {
			return yes
		}
	}
	return no
}

// texts are the operators on texts.
var texts = map[string]func(l, r string) bool{
	"_like":   func(l, r string) bool { return like(l, r, "") },
	"_nlike":  func(l, r string) bool { return !like(l, r, "") },
	"_ilike":  func(l, r string) bool { return like(l, r, "(?i)") },
	"_nilike": func(l, r string) bool { return !like(l, r, "(?i)") },
	"_regex":  func(l, r string) bool { return regexp.MustCompile(r).MatchString(l) },
	"_nregex": func(l, r string) bool { return !regexp.MustCompile(r).MatchString(l) },
	"_iregex": func(l, r string) bool { return regexp.MustCompile("(?i)" + r).MatchString(l) },
}

func like(s, pattern, flags string) bool {
	p := strings.NewReplacer("%", ".*", "_", ".").Replace(regexp.QuoteMeta(pattern))
	return regexp.MustCompile(flags + "^" + p + "$").MatchString(s)
}

func same(l, r any) bool {
	if _, ok := l.(map[string]any); ok {
		return reflect.DeepEqual(l, r)
	}
	return order(l, r) == 0
}

// order compares two values of one sorted kind.
func order(l, r any) int {
	switch l := l.(type) {
	case int64:
		return cmp.Compare(l, r.(int64))
	case float64:
		return cmp.Compare(l, r.(float64))
	case bool:
		return cmp.Compare(strconv.FormatBool(l), strconv.FormatBool(r.(bool)))
	default:
		return cmp.Compare(l.(string), r.(string))
	}
}

// contains is `@>` on flat objects.
func contains(l, r any) bool {
	for k, v := range r.(map[string]any) {
		if w, ok := l.(map[string]any)[k]; !ok || w != v {
			return false
		}
	}
	return true
}

// textOf casts a value to text.
func textOf(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case map[string]any:
		return documentText(v)
	default:
		panic("no cast")
	}
}

// documentText prints an object as jsonb does: short keys first, a space after signs.
// Generated keys have one letter.
func documentText(d map[string]any) string {
	var b bytes.Buffer
	b.WriteByte('{')
	for _, k := range []string{"k", "n", "t"} {
		v, ok := d[k]
		if !ok {
			continue
		}
		if b.Len() > 1 {
			b.WriteString(", ")
		}
		raw, _ := json.Marshal(v) // texts and numbers always marshal
		b.WriteString(strconv.Quote(k) + ": " + string(raw))
	}
	b.WriteByte('}')
	return b.String()
}
