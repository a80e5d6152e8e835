package planner

import "slices"

// step is one hop from a value to a member (index < 0) or an item.
type step struct {
	name  string
	index int
}

// follow returns the value at the end of the steps, or nil when there is none.
func (v *Value) follow(at []step) *Value {
	for _, s := range at {
		if v == nil {
			return nil
		}
		if s.index < 0 {
			v = v.Member(s.name)
			continue
		}
		if s.index >= len(v.Items) {
			return nil
		}
		v = v.Items[s.index]
	}
	return v
}

// use is one place in the document where a variable stands. The same variable in two
// places is two uses: each is coerced by the declaration at its place.
type use struct {
	variable string
	input    *InputValue // what the place expects
	path     *Path
}

// sight is how closely an operand was looked at, from least to most.
type sight uint8

const (
	sawNull  sight = iota // null or not
	sawKind               // kind of value
	sawShape              // kind, number of items, names of members
	sawValue              // everything
)

// observation is what Compile learned about a value inside a use.
type observation struct {
	use  int
	at   []step
	what sight
	saw  *Value
}

// holds tells whether v, the coerced value of the use in another request, looks the same.
func (o *observation) holds(v *Value) bool {
	v = v.follow(o.at)
	if v == nil {
		return false
	}
	switch o.what {
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

// paramSpec tells how a parameter gets its value in a run. A literal that contains
// variables is built again from its parts.
type paramSpec struct {
	use     int    // literal: constant, or parts
	at      []step // inside the use's value
	value   *Value // the constant, or the kind of container parts stand in
	parts   []paramSpec
	members []string // names for parts of an object
}

// resolve returns the parameter's value for one request's coerced uses.
func (p *paramSpec) resolve(uses []*Value) *Value {
	switch {
	case p.use != literal:
		return uses[p.use].follow(p.at)
	case len(p.parts) == 0:
		return p.value
	}
	v := &Value{Kind: p.value.Kind}
	for i := range p.parts {
		part := p.parts[i].resolve(uses)
		if v.Kind == Object {
			v.Members = append(v.Members, Member{Name: p.members[i], Value: part})
		} else {
			v.Items = append(v.Items, part)
		}
	}
	return v
}

// recorder collects, while one plan is compiled, the uses of variables, what was observed
// of them, and the parameters.
type recorder struct {
	schema *Schema
	uses   []use
	seen   []observation
	params []paramSpec
	known  map[*Operand]Param
}

func (r *recorder) observe(u int, at []step, what sight, v *Value) {
	for i := range r.seen {
		o := &r.seen[i]
		if o.use == u && slices.Equal(o.at, at) {
			o.what = max(o.what, what)
			return
		}
	}
	r.seen = append(r.seen, observation{use: u, at: at, what: what, saw: v})
}

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

func specOf(o *Operand) paramSpec {
	if o.use != literal {
		return paramSpec{use: o.use, at: o.at}
	}
	spec := paramSpec{use: literal, value: o.value}
	if !o.variable() {
		return spec
	}
	for _, item := range o.items {
		spec.parts = append(spec.parts, specOf(item))
	}
	for _, f := range o.fields {
		spec.parts = append(spec.parts, specOf(f.Value))
		spec.members = append(spec.members, f.Name)
	}
	return spec
}

// variable tells whether the operand is, or has below it, a variable.
func (o *Operand) variable() bool {
	return o.use != literal ||
		slices.ContainsFunc(o.items, (*Operand).variable) ||
		slices.ContainsFunc(o.fields, func(f OperandField) bool { return f.Value.variable() })
}

// memberInput finds the declaration of a member below an input of an input object type.
func (r *recorder) memberInput(in *InputValue, member string) *InputValue {
	if in == nil {
		return nil
	}
	t := r.schema.Type(in.Type.Name())
	if t == nil {
		return nil
	}
	return t.Input(member)
}
