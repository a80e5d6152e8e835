package difference

import (
	"slices"

	"github.com/weftql/weft/planner"
)

// names lists the members of two objects, either of which may be nil.
func names(before, after *planner.Value) (list []string) {
	for _, v := range []*planner.Value{before, after} {
		if v == nil {
			continue
		}
		for _, m := range v.Members {
			if !slices.Contains(list, m.Name) {
				list = append(list, m.Name)
			}
		}
	}
	return list
}

// nameKeys are the keys that tell the objects of a list apart, the first that is there.
var nameKeys = []string{
	"table", "function", "role", "role_name", "name", "root_field_name", "collection", "type_name", "host",
}

// nameOf is how an object of a list is called, "" when it has no name.
func nameOf(v *planner.Value) string {
	if !isObject(v) {
		return ""
	}
	for _, key := range nameKeys {
		switch m := v.Member(key); {
		case m == nil:
		case m.Kind == planner.String:
			return m.Text
		case isObject(m):
			return qualified(m)
		}
	}
	return ""
}

// qualified is the name of a table or function; its schema is told unless it is public.
func qualified(v *planner.Value) string {
	name, schema := v.Member("name"), v.Member("schema")
	switch {
	case name == nil || name.Kind != planner.String:
		return ""
	case schema == nil || schema.Text == "public":
		return name.Text
	}
	return schema.Text + "." + name.Text
}

type named struct {
	names []string
	items map[string]*planner.Value
}

func byName(list *planner.Value) named {
	n := named{items: map[string]*planner.Value{}}
	if list == nil {
		return n
	}
	for _, item := range list.Items {
		name := nameOf(item)
		n.names = append(n.names, name)
		n.items[name] = item
	}
	return n
}

// isList tells whether a value is a list of objects that all have a name of their own, or
// nothing: a section that is left out is an empty one.
func isList(v *planner.Value) bool {
	if v == nil {
		return true
	}
	if v.Kind != planner.List {
		return false
	}
	n := byName(v)
	return len(n.items) == len(n.names) && n.items[""] == nil
}

func isObject(v *planner.Value) bool { return v != nil && v.Kind == planner.Object }

// equal compares values; the order of members does not count.
func equal(a, b *planner.Value) bool {
	switch {
	case a == nil || b == nil:
		return a == b
	case a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) || len(a.Members) != len(b.Members):
		return false
	}
	for i := range a.Items {
		if !equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for _, m := range a.Members {
		if other := b.Member(m.Name); other == nil || !equal(m.Value, other) {
			return false
		}
	}
	return true
}
