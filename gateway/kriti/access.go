package kriti

import (
	"strconv"

	"github.com/weftql/weft/planner"
)

// access takes something out of a value, which must have it.
type access struct {
	span
	of, key node
}

func (n *access) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	of, err := n.of.eval(r, s)
	if err != nil {
		return nil, err
	}
	key, err := n.key.eval(r, s)
	if err != nil {
		return nil, err
	}
	r.charge(of)
	found, code, message := take(of, key)
	if found == nil {
		return nil, r.fail(n, code, message)
	}
	return found, nil
}

// take finds an object's member or a list's item, or tells why there is none.
func take(of, key *planner.Value) (found *planner.Value, code, message string) {
	switch {
	case of.Kind == planner.Object && key.Kind == planner.String:
		if found = of.Member(key.Text); found == nil {
			return nil, AttributeError, `Object does not have the field "` + key.Text + `"`
		}
		return found, "", ""
	case of.Kind == planner.List && number(key):
		i, err := strconv.Atoi(key.Text)
		switch {
		case err != nil:
			return nil, TypeError, "Not an index: " + key.Text
		case i < 0 || i >= len(of.Items):
			return nil, IndexError, "Index out of range: " + key.Text
		}
		return of.Items[i], "", ""
	}
	return nil, TypeError, "Cannot take " + kindOf(key) + " out of " + kindOf(of)
}

func number(v *planner.Value) bool {
	return v.Kind == planner.Int || v.Kind == planner.Float || v.Kind == planner.Number
}

// optional takes things out of a value where they are there: everything behind the `?` is
// walked leniently.
type optional struct {
	span
	of     node
	fields []node
}

func (n *optional) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	v, err := n.of.eval(r, s)
	switch {
	case r.steps > maxSteps || r.bytes > maxBytes:
		return nil, err
	case err != nil:
		return planner.NullValue, nil //nolint:nilerr // what cannot be had counts as null
	case v.Kind == planner.String || v.Kind == planner.Boolean || number(v):
		return nil, r.fail(n, TypeError, "Cannot take anything out of "+kindOf(v))
	}
	for _, field := range n.fields {
		key, err := field.eval(r, s)
		if err != nil {
			return nil, err
		}
		r.charge(v)
		if v, _, _ = take(v, key); v == nil {
			return planner.NullValue, nil
		}
	}
	return v, nil
}
