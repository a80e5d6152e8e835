package server

import (
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/planner"
)

// execute takes an operation through the executor. It appends the operation's data to dst,
// or returns its fault.
func (s *Server) execute(ctx context.Context, dst []byte, op *executor.Operation) (data []byte, fault *planner.Fault, when stage) {
	if s.executor.Extended() {
		data, fault = s.executeFramed(ctx, dst, op)
	} else {
		data, fault = s.executePlain(ctx, dst, op)
	}
	if fault != nil && op.Elapsed > 0 {
		when = inExecution // else it was refused
	}
	return data, fault, when
}

func (s *Server) executePlain(ctx context.Context, dst []byte, op *executor.Operation) ([]byte, *planner.Fault) {
	if err := s.executor.Prepare(ctx, op); err != nil {
		return nil, border.Of(err)
	}
	data, err := s.executor.Append(ctx, dst, op)
	if err != nil {
		return nil, border.Of(err)
	}
	return data, nil
}

// executeFramed goes the way of gqlgen, along its extensions.
func (s *Server) executeFramed(ctx context.Context, dst []byte, op *executor.Operation) ([]byte, *planner.Fault) {
	exec := s.executor
	ctx = executor.WithOperation(ctx, op)
	opCtx, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{
		Query: op.Request.Query, OperationName: op.Request.OperationName, Headers: op.Header,
	})
	if len(errs) > 0 {
		return nil, executor.FaultOf(exec.DispatchError(ctx, errs).Errors)
	}
	handler, ctx := exec.DispatchOperation(ctx, opCtx)
	response := handler(ctx)
	if fault := executor.FaultOf(response.Errors); fault != nil {
		return nil, fault
	}
	return append(dst, response.Data...), nil
}

// Execute runs a GraphQL operation of an endpoint as those of clients run, extensions
// included, and returns the value of `data`. The error is a *planner.Fault.
func (s *Server) Execute(ctx context.Context, op *executor.Operation) (json.RawMessage, error) {
	data, fault, _ := s.execute(ctx, nil, op)
	s.logOperation(ctx, op)
	if fault != nil {
		return nil, fault
	}
	return data, nil
}
