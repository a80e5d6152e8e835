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
	return o.use != literal || o.built &&
		(slices.ContainsFunc(o.items, (*Operand).variable) ||
			slices.ContainsFunc(o.fields, func(f OperandField) bool { return f.Value.variable() }))
}
