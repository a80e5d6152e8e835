package compile

import (
	"github.com/weftql/weft/planner"
)

// given is a value of the request: an operand while a plan is compiled, which observes what
// is learned of it, or a value of one run while that run writes. A nil *given is absent.
type given struct {
	op *planner.Operand // nil for a value of a run
	// value, in and path are what op would tell.
	value *planner.Value
	in    *planner.InputValue
	path  *planner.Path
	types Types
}

// givenField is one member of an object.
type givenField struct {
	Name  string
	Input *planner.InputValue
	Value *given
}

func ofOperand(op *planner.Operand) *given {
	if op == nil {
		return nil
	}
	return &given{op: op}
}

func (g *given) Input() *planner.InputValue {
	if g.op != nil {
		return g.op.Input()
	}
	return g.in
}

func (g *given) Path() *planner.Path {
	if g.op != nil {
		return g.op.Path()
	}
	return g.path
}

func (g *given) Null() bool {
	if g.op != nil {
		return g.op.Null()
	}
	return g.value.Kind == planner.Null
}

func (g *given) Kind() planner.ValueKind {
	if g.op != nil {
		return g.op.Kind()
	}
	return g.value.Kind
}

func (g *given) Fixed() *planner.Value {
	if g.op != nil {
		return g.op.Fixed()
	}
	return g.value
}

// Constant returns a value that is the same in every run of the plan; see
// [planner.Operand.Constant]. Values of one run are not.
func (g *given) Constant() (v *planner.Value, ok bool) {
	if g.op != nil {
		return g.op.Constant()
	}
	return nil, false
}

func (g *given) Items() []*given {
	var items []*given
	if g.op != nil {
		for _, item := range g.op.Items() {
			items = append(items, &given{op: item})
		}
		return items
	}
	for i, item := range g.value.Items {
		items = append(items, &given{value: item, in: g.in, path: g.path.Index(i), types: g.types})
	}
	return items
}

func (g *given) Fields() []givenField {
	var fields []givenField
	if g.op != nil {
		for _, f := range g.op.Fields() {
			fields = append(fields, givenField{Name: f.Name, Input: f.Input, Value: &given{op: f.Value}})
		}
		return fields
	}
	var t *planner.Type
	if g.in != nil {
		t = g.types.Type(g.in.Type.Name())
	}
	for _, m := range g.value.Members {
		in := &planner.InputValue{Name: m.Name}
		if t != nil && t.Input(m.Name) != nil {
			in = t.Input(m.Name)
		}
		fields = append(fields, givenField{Name: m.Name, Input: in, Value: &given{
			value: m.Value, in: in, path: g.path.Key(m.Name), types: g.types,
		}})
	}
	return fields
}
