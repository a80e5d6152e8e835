package planner

import "context"

// bind runs the calls that answer a call's questions, and gives each set of the call's
// params the answers. It must be called when the call has its rows.
func (x *execution) bind(ctx context.Context, a *answer) {
	if len(a.call.Binds) == 0 {
		return
	}
	for _, call := range a.call.Binds {
		b := x.answer(call)
		b.root = true
		b.classes = classify(x.params, &call.reads)
		x.rowPerClass(b)
	}
	x.runAll(ctx, a.call.Binds)
	params := make([]*Params, len(a.in.Params))
	for i, p := range a.in.Params {
		request := a.classes.representative(int32(i)) //nolint:gosec // far fewer than 2^31 cohorts
		answers := make([]bound, len(a.call.Binds))
		for n, call := range a.call.Binds {
			answers[n] = x.answer(call).boundTo(request)
		}
		params[i] = p.withBound(answers)
	}
	a.in.Params = params
}

// boundTo returns what a bind answered one request.
func (a *answer) boundTo(request int32) bound {
	if a.fault != nil {
		return bound{err: a.fault}
	}
	row := int(a.classes.class(request))
	if f := a.cell(row, 0).fault; f != nil {
		return bound{err: f}
	}
	json, _ := a.out.Get(row, 0)
	return bound{json: json}
}
