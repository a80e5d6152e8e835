package planner

import "github.com/weftql/weft/planner/internal/keytable"

// classes sorts the requests of a run into classes that agree in everything a call, and all
// calls below it, read. Requests of one class may share rows; requests of two never do.
type classes struct {
	// of is the class of each request, reps the first request of each class. Both are nil
	// when every request is a class of its own.
	of, reps []int32
}

// classify builds the classes for one call.
func classify(params []*Params, reads *Reads) classes {
	if len(params) == 1 {
		return classes{}
	}
	table := keytable.New(len(params))
	var c classes
	for i, p := range params {
		n, added, _ := table.Add(0, reads.append(nil, p))
		if added {
			c.reps = append(c.reps, int32(i)) //nolint:gosec // far fewer than 2^31 cohorts
		}
		c.of = append(c.of, int32(n)) //nolint:gosec // as above
	}
	return c
}

// class returns the class of a request.
func (c *classes) class(request int32) int32 {
	if c.of == nil {
		return request
	}
	return c.of[request]
}

// representative returns the request whose values stand for the class.
func (c *classes) representative(class int32) int32 {
	if c.reps == nil {
		return class
	}
	return c.reps[class]
}

// params returns the values that stand for each class.
func (c *classes) params(of []*Params) []*Params {
	if c.reps == nil {
		return of
	}
	reps := make([]*Params, len(c.reps))
	for i, r := range c.reps {
		reps[i] = of[r]
	}
	return reps
}
