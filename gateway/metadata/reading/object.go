package reading

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonmismatch"
	"github.com/weftql/weft/planner/jsonspan"
)

// Object is one JSON object being read. It is used by one goroutine.
type Object struct {
	path    *planner.Path
	members []member
	// fault is shared with the objects opened within this one.
	fault **planner.Fault
}

type member struct {
	key   string
	value json.RawMessage
	read  bool
}

// Open reads data as an object at path. data is borrowed for as long as the object and what
// its methods return are used.
func Open(data json.RawMessage, path *planner.Path) *Object {
	return open(data, path, new(*planner.Fault))
}

func open(data json.RawMessage, path *planner.Path, fault **planner.Fault) *Object {
	o := &Object{path: path, fault: fault}
	if *fault != nil {
		return o
	}
	if kind := Kind(data); kind != "Object" {
		o.Fail(path, "parsing Object failed, expected Object, but encountered %s", kind)
		return o
	}
	members, err := jsonspan.Object(data, nil)
	if err != nil {
		o.Fail(path, "%v", err)
		return o
	}
	o.members = make([]member, len(members))
	for i, m := range members {
		o.members[i] = member{key: string(m.Key), value: m.Value}
	}
	return o
}

// Err returns the first thing that was wrong, a *planner.Fault, or nil.
func (o *Object) Err() error {
	if *o.fault == nil {
		return nil
	}
	return *o.fault
}

// Fail remembers that something is wrong at path; the first one counts.
func (o *Object) Fail(path *planner.Path, format string, args ...any) {
	o.take(planner.Faultf(planner.CodeParseFailed, path, format, args...))
}

// Refuse remembers an error of another decoder: a fault as it is, anything else as a parse
// failure at path.
func (o *Object) Refuse(path *planner.Path, err error) {
	if err == nil {
		return
	}
	var fault *planner.Fault
	if !errors.As(err, &fault) {
		fault = jsonmismatch.Fault(err, path)
	}
	o.take(fault)
}

func (o *Object) take(fault *planner.Fault) {
	if *o.fault == nil {
		*o.fault = fault
	}
}

// At is the path of a member.
func (o *Object) At(key string) *planner.Path { return o.path.Key(key) }

// Path is the object's own path.
func (o *Object) Path() *planner.Path { return o.path }

// Raw returns a member and whether it is there; null counts as absent. The last of
// duplicates wins.
func (o *Object) Raw(key string) (json.RawMessage, bool) {
	value := o.value(key)
	return value, value != nil && Kind(value) != "Null"
}

// Has tells whether the key is there, even if its value is null.
func (o *Object) Has(key string) bool { return o.value(key) != nil }

func (o *Object) value(key string) (value json.RawMessage) {
	for i := range o.members {
		if m := &o.members[i]; m.key == key {
			m.read, value = true, m.value
		}
	}
	return value
}

// Must returns a member that has to be there; null is allowed.
func (o *Object) Must(key string) json.RawMessage {
	value := o.value(key)
	if value == nil {
		o.Fail(o.path, "the key '%s' was not present", key)
	}
	return value
}

// Keys lists the object's keys in written order.
func (o *Object) Keys() []string {
	keys := make([]string, len(o.members))
	for i := range o.members {
		keys[i] = o.members[i].key
	}
	return keys
}

// Done refuses members that nobody asked for.
func (o *Object) Done(what string) {
	var unknown []string
	for _, m := range o.members {
		if !m.read {
			unknown = append(unknown, m.key)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		o.Fail(o.path, "unexpected keys when parsing %s : %s", what, strings.Join(unknown, ", "))
	}
}

// Kind names a JSON value as the contract's decoder does.
func Kind(data json.RawMessage) string {
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
