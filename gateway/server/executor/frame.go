package executor

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// CreateOperationContext plans the operation of the context. A transport of gqlgen sets
// only the session there; the request is then taken from params.
func (x *Executor) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	opCtx := &graphql.OperationContext{
		RawQuery:      params.Query,
		OperationName: params.OperationName,
		Headers:       params.Headers,
		Extensions:    params.Extensions,
		RecoverFunc:   graphql.DefaultRecover,
	}
	op := operationOf(ctx)
	if op == nil || op.Session == nil {
		return opCtx, listOf(border.Unexpected(errors.New("executor: the context holds no session")))
	}
	if err := x.extensions.mutateParameters(ctx, params); err != nil {
		return opCtx, gqlerror.List{err}
	}
	if err := op.take(params); err != nil {
		return opCtx, listOf(err)
	}
	if err := x.Prepare(ctx, op); err != nil {
		return opCtx, listOf(border.Of(err))
	}
	opCtx.OperationName = op.prepared.Plan.Name
	opCtx.Operation = &ast.OperationDefinition{Operation: op.prepared.Plan.Op, Name: op.prepared.Plan.Name}
	opCtx.Doc = &ast.QueryDocument{Operations: ast.OperationList{opCtx.Operation}}
	if err := x.extensions.mutateContext(ctx, opCtx); err != nil {
		return opCtx, gqlerror.List{err}
	}
	return opCtx, nil
}

// take makes the operation's request agree with params: an extension may have put another
// document there, and a transport of gqlgen has put everything there.
func (o *Operation) take(params *graphql.RawParams) *planner.Fault {
	if o.Request == nil {
		o.Request = &planner.Request{Query: params.Query, OperationName: params.OperationName}
		if params.Variables == nil {
			return nil
		}
		text, err := json.Marshal(params.Variables)
		if err != nil {
			return border.Unexpected(err)
		}
		if o.Request.Variables, err = planner.ParseValue(text); err != nil {
			return border.Unexpected(err)
		}
		return nil
	}
	if o.Request.Query != params.Query || o.Request.OperationName != params.OperationName {
		o.Request = &planner.Request{Query: params.Query, OperationName: params.OperationName, Variables: o.Request.Variables}
	}
	return nil
}

// DispatchOperation runs a planned query or mutation when the handler is called first; the
// second call answers nil, as gqlgen's transports expect.
func (x *Executor) DispatchOperation(ctx context.Context, opCtx *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	ctx = graphql.WithOperationContext(ctx, opCtx)
	handler := x.extensions.interceptOperation(ctx, func(context.Context) graphql.ResponseHandler {
		answered := false
		return func(ctx context.Context) *graphql.Response {
			if answered {
				return nil
			}
			answered = true
			return x.extensions.interceptResponse(ctx, x.respond)
		}
	})
	return handler, ctx
}

func (x *Executor) respond(ctx context.Context) *graphql.Response {
	data, err := x.Run(ctx, operationOf(ctx))
	if err != nil {
		return &graphql.Response{Errors: listOf(border.Of(err))}
	}
	return &graphql.Response{Data: data}
}

// DispatchError makes a response of errors that came up before the operation ran.
func (x *Executor) DispatchError(ctx context.Context, list gqlerror.List) *graphql.Response {
	return x.extensions.interceptResponse(ctx, func(context.Context) *graphql.Response {
		return &graphql.Response{Errors: list}
	})
}

// listOf wraps a fault for gqlgen; [FaultOf] unwraps it.
func listOf(fault *planner.Fault) gqlerror.List {
	return gqlerror.List{{
		Err:        fault,
		Message:    fault.Message,
		Extensions: map[string]any{"path": pathOf(fault), "code": fault.Code},
	}}
}

func pathOf(fault *planner.Fault) string {
	if fault.Path == "" {
		return "$"
	}
	return fault.Path
}

// FaultOf returns the first error of a response as a fault, nil when it has none. An error
// that an extension made keeps its message, and its code when it has one.
func FaultOf(list gqlerror.List) *planner.Fault {
	if len(list) == 0 {
		return nil
	}
	err := list[0]
	if fault := (*planner.Fault)(nil); errors.As(err, &fault) {
		return fault
	}
	code, ok := err.Extensions["code"].(string)
	if !ok {
		code = planner.CodeUnexpected
	}
	return &planner.Fault{Code: code, Message: err.Message, Cause: err}
}
