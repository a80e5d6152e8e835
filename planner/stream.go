package planner

import "slices"

// Stepper is implemented by queries that answer what comes after a cursor: streaming
// subscriptions (contract/postgres-graphql.md 4.8). Each run answers one batch and says
// with [Output.Next] where the next one starts.
type Stepper interface {
	Query
	// Cursor is the parameter that holds the cursor.
	Cursor() Param
}

// Next says where the stream of a row goes on after its answer. Without a call there was
// nothing new, and the stream stays where it is. The cursor must not be changed afterwards.
func (o *Output) Next(row int, cursor *Value) {
	if o.next == nil {
		o.next = make([]*Value, o.rows)
	}
	o.next[row] = cursor
}

// Cursor returns the parameter that holds the cursor of a streaming subscription, and false
// when the plan is no stream.
func (p *Plan) Cursor() (Param, bool) {
	if len(p.Roots) != 1 {
		return Param{}, false
	}
	s, ok := p.Roots[0].Query.(Stepper)
	if !ok {
		return Param{}, false
	}
	return s.Cursor(), true
}

// Next returns the cursor that follows the row's reply, or nil when the stream stays where
// it is: such a reply is not sent.
func (r *Result) Next(row int) *Value {
	a := &r.answers[r.plan.Roots[0].index]
	if a.out.next == nil || a.fault != nil {
		return nil
	}
	return a.out.next[r.rowOf(a, row)]
}

// With returns the params with another value for one parameter; p stays as it is.
func (p *Params) With(param Param, v *Value) *Params {
	c := *p
	c.values = slices.Clone(p.values)
	c.values[param.index] = v
	return &c
}
