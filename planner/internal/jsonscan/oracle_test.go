package jsonscan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/weftql/weft/planner/internal/jsonscan"
)

// The oracle does what a scan and a splice do, by decoding everything with encoding/json,
// changing a tree and printing it: slow, and simple enough to be believed.

// node is a decoded JSON value that keeps the order of members, and duplicates.
type node struct {
	kind    byte // '{', '[', or 'v'
	text    string
	names   []string
	members []*node
}

// parse decodes one document.
func parse(src []byte) (*node, error) {
	if !json.Valid(src) {
		return nil, errors.New("not valid")
	}
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	n, err := parseNext(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("trailing bytes")
	}
	return n, nil
}

func parseNext(d *json.Decoder) (*node, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	open, ok := t.(json.Delim)
	if !ok {
		text, err := json.Marshal(t)
		return &node{kind: 'v', text: string(text)}, err
	}
	n := &node{kind: byte(open)}
	for d.More() {
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			n.names = append(n.names, name.(string))
		}
		m, err := parseNext(d)
		if err != nil {
			return nil, err
		}
		n.members = append(n.members, m)
	}
	_, err = d.Token()
	return n, err
}

// String prints a tree as compact JSON.
func (n *node) String() string {
	if n.kind == 'v' {
		return n.text
	}
	var parts []string
	for i, m := range n.members {
		if n.kind == '{' {
			name, _ := json.Marshal(n.names[i])
			parts = append(parts, string(name)+":"+m.String())
		} else {
			parts = append(parts, m.String())
		}
	}
	if n.kind == '{' {
		return "{" + strings.Join(parts, ",") + "}"
	}
	return "[" + strings.Join(parts, ",") + "]"
}

func (n *node) null() bool { return n.kind == 'v' && n.text == "null" }

// shape is a jsonscan.Shape before it is built.
type shape struct {
	typeKey string
	rules   []jsonscan.Rule
	inner   map[int]*shape // by index of a Nested rule
}

func (s *shape) build() *jsonscan.Shape {
	rules := slices.Clone(s.rules)
	for i := range rules {
		if in := s.inner[i]; in != nil {
			rules[i].Shape = in.build()
		}
	}
	return jsonscan.New(rules, s.typeKey)
}

// fill is what the tests put into a slot: its number and its key.
func fill(number int, key string) string { return fmt.Sprintf(`["slot",%d,%s]`, number, key) }

// patch changes the tree as the shape says.
func patch(n *node, s *shape) (*node, error) {
	switch {
	case n.null():
		return n, nil
	case n.kind == 'v':
		return nil, errors.New("scalar where an object is expected")
	case n.kind == '[':
		out := &node{kind: '['}
		for _, m := range n.members {
			p, err := patch(m, s)
			if err != nil {
				return nil, err
			}
			out.members = append(out.members, p)
		}
		return out, nil
	}
	return patchObject(n, s)
}

func patchObject(n *node, s *shape) (*node, error) {
	if err := twice(n, s); err != nil {
		return nil, err
	}
	out := &node{kind: '{'}
	typ, typed := typeOf(n, s)
	for i, name := range n.names {
		r, at, err := ruleFor(s, name, typ, typed)
		if err != nil {
			return nil, err
		}
		m := n.members[i]
		if r != nil {
			if r.Do == jsonscan.Cut {
				continue
			}
			if m, err = patchMember(n, m, r, s.inner[at]); err != nil {
				return nil, err
			}
		}
		out.names = append(out.names, name)
		out.members = append(out.members, m)
	}
	return out, nil
}

// twice refuses what a scan refuses: a second type, key value or keyed slot.
func twice(n *node, s *shape) error {
	single := map[string]bool{s.typeKey: s.typeKey != ""}
	for _, r := range s.rules {
		for _, k := range r.KeyFrom {
			single[k] = true
		}
	}
	seen := map[string]bool{}
	slots := map[*jsonscan.Rule]bool{}
	typ, typed := typeOf(n, s)
	for _, name := range n.names {
		if single[name] && seen[name] {
			return errors.New("twice")
		}
		seen[name] = true
		r, _, err := ruleFor(s, name, typ, typed)
		if err != nil {
			return err
		}
		if r != nil && r.Do == jsonscan.Slot && r.KeyFrom != nil {
			if slots[r] {
				return errors.New("slot twice")
			}
			slots[r] = true
		}
	}
	return nil
}

func typeOf(n *node, s *shape) (string, bool) {
	for i, name := range n.names {
		if s.typeKey != "" && name == s.typeKey {
			var typ string
			if n.members[i].kind != 'v' || n.members[i].null() || json.Unmarshal([]byte(n.members[i].text), &typ) != nil {
				return "", false
			}
			return typ, true
		}
	}
	return "", false
}

func ruleFor(s *shape, name, typ string, typed bool) (*jsonscan.Rule, int, error) {
	for i := range s.rules {
		r := &s.rules[i]
		switch {
		case r.Member != name:
		case len(r.On) == 0:
			return r, i, nil
		case !typed:
			return nil, 0, errors.New("no type")
		case slices.Contains(r.On, typ):
			return r, i, nil
		}
	}
	return nil, 0, nil
}

func patchMember(object, m *node, r *jsonscan.Rule, inner *shape) (*node, error) {
	switch r.Do {
	case jsonscan.Nested:
		return patch(m, inner)
	case jsonscan.Rename:
		var name string
		if m.null() || m.kind != 'v' || json.Unmarshal([]byte(m.text), &name) != nil {
			return nil, errors.New("not a name")
		}
		if to, ok := r.Names[name]; ok {
			name = to
		}
		text, err := json.Marshal(name)
		return &node{kind: 'v', text: string(text)}, err
	}
	key, err := keyOf(object, m, r)
	if err != nil {
		return nil, err
	}
	return parse([]byte(fill(r.Number, key)))
}

func keyOf(object, m *node, r *jsonscan.Rule) (string, error) {
	values := &node{kind: '['}
	switch {
	case r.KeyFrom != nil:
		for _, name := range r.KeyFrom {
			i := slices.Index(object.names, name)
			if i < 0 {
				return "", errors.New("no key value")
			}
			values.members = append(values.members, object.members[i])
		}
	case m.null():
		return "null", nil
	case m.kind != '[' || len(m.members) != r.Arity:
		return "", errors.New("not a key")
	default:
		values = m
	}
	if slices.ContainsFunc(values.members, (*node).null) {
		return "null", nil
	}
	return values.String(), nil
}
