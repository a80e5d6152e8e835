package planner

import "github.com/vektah/gqlparser/v2/ast"

// variable binds a variable at one place: checks its declared type, coerces its value and
// notes the use. It returns nil when the place counts as absent.
func (s *scope) variable(name string, u use) (*Operand, *Fault) {
	u.variable = s.rec.vars.find(name)
	u.member = s.member
	if fault := u.checkType(&s.rec.vars.list[u.variable]); fault != nil {
		return nil, fault
	}
	supplied := &s.rec.supplied[u.variable]
	if u.again = supplied.used; u.again {
		if fault := s.rec.spend(supplied.size); fault != nil {
			return nil, fault
		}
	}
	supplied.used = true
	value, fault := u.coerce(*supplied)
	if fault != nil {
		return nil, fault
	}
	o := &Operand{value: value, input: u.input, path: u.path, scope: s}
	o.use = s.rec.addUse(u, value)
	if s.rec.mayBeAbsent(&u) {
		// A request where this differs needs another plan.
		s.rec.observe(o, sawBound)
	}
	if value == nil {
		return nil, nil
	}
	return o, nil
}

// mayBeAbsent tells whether the place of a use counts as absent for some values.
func (r *recorder) mayBeAbsent(u *use) bool {
	opts := r.schema.opts
	drops := opts.NoNullUnboundVariableDefault || u.dropsUnbound()
	return drops && !r.vars.list[u.variable].typ.NonNull || u.collapses()
}

// collapses tells whether a null at the place counts as absent.
func (u *use) collapses() bool {
	return u.rule == byInput && u.input.NullIsAbsent && u.member.schema.opts.BooleanNullCollapse
}

// dropsUnbound tells whether an unbound variable counts as absent at the place.
func (u *use) dropsUnbound() bool { return u.rule == byInput && u.input.UnboundIsAbsent }

// coerce returns the value of the use in one request, nil when the place counts as absent.
func (u *use) coerce(s supplied) (*Value, *Fault) {
	if s.value == nil || s.unbound && u.dropsUnbound() || s.value.Kind == Null && u.collapses() {
		return nil, nil
	}
	c := coercion{member: u.member, json: s.json}
	v, fault := s.value, (*Fault)(nil)
	switch u.rule {
	case byInput:
		v, fault = c.input(s.value, u.input)
	case byType:
		v, fault = c.value(s.value, u.typ)
	case asIs:
	}
	return v, fault.within(u.path)
}

// checkType tells whether a variable may stand at the place
// (contract/postgres-graphql.md 8.5, variable rules): named type and list shape must be
// equal, and nullability may only be stricter at the declaration. A default, of the
// variable or of the place, makes up for a missing `!`.
func (u *use) checkType(v *variable) *Fault {
	if u.typ == nil {
		return nil
	}
	hasDefault := !v.deflt.isNullOrAbsent() || u.rule == byInput && u.input.Default != nil
	if sameShape(u.typ, v.typ) && (!u.typ.NonNull || v.typ.NonNull || hasDefault) {
		return nil
	}
	return Invalid(u.path, "variable '%s' is declared as '%s', but used where '%s' is expected", v.name, v.typ, u.typ)
}

func (v *Value) isNullOrAbsent() bool { return v == nil || v.Kind == Null }

// sameShape compares types; the outermost `!` does not count.
func sameShape(place, declared *ast.Type) bool {
	if place.Elem == nil || declared.Elem == nil {
		return place.Elem == nil && declared.Elem == nil && place.NamedType == declared.NamedType
	}
	return (!place.Elem.NonNull || declared.Elem.NonNull) && sameShape(place.Elem, declared.Elem)
}
