package kriti

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/weftql/weft/planner"
)

// call is a function and its argument.
type call struct {
	span
	name string
	arg  node
}

// function answers nil for an argument that it does not take.
type function func(v *planner.Value) *planner.Value

var functions = map[string]function{
	"empty": empty, "size": size, "inverse": inverse, "head": head, "tail": tail, "not": not,
	"toCaseFold": mapped(strings.ToLower), "toLower": mapped(strings.ToLower), "toUpper": mapped(strings.ToUpper), "toTitle": mapped(title),
	"escapeUri": mapped(escapeURI), "fromPairs": fromPairs, "toPairs": toPairs, "removeNulls": removeNulls, "concat": concat,
}

func (n *call) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	f := functions[n.name]
	if n.name == "getSessionVariable" && r.session != nil {
		f = r.sessionVariable
	}
	if f == nil {
		return nil, r.fail(n, NameError, `Function "`+n.name+`" not found`)
	}
	arg, err := n.arg.eval(r, s)
	if err != nil {
		return nil, err
	}
	r.charge(arg)
	v := f(arg)
	if v == nil {
		return nil, r.fail(n, FunctionError, n.name+" does not take this "+strings.TrimPrefix(strings.TrimPrefix(kindOf(arg), "an "), "a "))
	}
	if r.steps += len(v.Items) + len(v.Members); v.Kind == planner.String {
		return r.text(n, v.Text)
	}
	return v, nil
}

func (r *run) sessionVariable(v *planner.Value) *planner.Value {
	if v.Kind != planner.String {
		return nil
	}
	value, set := r.session[strings.ToLower(v.Text)]
	if !set {
		return nil
	}
	return planner.StringValue(value)
}

func empty(v *planner.Value) *planner.Value {
	switch v.Kind {
	case planner.Null:
		return planner.TrueValue
	case planner.Boolean:
		return nil
	case planner.String, planner.Enum:
		return truth(strings.TrimSpace(v.Text) == "")
	case planner.List, planner.Object:
		return truth(len(v.Items)+len(v.Members) == 0)
	}
	return truth(compareNumbers(v.Text, "0") == 0)
}

func size(v *planner.Value) *planner.Value {
	switch v.Kind {
	case planner.Null:
		return planner.IntValue(0)
	case planner.Boolean:
		return planner.IntValue(map[string]int64{"true": 1}[v.Text])
	case planner.String, planner.Enum:
		return planner.IntValue(int64(utf8.RuneCountInString(v.Text)))
	case planner.List, planner.Object:
		return planner.IntValue(int64(len(v.Items) + len(v.Members)))
	}
	return v
}

func inverse(v *planner.Value) *planner.Value {
	switch v.Kind {
	case planner.Null, planner.Object:
		return v
	case planner.Boolean:
		return not(v)
	case planner.String, planner.Enum:
		runes := []rune(v.Text)
		slices.Reverse(runes)
		return planner.StringValue(string(runes))
	case planner.List:
		items := slices.Clone(v.Items)
		slices.Reverse(items)
		return &planner.Value{Kind: planner.List, Items: items}
	}
	return reciprocal(v)
}

// reciprocal is exact: a quotient without an end is refused.
func reciprocal(v *planner.Value) *planner.Value {
	q := rational(v.Text)
	if q == nil || q.Sign() == 0 {
		return nil
	}
	digits, exact := q.Inv(q).FloatPrec()
	if !exact {
		return nil
	}
	return &planner.Value{Kind: planner.Number, Text: q.FloatString(digits)}
}

func head(v *planner.Value) *planner.Value {
	switch {
	case v.Kind == planner.List && len(v.Items) > 0:
		return v.Items[0]
	case v.Kind == planner.String && v.Text != "":
		_, n := utf8.DecodeRuneInString(v.Text)
		return planner.StringValue(v.Text[:n])
	}
	return nil
}

func tail(v *planner.Value) *planner.Value {
	switch {
	case v.Kind == planner.List && len(v.Items) > 0:
		return &planner.Value{Kind: planner.List, Items: v.Items[1:]}
	case v.Kind == planner.String && v.Text != "":
		_, n := utf8.DecodeRuneInString(v.Text)
		return planner.StringValue(v.Text[n:])
	}
	return nil
}

func not(v *planner.Value) *planner.Value {
	if v.Kind != planner.Boolean {
		return nil
	}
	return truth(v.Text != "true")
}

// mapped makes a function of strings.
func mapped(change func(string) string) function {
	return func(v *planner.Value) *planner.Value {
		if v.Kind != planner.String {
			return nil
		}
		return planner.StringValue(change(v.Text))
	}
}

// title makes the first letter of each word large and the others small.
func title(s string) string {
	inside := false
	return strings.Map(func(r rune) rune {
		was := inside
		if inside = unicode.IsLetter(r) || inside && r == '\''; was {
			return unicode.ToLower(r)
		}
		return unicode.ToTitle(r)
	}, s)
}

// escapeURI percent-encodes every byte that is not unreserved.
func escapeURI(s string) string {
	var out strings.Builder
	for i := range len(s) {
		if c := s[i]; letter(c) || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			out.WriteByte(c)
		} else {
			out.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)+0x100, 16)[1:]))
		}
	}
	return out.String()
}

func toPairs(v *planner.Value) *planner.Value {
	if v.Kind != planner.Object {
		return nil
	}
	list := &planner.Value{Kind: planner.List}
	for _, m := range v.Members {
		list.Items = append(list.Items, &planner.Value{Kind: planner.List, Items: []*planner.Value{planner.StringValue(m.Name), m.Value}})
	}
	return list
}

func fromPairs(v *planner.Value) *planner.Value {
	if v.Kind != planner.List {
		return nil
	}
	made := newMembers(len(v.Items))
	for _, pair := range v.Items {
		if pair.Kind != planner.List || len(pair.Items) != 2 || pair.Items[0].Kind != planner.String {
			return nil
		}
		made.set(pair.Items[0].Text, pair.Items[1])
	}
	return made.value()
}

func removeNulls(v *planner.Value) *planner.Value {
	if v.Kind != planner.List {
		return nil
	}
	kept := slices.DeleteFunc(slices.Clone(v.Items), (*planner.Value).IsNull)
	return &planner.Value{Kind: planner.List, Items: kept}
}

// concat joins lists or strings, and merges objects, the rightmost winning.
func concat(v *planner.Value) *planner.Value {
	if v.Kind != planner.List {
		return nil
	}
	if len(v.Items) == 0 {
		return v
	}
	kind := v.Items[0].Kind
	if slices.ContainsFunc(v.Items, func(item *planner.Value) bool { return item.Kind != kind }) {
		return nil
	}
	switch kind {
	case planner.String:
		var out strings.Builder
		for _, item := range v.Items {
			if out.WriteString(item.Text); out.Len() > maxBytes {
				break // the run refuses it
			}
		}
		return planner.StringValue(out.String())
	case planner.List:
		joined := &planner.Value{Kind: planner.List}
		for _, item := range v.Items {
			if joined.Items = append(joined.Items, item.Items...); len(joined.Items) > maxSteps {
				return nil
			}
		}
		return joined
	case planner.Object:
		made := newMembers(0)
		n := 0
		for _, item := range v.Items {
			if n += len(item.Members); n > maxSteps {
				return nil
			}
			for _, m := range item.Members {
				made.set(m.Name, m.Value)
			}
		}
		return made.value()
	}
	return nil
}
