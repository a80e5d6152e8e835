package planner

import "github.com/vektah/gqlparser/v2/ast"

// operand binds the literal or variable given for an input. It returns nil when the input
// counts as absent: an unbound variable, or a null that collapses (see [BindOptions]).
func (s *scope) operand(a *ast.Value, in *InputValue, at *Path) (*Operand, *Fault) {
	if a.Kind == ast.Variable {
		return s.variable(a.Raw, use{rule: byInput, typ: in.Type, input: in, path: at})
	}
	variable, fault := s.hasVariable(a)
	switch {
	case fault != nil:
		return nil, fault
	case !variable:
		c := coercion{member: s.member}
		v := constant(a)
		if c.absent(v, in) {
			return nil, nil
		}
		v, fault := c.input(v, in)
		if fault != nil {
			return nil, fault.within(at)
		}
		return s.constant(v, in, at), nil
	case in.Accept != nil:
		return s.accepted(a, in, at)
	default:
		return s.structured(a, in.Type, in, at)
	}
}

// hasVariable tells whether a literal has a variable inside.
func (s *scope) hasVariable(a *ast.Value) (bool, *Fault) {
	found, looked := hasVariable(a)
	return found, s.rec.spend(looked)
}

// accepted binds a literal with variables inside for an input that has its own rules.
func (s *scope) accepted(a *ast.Value, in *InputValue, at *Path) (*Operand, *Fault) {
	o, fault := s.free(a, in.Type, in, at)
	if fault != nil {
		return nil, fault
	}
	if fault := in.Accept(o.value, at); fault != nil {
		return nil, fault
	}
	s.rec.checks = append(s.rec.checks, check{input: in, value: specOf(o), path: at})
	return o, nil
}

// structured binds a list or object with variables inside by its type.
func (s *scope) structured(a *ast.Value, t *ast.Type, in *InputValue, at *Path) (*Operand, *Fault) {
	if t.Elem != nil {
		return s.list(a, t.Elem, in, at)
	}
	named := s.member.find(t.NamedType)
	switch {
	case named == nil:
		return nil, missingType(t.NamedType, at)
	case named.Kind == ast.InputObject && a.Kind == ast.ObjectValue:
		return s.object(a, named, in, at)
	case named.Kind == ast.Scalar && expectedScalar(named.Name) == "":
		return s.free(a, nil, in, at)
	}
	// Neither a list nor an object fits here, whatever the variables hold.
	_, fault := coercion{member: s.member}.value(emptyOf(a), t)
	return nil, fault.within(at)
}

func emptyOf(a *ast.Value) *Value {
	if a.Kind == ast.ListValue {
		return &Value{Kind: List}
	}
	return &Value{Kind: Object}
}

// list binds a list with variables inside; an object counts as a list of it.
func (s *scope) list(a *ast.Value, elem *ast.Type, in *InputValue, at *Path) (*Operand, *Fault) {
	o := s.container(List, in, at)
	if a.Kind != ast.ListValue {
		item, fault := s.structured(a, elem, in, at.Index(0))
		if fault != nil {
			return nil, fault
		}
		o.addItem(item)
		return o, nil
	}
	for i, c := range a.Children {
		item, fault := s.item(c.Value, elem, in, at.Index(i))
		if fault != nil {
			return nil, fault
		}
		if item != nil {
			o.addItem(item)
		}
	}
	return o, nil
}

// item binds an element of a list, or returns nil for an unbound variable.
func (s *scope) item(a *ast.Value, t *ast.Type, in *InputValue, at *Path) (*Operand, *Fault) {
	if a.Kind == ast.Variable {
		return s.variable(a.Raw, use{rule: byType, typ: t, input: in, path: at})
	}
	variable, fault := s.hasVariable(a)
	switch {
	case fault != nil:
		return nil, fault
	case variable:
		return s.structured(a, t, in, at)
	}
	v, fault := coercion{member: s.member}.value(constant(a), t)
	if fault != nil {
		return nil, fault.within(at)
	}
	return s.constant(v, in, at), nil
}

// object binds an input object with variables inside.
func (s *scope) object(a *ast.Value, t *Type, in *InputValue, at *Path) (*Operand, *Fault) {
	for _, c := range a.Children {
		if t.Input(c.Name) == nil {
			return nil, unknownInputField(c.Name, t, at)
		}
	}
	o := s.container(Object, in, at)
	for _, c := range distinctMembers(a.Children) {
		in := t.Input(c.Name)
		member, fault := s.operand(c.Value, in, at.Key(c.Name))
		if fault != nil {
			return nil, fault
		}
		if member != nil {
			o.addField(in, member)
		}
	}
	for _, in := range t.Inputs {
		if in.Default == nil && !in.Type.NonNull || o.value.Member(in.Name) != nil {
			continue
		}
		member, fault := s.absent(in, at)
		if fault != nil {
			return nil, fault
		}
		o.addField(in, member)
	}
	return o, nil
}

// free binds a literal that has no declared structure: a JSON scalar, or what an [Accept]
// checks. While t follows the lists of the literal, variables must be of its type.
func (s *scope) free(a *ast.Value, t *ast.Type, in *InputValue, at *Path) (*Operand, *Fault) {
	if a.Kind == ast.Variable {
		return s.variable(a.Raw, use{rule: asIs, typ: t, input: in, path: at})
	}
	variable, fault := s.hasVariable(a)
	switch {
	case fault != nil:
		return nil, fault
	case !variable:
		return s.constant(constant(a), in, at), nil
	case a.Kind == ast.ListValue:
		var elem *ast.Type
		if t != nil {
			elem = t.Elem
		}
		o := s.container(List, in, at)
		for i, c := range a.Children {
			item, fault := s.free(c.Value, elem, in, at.Index(i))
			if fault != nil {
				return nil, fault
			}
			if item != nil {
				o.addItem(item)
			}
		}
		return o, nil
	default:
		o := s.container(Object, in, at)
		for _, c := range distinctMembers(a.Children) {
			member, fault := s.free(c.Value, nil, nil, at.Key(c.Name))
			if fault != nil {
				return nil, fault
			}
			if member != nil {
				o.fields = append(o.fields, OperandField{Name: c.Name, Value: member})
				o.value.Members = append(o.value.Members, Member{Name: c.Name, Value: member.value})
			}
		}
		return o, nil
	}
}

// container returns an empty list or object whose pieces are added one by one.
func (s *scope) container(kind ValueKind, in *InputValue, at *Path) *Operand {
	o := s.constant(&Value{Kind: kind}, in, at)
	o.built = true
	return o
}

func (o *Operand) addItem(item *Operand) {
	o.items = append(o.items, item)
	o.value.Items = append(o.value.Items, item.value)
}

func (o *Operand) addField(in *InputValue, member *Operand) {
	o.fields = append(o.fields, OperandField{Name: in.Name, Input: in, Value: member})
	o.value.Members = append(o.value.Members, Member{Name: in.Name, Value: member.value})
}
