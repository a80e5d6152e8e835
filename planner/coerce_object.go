package planner

// object coerces an input object: unknown members are refused, defaults come last.
func (c coercion) object(v *Value, t *Type) (*Value, *Fault) {
	if v.Kind != Object {
		return nil, mismatch(v, "an object", t.Name, nil)
	}
	for i := range v.Members {
		if name := v.Members[i].Name; t.Input(name) == nil {
			return nil, unknownMember(v, name, t)
		}
	}
	out := v
	for i, m := range v.Members {
		in := t.Input(m.Name)
		if c.absent(m.Value, in) {
			out = drop(out, v, i)
			continue
		}
		coerced, fault := c.input(m.Value, in)
		if fault != nil {
			return nil, fault.within(start.Key(m.Name))
		}
		out = keep(out, v, i, coerced)
	}
	return c.complete(out, v, t)
}

// keep puts the coerced value of member i of v into out, a copy of v once they differ.
func keep(out, v *Value, i int, coerced *Value) *Value {
	if out == v && coerced == v.Members[i].Value {
		return v
	}
	if out == v {
		out = drop(out, v, i)
	}
	out.Members = append(out.Members, Member{Name: v.Members[i].Name, Value: coerced})
	return out
}

// drop leaves member i of v out of out, a copy of what comes before it if nothing was left
// out or changed so far.
func drop(out, v *Value, i int) *Value {
	if out != v {
		return out
	}
	return &Value{Kind: Object, Members: append(make([]Member, 0, len(v.Members)), v.Members[:i]...)}
}

// complete adds the defaults of members that are absent from out and refuses the absence of
// required ones. It does not change v.
func (c coercion) complete(out, v *Value, t *Type) (*Value, *Fault) {
	for _, in := range t.Inputs {
		switch {
		case in.Default == nil && !in.Type.NonNull, out.Member(in.Name) != nil:
		case in.Default == nil:
			return nil, missingField(in.Name, nil)
		default:
			out = drop(out, v, len(v.Members))
			out.Members = append(out.Members, Member{Name: in.Name, Value: in.Default})
		}
	}
	return out, nil
}

// absent tells whether an explicit null counts as an absent member.
func (c coercion) absent(v *Value, in *InputValue) bool {
	return v.Kind == Null && in.NullIsAbsent && c.member.schema.opts.BooleanNullCollapse
}

// unknownMember is the fault for a member the type does not have.
func unknownMember(v *Value, name string, t *Type) *Fault {
	for _, m := range v.Members {
		if !legalName(m.Name) {
			return Invalid(nil, `variable value contains object with key "%s", which is not a legal GraphQL name`, m.Name)
		}
	}
	return unknownInputField(name, t, nil)
}

func unknownInputField(name string, t *Type, at *Path) *Fault {
	return Invalid(at.Key(name), "field '%s' not found in type: '%s'", name, t.Name)
}

func missingField(name string, at *Path) *Fault {
	return Invalid(at.Key(name), "missing required field '%s'", name)
}

// missingType is the fault for a type that a part refers to and nobody defines: an error
// in a source, not of the client.
func missingType(name string, at *Path) *Fault {
	return Faultf(CodeUnexpected, at, "type '%s' is not defined in the schema", name)
}

// legalName tells whether name is a GraphQL name.
func legalName(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		case i > 0 && c >= '0' && c <= '9':
		default:
			return false
		}
	}
	return name != ""
}
