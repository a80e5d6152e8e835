package actions

import (
	"context"
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
)

// handled is a column that the action's handler answers while the client waits.
type handled struct {
	source *Source
	action *action
	args   []argument
	output output
}

// argument is one argument the client gave.
type argument struct {
	name  string
	param planner.Param
}

// output is what is expected of a handler and wanted of its answer.
type output struct {
	typ    *ast.Type
	object *projection // nil: a scalar or an enum
	// open is set for scalars of which nothing is known: declared ones and databases'.
	open bool
}

var _ column = (*handled)(nil)

// answer calls the handler.
func (c *handled) answer(ctx context.Context, params *planner.Params) (reply, error) {
	payload := appendPayload(nil, c.action.Name, appendInput(nil, c.args, params), params.Session, params.Request)
	exchange, err := c.source.caller.Post(ctx, c.action.hook, &webhook.Message{
		Body: payload, Client: http.Header(params.Headers), RequestID: params.RequestID, Session: variablesOf(params.Session),
	})
	if err != nil {
		return reply{}, callFault(c.action, err)
	}
	c.source.logHandled(ctx, c.action, exchange)
	value, fault := accepted(c.action, exchange)
	if fault == nil {
		if value, fault = c.output.project(value); fault != nil {
			fault.Internal = exchange.Internal("unexpected response")
		}
	}
	if fault != nil {
		return reply{}, fault
	}
	return reply{value: value, cookies: exchange.Response.Header.Values("Set-Cookie")}, nil
}

func variablesOf(session *planner.Session) map[string]string {
	if session == nil {
		return nil
	}
	return session.Variables
}

// String prints the call.
func (c *handled) String() string {
	text := "action " + c.action.Name + " POST " + string(c.action.Definition.Handler) + argNames(c.args)
	if c.output.object != nil {
		text += " " + c.output.object.String()
	}
	return text
}

func argNames(args []argument) string {
	if len(args) == 0 {
		return ""
	}
	names := make([]string, len(args))
	for i, a := range args {
		names[i] = a.name
	}
	return " (" + strings.Join(names, ", ") + ")"
}
