package kriti

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/weftql/weft/planner"
)

// binary is two atoms and an operator.
type binary struct {
	span
	op          string
	left, right node
}

// eval evaluates both sides, whatever the first one is.
func (n *binary) eval(r *run, s *scope) (*planner.Value, error) {
	if err := r.step(n); err != nil {
		return nil, err
	}
	left, err := n.left.eval(r, s)
	if err != nil {
		return nil, err
	}
	right, err := n.right.eval(r, s)
	if err != nil {
		return nil, err
	}
	switch n.op {
	case "??":
		if left.Kind == planner.Null {
			return right, nil
		}
		return left, nil
	case "&&", "||":
		return n.logic(r, left, right)
	case "in":
		return n.in(r, left, right)
	}
	order, err := r.compare(n, left, right)
	if err != nil {
		return nil, err
	}
	return truth(map[string]bool{
		"==": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0,
	}[n.op]), nil
}

func truth(b bool) *planner.Value {
	if b {
		return planner.TrueValue
	}
	return planner.FalseValue
}

func (n *binary) logic(r *run, left, right *planner.Value) (*planner.Value, error) {
	a, err := r.boolean(n.left, left)
	if err != nil {
		return nil, err
	}
	b, err := r.boolean(n.right, right)
	if err != nil {
		return nil, err
	}
	if n.op == "&&" {
		return truth(a && b), nil
	}
	return truth(a || b), nil
}

// in tells whether an object has a key, or a list an element.
func (n *binary) in(r *run, left, right *planner.Value) (*planner.Value, error) {
	switch {
	case right.Kind == planner.Object && left.Kind == planner.String:
		r.charge(right)
		return truth(right.Member(left.Text) != nil), nil
	case right.Kind == planner.List:
		for _, item := range right.Items {
			order, err := r.compare(n, left, item)
			if err != nil || order == 0 {
				return truth(err == nil), err
			}
		}
		return planner.FalseValue, nil
	}
	return nil, r.fail(n, TypeError, "Cannot look for "+kindOf(left)+" in "+kindOf(right))
}

// rank is the order of kinds.
func rank(v *planner.Value) int {
	switch v.Kind {
	case planner.Object:
		return 0
	case planner.List:
		return 1
	case planner.String, planner.Enum:
		return 2
	case planner.Boolean:
		return 4
	case planner.Null:
		return 5
	}
	return 3
}

// compare orders any two values: by kind, numbers by value, strings by code point, lists
// element by element, objects by their sorted members. Each pair counts as a step.
func (r *run) compare(n node, a, b *planner.Value) (int, error) {
	if err := r.step(n); err != nil {
		return 0, err
	}
	if a == b {
		return 0, nil
	}
	r.charge(a)
	if c := cmp.Compare(rank(a), rank(b)); c != 0 {
		return c, nil
	}
	switch a.Kind {
	case planner.Null:
		return 0, nil
	case planner.Boolean, planner.String, planner.Enum:
		return strings.Compare(a.Text, b.Text), nil
	case planner.List:
		return r.compareLists(n, a.Items, b.Items)
	case planner.Object:
		return r.compareObjects(n, a, b)
	}
	return compareNumbers(a.Text, b.Text), nil
}

func (r *run) compareLists(n node, a, b []*planner.Value) (int, error) {
	for i := range min(len(a), len(b)) {
		if c, err := r.compare(n, a[i], b[i]); c != 0 || err != nil {
			return c, err
		}
	}
	return cmp.Compare(len(a), len(b)), nil
}

func (r *run) compareObjects(n node, a, b *planner.Value) (int, error) {
	x, y := sorted(a), sorted(b)
	for i := range min(len(x), len(y)) {
		if c := strings.Compare(x[i].Name, y[i].Name); c != 0 {
			return c, nil
		}
		if c, err := r.compare(n, x[i].Value, y[i].Value); c != 0 || err != nil {
			return c, err
		}
	}
	return cmp.Compare(len(x), len(y)), nil
}

func sorted(v *planner.Value) []planner.Member {
	return slices.SortedFunc(slices.Values(v.Members), func(a, b planner.Member) int { return strings.Compare(a.Name, b.Name) })
}

// compareNumbers compares exactly where the numbers are of a usual size.
func compareNumbers(a, b string) int {
	x, y := rational(a), rational(b)
	if x != nil && y != nil {
		return x.Cmp(y)
	}
	// Out of range: infinities and zeros, which compare well enough.
	f, _ := strconv.ParseFloat(a, 64)
	g, _ := strconv.ParseFloat(b, 64)
	return cmp.Compare(f, g)
}

// rational returns a number's exact value, or nil when it has too many digits.
func rational(text string) *big.Rat {
	const most = 400
	if _, exponent, ok := strings.Cut(strings.ToLower(text), "e"); ok {
		if e, err := strconv.Atoi(exponent); err != nil || e > most || e < -most {
			return nil
		}
	}
	if len(text) > most {
		return nil
	}
	q, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return q
}
