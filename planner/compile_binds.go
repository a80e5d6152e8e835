package planner

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// binds compiles the calls that answer a call's questions. They are asked within the role's
// own schema and rank where the call does.
func (c *compiler) binds(call *Call, questions []Question) error {
	if len(questions) > 0 && c.op.Op == ast.Subscription {
		return Faultf(CodeNotSupported, nil, "subscriptions on this field is not supported") // contract/subscriptions.md 6
	}
	for _, q := range questions {
		bind, err := c.bind(call, q)
		if err != nil {
			return err
		}
		call.Binds = append(call.Binds, bind)
	}
	return nil
}

func (c *compiler) bind(call *Call, q Question) (*Call, error) {
	part, ok := c.schema.Part(q.Source).(Respondent)
	if !ok {
		f := Faultf(CodeNotSupported, nil, "a permission of the role cannot be evaluated")
		f.Cause = fmt.Errorf("%s cannot be asked", q.Source)
		return nil, f
	}
	query, err := part.Respond(q.Ask)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.Source, err)
	}
	bind := &Call{
		Source: q.Source, Query: query, Columns: 1, index: len(c.plan.calls),
		names: []string{"permission"}, first: call.first, ranks: []int32{call.first}, reads: query.Reads(),
	}
	c.plan.calls = append(c.plan.calls, bind)
	return bind, nil
}
