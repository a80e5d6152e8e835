package planner

import (
	"fmt"
	"slices"
)

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
		if more, err := r.more('}'); !more {
			v.Members = slices.Clone(r.members[first:])
			r.members = r.members[:first]
			return v, err
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
