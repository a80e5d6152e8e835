package remote

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/weftql/weft/planner"
)

// fixture is the part of an argument's value that a link's template gives. It is made when
// the link lands and holds no request data.
type fixture struct {
	kind    fixtureKind
	json    []byte // constant
	key     int    // fromKey: index into the row's key
	members []fixtureMember
	items   []*fixture
}

type fixtureMember struct {
	name  string
	value *fixture
}

type fixtureKind uint8

const (
	constant fixtureKind = iota
	fromKey
	objectOf
	listOf
)

// perRow tells whether the value differs from row to row.
func (f *fixture) perRow() bool {
	return f.kind == fromKey || slices.ContainsFunc(f.items, (*fixture).perRow) ||
		slices.ContainsFunc(f.members, func(m fixtureMember) bool { return m.value.perRow() })
}

// append appends the value as JSON, merged with what the client gave for the same place,
// nil if nothing: objects member by member, lists one after the other (section 6.3). name
// is the argument's or member's, for errors; key holds the JSON of the row's key values.
func (f *fixture) append(dst []byte, name string, key [][]byte, client *planner.Value) ([]byte, error) {
	switch {
	case client == nil:
		return f.appendAlone(dst, key), nil
	case f.kind == objectOf && client.Kind == planner.Object:
		return f.appendObject(dst, key, client)
	case f.kind == listOf && client.Kind == planner.List:
		dst = append(dst, '[')
		for _, item := range f.items {
			dst = append(item.appendAlone(dst, key), ',')
		}
		for _, item := range client.Items {
			dst = append(item.AppendJSON(dst), ',')
		}
		return closeWith(dst, ']'), nil
	}
	return nil, &planner.Fault{
		Code: planner.CodeUnexpected,
		Message: fmt.Sprintf("combineValues: cannot combine values (%s) and (%s) for field %s; lists can only be merged with lists, objects can only be merged with objects",
			f.appendAlone(nil, key), client.AppendJSON(nil), name),
	}
}

func (f *fixture) appendObject(dst []byte, key [][]byte, client *planner.Value) ([]byte, error) {
	dst = append(dst, '{')
	for _, m := range f.members {
		dst = append(planner.AppendJSONString(dst, m.name), ':')
		var err error
		if dst, err = m.value.append(dst, m.name, key, client.Member(m.name)); err != nil {
			return nil, err
		}
		dst = append(dst, ',')
	}
	for _, m := range client.Members {
		if slices.ContainsFunc(f.members, func(own fixtureMember) bool { return own.name == m.Name }) {
			continue
		}
		dst = append(planner.AppendJSONString(dst, m.Name), ':')
		dst = append(m.Value.AppendJSON(dst), ',')
	}
	return closeWith(dst, '}'), nil
}

// appendAlone appends the value where the client gave nothing.
func (f *fixture) appendAlone(dst []byte, key [][]byte) []byte {
	switch f.kind {
	case constant:
		return append(dst, f.json...)
	case fromKey:
		return append(dst, key[f.key]...)
	case listOf:
		dst = append(dst, '[')
		for _, item := range f.items {
			dst = append(item.appendAlone(dst, key), ',')
		}
		return closeWith(dst, ']')
	default:
		dst = append(dst, '{')
		for _, m := range f.members {
			dst = append(planner.AppendJSONString(dst, m.name), ':')
			dst = append(m.value.appendAlone(dst, key), ',')
		}
		return closeWith(dst, '}')
	}
}

// closeWith ends a list or object, each item of which was followed by a comma.
func closeWith(dst []byte, end byte) []byte {
	return append(bytes.TrimSuffix(dst, []byte{','}), end)
}
