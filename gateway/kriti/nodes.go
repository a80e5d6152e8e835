package kriti

import (
	"strings"

	"github.com/weftql/weft/planner"
)

// literal is a constant.
type literal struct {
	span
	value *planner.Value
}

func (n *literal) eval(r *run, _ *scope) (*planner.Value, error) { return n.value, r.step(n) }

// variable is a name.
type variable struct {
	span
	name string
}

func (n *variable) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	for ; s != nil; s = s.outer {
		if s.name == n.name {
			return s.value, nil
		}
	}
	if v := r.names[n.name]; v != nil {
		return v, nil
	}
	return nil, r.fail(n, NameError, `Variable "`+n.name+`" not in scope`)
}

// array is a list of expressions.
type array struct {
	span
	items []node
}

func (n *array) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	v := &planner.Value{Kind: planner.List}
	for _, item := range n.items {
		value, err := item.eval(r, s)
		if err != nil {
			return nil, err
		}
		v.Items = append(v.Items, value)
	}
	return v, nil
}

// object is keys with expressions; the last of equal keys counts.
type object struct {
	span
	keys   []string
	values []node
}

func (n *object) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	members := newMembers(len(n.keys))
	for i, key := range n.keys {
		value, err := n.values[i].eval(r, s)
		if err != nil {
			return nil, err
		}
		members.set(key, value)
	}
	return members.value(), nil
}

// members is an object that is being made.
type members struct {
	list  []planner.Member
	index map[string]int
}

func newMembers(n int) *members { return &members{index: make(map[string]int, n)} }

func (m *members) set(name string, value *planner.Value) {
	if i, known := m.index[name]; known {
		m.list[i].Value = value
		return
	}
	m.index[name] = len(m.list)
	m.list = append(m.list, planner.Member{Name: name, Value: value})
}

func (m *members) value() *planner.Value {
	return &planner.Value{Kind: planner.Object, Members: m.list}
}

// text is a string with values put in: strings as they are, others as JSON.
type text struct {
	span
	parts []node
}

func (n *text) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	var out strings.Builder
	for _, part := range n.parts {
		value, err := part.eval(r, s)
		if err != nil {
			return nil, err
		}
		if value.Kind == planner.String {
			out.WriteString(value.Text)
		} else {
			json, ok := AppendJSON(nil, value, maxBytes)
			if !ok {
				return nil, r.fail(n, FunctionError, "the template makes too much text")
			}
			out.Write(json)
		}
		if out.Len() > maxBytes {
			break
		}
	}
	return r.text(n, out.String())
}

// choice is an if with its elifs.
type choice struct {
	span
	when, then []node
	otherwise  node
}

func (n *choice) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	for i, when := range n.when {
		value, err := when.eval(r, s)
		if err != nil {
			return nil, err
		}
		yes, err := r.boolean(when, value)
		if err != nil {
			return nil, err
		}
		if yes {
			return n.then[i].eval(r, s)
		}
	}
	return n.otherwise.eval(r, s)
}

func (r *run) boolean(n node, v *planner.Value) (bool, error) {
	if v.Kind != planner.Boolean {
		return false, r.fail(n, TypeError, "Expected a boolean, but found "+kindOf(v))
	}
	return v.Text == "true", nil
}

// loop is a range: the body for each element.
type loop struct {
	span
	index, element string
	over, body     node
}

func (n *loop) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	over, err := n.over.eval(r, s)
	if err != nil {
		return nil, err
	}
	if over.Kind != planner.List {
		return nil, r.fail(n.over, TypeError, "Expected an array, but found "+kindOf(over))
	}
	v := &planner.Value{Kind: planner.List}
	for i, element := range over.Items {
		inner := &scope{name: n.element, value: element, outer: s}
		if n.index != "" {
			inner = &scope{name: n.element, value: element, outer: &scope{name: n.index, value: planner.IntValue(int64(i)), outer: s}}
		}
		value, err := n.body.eval(r, inner)
		if err != nil {
			return nil, err
		}
		v.Items = append(v.Items, value)
	}
	return v, nil
}

// kindOf names the kind of a value in messages.
func kindOf(v *planner.Value) string {
	switch v.Kind {
	case planner.Null:
		return "null"
	case planner.Boolean:
		return "a boolean"
	case planner.String, planner.Enum:
		return "a string"
	case planner.List:
		return "an array"
	case planner.Object:
		return "an object"
	}
	return "a number"
}
