package planner

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// ParseValue reads one JSON value as encoding/json would accept it, and keeps the order of
// members and the digits of numbers. Of members with one name the last counts, at the place
// of the first. Arrays and objects may be nested 500 deep.
//
// The error tells the offset in bytes. The value does not refer to data.
func ParseValue(data []byte) (*Value, error) {
	scratch := memberLists.Get().(*[]Member) //nolint:forcetypeassert // the pool holds nothing else
	r := jsonReader{text: string(data), members: *scratch}
	v, err := r.whole()
	if members := r.members[:cap(r.members)]; len(members) <= roomyMembers {
		clear(members)
		*scratch = members[:0]
		memberLists.Put(scratch)
	}
	return v, err
}

// memberLists hold what readers gather members in.
var memberLists = sync.Pool{New: func() any { return new([]Member) }}

// roomyMembers is from where on such a list is not kept.
const roomyMembers = 1024

type jsonReader struct {
	text  string
	at    int
	depth int
	slab  []Value // the next values: allocating them in groups halves the time
	group int     // how many there are in the group at hand
	// members are those of the objects that are being read, the innermost last: how many there
	// are shows at the end only.
	members []Member
}

// A request of four values, or a few more, is what most clients send; large ones come in large
// groups.
const (
	firstGroup = 4
	largeGroup = 64
)

// whole reads the value that the text is.
func (r *jsonReader) whole() (*Value, error) {
	r.space()
	v, err := r.value()
	if err != nil {
		return nil, err
	}
	if r.space(); r.at < len(r.text) {
		return nil, r.unexpected("after the value")
	}
	return v, nil
}

// add returns a new value.
func (r *jsonReader) add(kind ValueKind, text string) *Value {
	if len(r.slab) == 0 {
		r.group = min(max(firstGroup, 2*r.group), largeGroup)
		r.slab = make([]Value, r.group)
	}
	v := &r.slab[0]
	r.slab = r.slab[1:]
	v.Kind, v.Text = kind, text
	return v
}

// peek returns the byte at hand, 0 at the end.
func (r *jsonReader) peek() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

func (r *jsonReader) space() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return
		}
	}
}

func (r *jsonReader) unexpected(where string) error {
	if r.at >= len(r.text) {
		return fmt.Errorf("unexpected end of JSON at offset %d", r.at)
	}
	c, _ := utf8.DecodeRuneInString(r.text[r.at:])
	return fmt.Errorf("unexpected %q at offset %d, %s", c, r.at, where)
}

func (r *jsonReader) value() (*Value, error) {
	switch c := r.peek(); {
	case c == '{', c == '[':
		return r.nested(c)
	case c == '"':
		s, err := r.string()
		return r.add(String, s), err
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	for _, word := range [...]struct {
		text  string
		value *Value
	}{{"null", NullValue}, {"true", TrueValue}, {"false", FalseValue}} {
		if strings.HasPrefix(r.text[r.at:], word.text) {
			r.at += len(word.text)
			return word.value, nil
		}
	}
	return nil, r.unexpected("looking for a value")
}
