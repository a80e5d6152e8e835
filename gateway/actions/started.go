package actions

import (
	"context"
	"fmt"
	"maps"
	"net/http"

	"github.com/weftql/weft/planner"
)

// started is a column that notes an asynchronous action to be done and answers the id of
// the run.
type started struct {
	source *Source
	action *action
	args   []argument
}

var _ column = (*started)(nil)

// answer adds the run to the log.
func (c *started) answer(ctx context.Context, params *planner.Params) (reply, error) {
	job := &Job{
		Action: c.action.Name, Input: appendInput(nil, c.args, params), Headers: http.Header(params.Headers), Session: map[string]string{},
	}
	if params.Session != nil {
		job.Session = maps.Clone(params.Session.Variables)
	}
	id, err := c.source.log.Create(ctx, job)
	if err != nil {
		return reply{}, logFault(ctx, c.action, err)
	}
	return reply{value: planner.AppendJSONString(nil, id)}, nil
}

// String prints what is started.
func (c *started) String() string { return "action " + c.action.Name + " start" + argNames(c.args) }

// logFault is the fault of a log that cannot be used; it tells the client no more than any
// other failed statement does.
func logFault(ctx context.Context, a *action, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &planner.Fault{
		Code: planner.CodeUnexpected, Message: "database query error", Cause: fmt.Errorf("action %s: %w", a.Name, err),
	}
}
