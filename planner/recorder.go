package planner

import (
	"slices"
	"strings"
)

// recorder collects, while one plan is compiled, the uses of variables, what was observed
// of them, and the parameters. It is for one goroutine.
type recorder struct {
	bindings
	supplied []supplied // by variable, in the request that is being compiled
	coerced  []*Value   // by use; nil where the variable is unbound
	spent    int        // values coerced so far, see maxValues
	known    map[*Operand]Param
}

// sight is how closely an operand was looked at, from least to most.
type sight uint8

const (
	sawBound sight = iota // bound to a value or not (NoNullUnboundVariableDefault)
	sawNull               // null or not
	sawKind               // kind of value
	sawShape              // kind, number of items, names of members
	sawValue              // everything
)

// observation is what Compile learned about a value inside a use.
type observation struct {
	use  int
	at   []step
	what sight
	saw  *Value // nil: the variable was unbound
}

// holds tells whether v, the coerced value of the use in another request, looks the same.
func (o *observation) holds(v *Value) bool {
	v = v.follow(o.at)
	if v == nil || o.saw == nil {
		return v == o.saw
	}
	switch o.what {
	case sawBound:
		return true
	case sawNull:
		return (v.Kind == Null) == (o.saw.Kind == Null)
	case sawKind:
		return v.Kind == o.saw.Kind
	case sawShape:
		return v.Kind == o.saw.Kind && len(v.Items) == len(o.saw.Items) &&
			slices.EqualFunc(v.Members, o.saw.Members, func(a, b Member) bool { return a.Name == b.Name })
	default:
		return v.Equal(o.saw)
	}
}

// observe notes that the value of an operand, which belongs to a variable, was looked at.
// Observations of one operand are kept as one, as close as the closest.
func (r *recorder) observe(of *Operand, what sight) {
	if of.seen > 0 {
		if o := &r.seen[of.seen-1]; what > o.what {
			o.what, o.saw = what, imprint(of.value, what)
		}
		return
	}
	r.seen = append(r.seen, observation{use: of.use, at: of.at, what: what, saw: imprint(of.value, what)})
	of.seen = int32(len(r.seen)) //nolint:gosec // a document is far smaller than 2^31 values
}

// spend counts values that are coerced.
func (r *recorder) spend(values int) *Fault {
	if r.spent += values; r.spent > maxValues {
		return tooManyValues()
	}
	return nil
}

func tooManyValues() *Fault {
	return Invalid(nil, "the query is too large: more than %d values in arguments", maxValues)
}

// addUse notes a place where a variable stands with its coerced value, and returns its
// number.
func (r *recorder) addUse(u use, v *Value) int {
	r.uses = append(r.uses, u)
	r.coerced = append(r.coerced, v)
	return len(r.uses) - 1
}

// param returns the parameter for an operand, the same one each time it is asked.
func (r *recorder) param(o *Operand) Param {
	if p, ok := r.known[o]; ok {
		return p
	}
	p := Param{index: int32(len(r.params))} //nolint:gosec // a document is far smaller than 2^31 values
	r.params = append(r.params, specOf(o))
	if r.known == nil {
		r.known = map[*Operand]Param{}
	}
	r.known[o] = p
	return p
}

// imprint copies as much of a value as an observation compares, so that a plan does not
// keep the request it was compiled for.
func imprint(v *Value, what sight) *Value {
	if v == nil {
		return nil
	}
	saw := &Value{Kind: v.Kind}
	if what < sawShape {
		return saw
	}
	saw.Items = make([]*Value, len(v.Items))
	saw.Members = make([]Member, len(v.Members))
	for i, m := range v.Members {
		saw.Members[i].Name = strings.Clone(m.Name)
	}
	if what < sawValue {
		return saw
	}
	saw.Text = strings.Clone(v.Text)
	for i, item := range v.Items {
		saw.Items[i] = imprint(item, sawValue)
	}
	for i, m := range v.Members {
		saw.Members[i].Value = imprint(m.Value, sawValue)
	}
	return saw
}
