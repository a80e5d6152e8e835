package planner

import (
	"fmt"
	"slices"
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

// nested reads an array or object, one level deeper.
func (r *jsonReader) nested(opening byte) (v *Value, err error) {
	if r.depth++; r.depth > maxJSONDepth {
		return nil, fmt.Errorf("JSON is nested too deeply at offset %d: more than %d levels", r.at, maxJSONDepth)
	}
	if opening == '{' {
		v, err = r.object()
	} else {
		v, err = r.array()
	}
	r.depth--
	return v, err
}

func (r *jsonReader) array() (*Value, error) {
	v := r.add(List, "")
	r.at++
	if r.space(); r.peek() == ']' {
		r.at++
		return v, nil
	}
	for {
		r.space()
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		v.Items = append(v.Items, item)
		if more, err := r.more(']'); !more {
			return v, err
		}
	}
}

func (r *jsonReader) object() (*Value, error) {
	v := r.add(Object, "")
	r.at++
	if r.space(); r.peek() == '}' {
		r.at++
		return v, nil
	}
	first := len(r.members)
	var index map[string]int
	for {
		name, err := r.name()
		if err != nil {
			return nil, err
		}
		value, err := r.value()
		if err != nil {
			return nil, err
		}
		index = r.set(first, name, value, index)
		more, err := r.more('}')
		if err != nil {
			return nil, err
		}
		if !more {
			v.Members = slices.Clone(r.members[first:])
			r.members = r.members[:first]
			return v, nil
		}
	}
}

// name reads a member's name with its colon.
func (r *jsonReader) name() (string, error) {
	if r.space(); r.peek() != '"' {
		return "", r.unexpected("looking for a member's name")
	}
	name, err := r.string()
	if err != nil {
		return "", err
	}
	if r.space(); r.peek() != ':' {
		return "", r.unexpected("looking for a colon")
	}
	r.at++
	r.space()
	return name, nil
}

// more steps over a comma, or over the closing bracket and tells false.
func (r *jsonReader) more(closing byte) (bool, error) {
	r.space()
	switch r.peek() {
	case ',':
		r.at++
		return true, nil
	case closing:
		r.at++
		return false, nil
	default:
		return false, r.unexpected("looking for a comma or the end of the list or object")
	}
}

// set adds a member of the object whose first one is given, or replaces the one of that name.
// The index is kept for objects with many members.
func (r *jsonReader) set(first int, name string, value *Value, index map[string]int) map[string]int {
	const few = 16
	own := r.members[first:]
	if index == nil && len(own) >= few {
		index = make(map[string]int, 4*few)
		for i := range own {
			index[own[i].Name] = i
		}
	}
	i, known := index[name]
	if index == nil {
		for i = range own {
			if known = own[i].Name == name; known {
				break
			}
		}
	}
	if known {
		own[i].Value = value
		return index
	}
	if index != nil {
		index[name] = len(own)
	}
	r.members = append(r.members, Member{Name: name, Value: value})
	return index
}
