package planner

import "slices"

// Operand is an argument value, or a piece of one, at compile time. A plan is used again
// for other variables, so a source learns nothing of a value except through the methods
// below, and each of them records what was learned: a cached plan is used only for
// requests in which every recorded observation comes out the same. Param alone records
// nothing: the value is looked up anew in each run.
//
// Operands of literals observe nothing: their text is part of the plan's key.
// An Operand must not be kept after Compile has returned, and is for one goroutine.
type Operand struct {
	value *Value      // with the variables of the request that is being compiled
	input *InputValue // declaration of the argument or input field; nil inside JSON scalars, items share their list's
	path  *Path
	use   int    // index into bindings.uses, or literal
	at    []step // from the use's value down to this one
	scope *scope
	seen  int32 // 1 + index of what was observed of it, 0 for nothing

	// items and fields are the pieces. Of a literal with variables inside they are built
	// when it is bound, of all others when they are first asked for.
	built  bool
	items  []*Operand
	fields []OperandField
}

// literal marks an operand that is not part of a variable.
const literal = -1

// OperandField is one member of an object operand.
type OperandField struct {
	Name  string
	Input *InputValue // declaration in the input object type; nil inside JSON scalars
	Value *Operand
}

// Param is a place whose value is looked up at run time with [Params.Value].
type Param struct{ index int32 }

// Index numbers the parameters of one plan from 0 in the order of their first use.
func (p Param) Index() int { return int(p.index) }

// Input returns the declaration of the argument or input field the operand belongs to.
func (o *Operand) Input() *InputValue { return o.input }

// Path is where an error about the value points.
func (o *Operand) Path() *Path { return o.path }

// Null tells whether the value is null, and records that.
func (o *Operand) Null() bool {
	o.observe(sawNull)
	return o.value.Kind == Null
}

// Kind returns the kind of the value, and records it.
func (o *Operand) Kind() ValueKind {
	o.observe(sawKind)
	return o.value.Kind
}

// Items returns the elements of a list, and records their number. It is empty for
// anything but a list.
func (o *Operand) Items() []*Operand {
	o.observe(sawShape)
	o.build()
	return o.items
}

// Fields returns the members of an object in written order, and records their names.
// Defaults of the input type that were left out come after them. It is empty for anything
// but an object.
func (o *Operand) Fields() []OperandField {
	o.observe(sawShape)
	o.build()
	return o.fields
}

// Field returns the member called name, or nil when it is absent, and records the names of
// all members.
func (o *Operand) Field(name string) *Operand {
	for _, f := range o.Fields() {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

// Fixed returns the value itself with everything below it, and records it whole: the plan
// then serves only requests with this value. For enum values and what else decides the
// plan's shape.
func (o *Operand) Fixed() *Value {
	o.observe(sawValue)
	return o.value
}

// Constant returns the value of an operand that no variable is part of: the document itself
// holds it, so it is the same whenever the plan is used. It records nothing.
func (o *Operand) Constant() (v *Value, ok bool) {
	if o.variable() {
		return nil, false
	}
	return o.value, true
}

// Param makes the value a parameter of the plan and records nothing.
func (o *Operand) Param() Param { return o.scope.rec.param(o) }

func (o *Operand) observe(what sight) {
	if o.use != literal {
		o.scope.rec.observe(o, what)
		return
	}
	if what != sawValue || !o.built {
		return
	}
	for _, item := range o.items {
		item.observe(sawValue)
	}
	for _, f := range o.fields {
		f.Value.observe(sawValue)
	}
}

// build makes the pieces of the value of a variable or of a constant.
func (o *Operand) build() {
	if o.built {
		return
	}
	o.built = true
	if len(o.value.Items) > 0 {
		o.items = make([]*Operand, len(o.value.Items))
		for i, v := range o.value.Items {
			o.items[i] = o.piece(v, o.input, o.path.Index(i), step{index: i})
		}
	}
	if len(o.value.Members) > 0 {
		o.fields = make([]OperandField, len(o.value.Members))
		for i, m := range o.value.Members {
			in := o.scope.member.memberInput(o.input, m.Name)
			value := o.piece(m.Value, in, o.path.Key(m.Name), step{name: m.Name, index: -1})
			o.fields[i] = OperandField{Name: m.Name, Input: in, Value: value}
		}
	}
}

func (o *Operand) piece(v *Value, in *InputValue, path *Path, s step) *Operand {
	p := &Operand{value: v, input: in, path: path, use: o.use, scope: o.scope}
	if o.use != literal {
		p.at = slices.Concat(o.at, []step{s})
	}
	return p
}
