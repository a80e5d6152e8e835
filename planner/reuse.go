package planner

import "slices"

// reuse coerces the variables of another request for the plan. It returns the values of the
// parameters and true when the plan fits: every variable is right and everything that Compile
// observed comes out the same. Otherwise the request must be bound anew, which finds the
// proper error if there is one.
//
// The request must be for the document and operation the plan was compiled from.
func (p *Plan) reuse(req *Request) ([]*Value, bool) {
	b := &p.bindings
	var few struct { // on the stack, for most requests
		supplied [fewVariables]supplied
		uses     [fewVariables]*Value
	}
	supplied, fault := b.vars.supply(few.supplied[:0], req.Variables, b.schema.opts)
	if fault != nil || b.vars.unexpected(req.Variables) != nil {
		return nil, false
	}
	uses := slices.Grow(few.uses[:0], len(b.uses))[:len(b.uses)]
	spent := 0
	for i := range b.uses {
		u := &b.uses[i]
		if u.again {
			spent += supplied[u.variable].size
		}
		if spent > maxValues {
			return nil, false
		}
		if uses[i], fault = u.coerce(supplied[u.variable]); fault != nil {
			return nil, false
		}
	}
	for i := range b.seen {
		if o := &b.seen[i]; !o.holds(uses[o.use]) {
			return nil, false
		}
	}
	for i := range b.checks {
		c := &b.checks[i]
		if c.input.Accept(c.value.resolve(uses), c.path) != nil {
			return nil, false
		}
	}
	return b.values(uses), true
}
