package planner

// ParamsFor returns what the operation's parameters hold in the request it was bound for.
// Compile must be over.
func ParamsFor(op *Operation) *Params {
	return &Params{values: op.rec.values(op.rec.coerced)}
}

// ReuseFor tells whether a plan compiled from the operation would serve another request,
// and returns what its parameters hold there.
func ReuseFor(op *Operation, req *Request) (*Params, bool) {
	p := Plan{bindings: op.rec.bindings}
	values, ok := p.reuse(req)
	if !ok {
		return nil, false
	}
	return &Params{values: values}, true
}

// AnswerAtMost bounds what a query of introspection answers, in bytes.
func AnswerAtMost(q Query, most int) { q.(*introspectionQuery).most = most }
