package reading

import (
	"bytes"
	"encoding/json"

	"github.com/weftql/weft/planner"
)

// Text returns a string that has to be there.
func (o *Object) Text(key string) string {
	o.Must(key)
	return o.OptText(key)
}

// Name returns a string that has to be there and must not be empty.
func (o *Object) Name(key string) string {
	s := o.Text(key)
	if s == "" {
		o.Fail(o.At(key), "empty string not allowed")
	}
	return s
}

// OptText returns "" for an absent string.
func (o *Object) OptText(key string) (s string) {
	if value, ok := o.Raw(key); ok {
		o.into(key, value, &s, "parsing Text failed, expected String")
	}
	return s
}

// TextOr returns a string, or another one for an absent one.
func (o *Object) TextOr(key, absent string) string {
	if _, ok := o.Raw(key); !ok {
		return absent
	}
	return o.OptText(key)
}

// Comment returns nil for an absent or null string.
func (o *Object) Comment(key string) *string {
	if _, ok := o.Raw(key); !ok {
		return nil
	}
	s := o.OptText(key)
	return &s
}

// Flag returns a boolean, or another one for an absent one.
func (o *Object) Flag(key string, absent bool) bool {
	value, ok := o.Raw(key)
	if !ok {
		return absent
	}
	var b bool
	o.into(key, value, &b, "expected Bool")
	return b
}

// Number returns an integer, or another one for an absent one.
func (o *Object) Number(key string, absent int) int {
	value, ok := o.Raw(key)
	if !ok {
		return absent
	}
	var n int
	o.into(key, value, &n, "parsing Int failed, expected Number")
	return n
}

// Texts returns a list of strings, nil for an absent one.
func (o *Object) Texts(key string) []string {
	return List(o, key, func(data json.RawMessage, path *planner.Path) (string, error) {
		var s string
		if Kind(data) != "String" || json.Unmarshal(data, &s) != nil {
			return "", planner.Faultf(planner.CodeParseFailed, path, "parsing Text failed, expected String, but encountered %s", Kind(data))
		}
		return s, nil
	})
}

// Keep returns a member as it was written but for white space, nil when absent or null.
func (o *Object) Keep(key string) json.RawMessage {
	value, ok := o.Raw(key)
	if !ok {
		return nil
	}
	return Compact(value)
}

// Into decodes a member by its own UnmarshalJSON and tells whether it is there.
func (o *Object) Into(key string, v any) bool {
	value, ok := o.Raw(key)
	if !ok || *o.fault != nil {
		return false
	}
	o.Refuse(o.At(key), json.Unmarshal(value, v))
	return *o.fault == nil
}

// MustInto is Into of a member that has to be there.
func (o *Object) MustInto(key string, v any) {
	if o.Must(key); *o.fault == nil {
		o.Refuse(o.At(key), json.Unmarshal(o.value(key), v))
	}
}

// Nested opens a member as an object, nil when it is absent or null.
func (o *Object) Nested(key string) *Object {
	value, ok := o.Raw(key)
	if !ok {
		return nil
	}
	return open(value, o.At(key), o.fault)
}

// MustNested opens a member that has to be there as an object.
func (o *Object) MustNested(key string) *Object {
	return open(o.Must(key), o.At(key), o.fault)
}

func (o *Object) into(key string, value json.RawMessage, v any, expected string) {
	if *o.fault == nil && json.Unmarshal(value, v) != nil {
		o.Fail(o.At(key), "%s, but encountered %s", expected, Kind(value))
	}
}

// Compact removes white space, so that what is kept raw is encoded the same each time. The
// result shares no memory with data.
func Compact(data json.RawMessage) json.RawMessage {
	var buf bytes.Buffer
	if json.Compact(&buf, data) != nil {
		return bytes.Clone(data)
	}
	return buf.Bytes()
}
