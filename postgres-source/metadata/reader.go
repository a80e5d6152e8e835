package metadata

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonmismatch"
	"github.com/weftql/weft/planner/jsonspan"
)

// reader takes JSON objects apart and remembers the first thing that is wrong, with its
// path. After that everything it returns is empty, so that callers check once at the end.
type reader struct {
	fault *planner.Fault
	// names keeps one copy of each string: columns and roles are named thousands of times.
	names map[string]string
}

func (r *reader) fail(path *planner.Path, format string, args ...any) {
	if r.fault == nil {
		r.fault = planner.Faultf(planner.CodeParseFailed, path, format, args...)
	}
}

// object is one JSON object being read: every member that is asked for is ticked off.
type object struct {
	r       *reader
	path    *planner.Path
	members []jsonMember
}

type jsonMember struct {
	key   string
	value json.RawMessage
	read  bool
}

// object opens data as an object.
func (r *reader) object(data json.RawMessage, path *planner.Path) *object {
	o := &object{r: r, path: path}
	if r.fault != nil {
		return o
	}
	if kind := kindOf(data); kind != "Object" {
		r.fail(path, "parsing Object failed, expected Object, but encountered %s", kind)
		return o
	}
	members, err := jsonspan.Object(data, nil)
	if err != nil {
		r.fail(path, "%v", err)
		return o
	}
	o.members = make([]jsonMember, 0, len(members))
	for _, m := range members {
		o.set(string(m.Key), m.Value)
	}
	return o
}

// set adds a member; of those with one key the last wins.
func (o *object) set(key string, value json.RawMessage) {
	for i := range o.members {
		if o.members[i].key == key {
			o.members[i].value = value
			return
		}
	}
	o.members = append(o.members, jsonMember{key: key, value: value})
}

// kindOf names a JSON value as the contract's decoder does.
func kindOf(data json.RawMessage) string {
	switch data = bytes.TrimSpace(data); {
	case len(data) == 0:
		return "nothing"
	case data[0] == '{':
		return "Object"
	case data[0] == '[':
		return "Array"
	case data[0] == '"':
		return "String"
	case data[0] == 't', data[0] == 'f':
		return "Boolean"
	case data[0] == 'n':
		return "Null"
	default:
		return "Number"
	}
}

// at is the path of a member.
func (o *object) at(key string) *planner.Path { return o.path.Key(key) }

// raw returns a member and whether it is there; null counts as absent.
func (o *object) raw(key string) (json.RawMessage, bool) {
	var value json.RawMessage
	for i := range o.members {
		if m := &o.members[i]; m.key == key {
			m.read = true
			value = m.value
		}
	}
	return value, value != nil && kindOf(value) != "Null"
}

// must returns a member that has to be there (null is allowed).
func (o *object) must(key string) json.RawMessage {
	value, _ := o.raw(key)
	if value == nil {
		o.r.fail(o.path, "the key '%s' was not present", key)
	}
	return value
}

// into decodes a member when it is there and tells whether it is.
func (o *object) into(key string, v any) bool {
	value, ok := o.raw(key)
	if !ok || o.r.fault != nil {
		return false
	}
	if err := o.r.decode(value, v); err != nil {
		if o.r.fault == nil {
			o.r.fault = jsonmismatch.Fault(err, o.at(key))
		}
		return false
	}
	return true
}

// need returns a member that has to be there and not be null.
func (o *object) need(key string) json.RawMessage {
	value := o.must(key)
	if value != nil && kindOf(value) == "Null" {
		o.r.fail(o.at(key), "a value is expected, but encountered Null")
	}
	return value
}

func (o *object) text(key string) (s string) {
	o.need(key)
	o.into(key, &s)
	return s
}

func (o *object) optText(key string) (s string) {
	o.into(key, &s)
	return s
}

// optional returns nil for an absent or null member.
func optional[T any](o *object, key string) *T {
	var v T
	if !o.into(key, &v) {
		return nil
	}
	return &v
}

// graphQLName is optText of what becomes a name in the schema (5.3).
func (o *object) graphQLName(key string) string {
	name := o.optText(key)
	checkGraphQLName(o.r, o.at(key), name)
	return name
}

var graphQLName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

// checkGraphQLName refuses what GraphQL has no name of; "" is none.
func checkGraphQLName(r *reader, at *planner.Path, name string) {
	if name != "" && !graphQLName.MatchString(name) {
		r.fail(at, "%q is not valid GraphQL name", name)
	}
}

// keep returns a member as it was written, nil when absent or null.
func (o *object) keep(key string) json.RawMessage {
	value, ok := o.raw(key)
	if !ok {
		return nil
	}
	return compact(value)
}

// compact removes white space, so that what is kept raw is encoded the same each time.
func compact(data json.RawMessage) json.RawMessage {
	var buf bytes.Buffer
	if json.Compact(&buf, data) != nil {
		return data
	}
	return buf.Bytes()
}

// nested opens a member as an object, or returns nil when it is absent.
func (o *object) nested(key string) *object {
	value, ok := o.raw(key)
	if !ok {
		return nil
	}
	return o.r.object(value, o.at(key))
}

// ignore ticks members off that the contract accepts and does nothing with.
func (o *object) ignore(keys ...string) {
	for _, key := range keys {
		o.raw(key)
	}
}

// done refuses members that nobody asked for. Tables do so in the contract; permissions do
// so here because a misspelt key would be a rule that is not kept. Elsewhere unknown members
// are passed over, as the original does: a catalog of its own has to open.
func (o *object) done(what string) {
	var unknown []string
	for _, m := range o.members {
		if !m.read {
			unknown = append(unknown, m.key)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		o.r.fail(o.path, "unexpected keys when parsing %s : %s", what, strings.Join(unknown, ", "))
	}
}

// list reads an array member, absent meaning empty.
func list[T any](o *object, key string, read func(*reader, json.RawMessage, *planner.Path) T) []T {
	value, ok := o.raw(key)
	if !ok || o.r.fault != nil {
		return nil
	}
	items, err := jsonspan.Array(value, nil)
	if err != nil {
		o.r.fail(o.at(key), "%v", err)
		return nil
	}
	out := make([]T, 0, len(items))
	for i, item := range items {
		out = append(out, read(o.r, item, o.at(key).Index(i)))
	}
	return out
}

// distinct refuses two elements with the same name
// (contract/metadata-and-migrations.md section 2).
func distinct[T any](o *object, key, what string, items []T, name func(T) string) []T {
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		if o.r.fault != nil {
			return items
		}
		if n := name(item); seen[n] {
			o.r.fail(o.at(key), "multiple declarations exist for the following %s : %s", what, n)
		} else {
			seen[n] = true
		}
	}
	return items
}
