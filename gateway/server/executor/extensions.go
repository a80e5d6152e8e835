package executor

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// extensions are handler extensions sorted by what they hook into, so that answering an
// operation asserts no types.
type extensions struct {
	parameters []graphql.OperationParameterMutator
	contexts   []graphql.OperationContextMutator
	operations []graphql.OperationInterceptor
	responses  []graphql.ResponseInterceptor
}

// Use adds an extension of gqlgen. Those that look into resolvers or into gqlgen's schema
// have nothing to look at here and are refused.
func (x *Executor) Use(extension graphql.HandlerExtension) error {
	if err := extension.Validate(nil); err != nil {
		return fmt.Errorf("extension %s: %w", extension.ExtensionName(), err)
	}
	used := false
	if e, ok := extension.(graphql.OperationParameterMutator); ok {
		x.extensions.parameters, used = append(x.extensions.parameters, e), true
	}
	if e, ok := extension.(graphql.OperationContextMutator); ok {
		x.extensions.contexts, used = append(x.extensions.contexts, e), true
	}
	if e, ok := extension.(graphql.OperationInterceptor); ok {
		x.extensions.operations, used = append(x.extensions.operations, e), true
	}
	if e, ok := extension.(graphql.ResponseInterceptor); ok {
		x.extensions.responses, used = append(x.extensions.responses, e), true
	}
	if !used {
		return fmt.Errorf("extension %s: nothing it hooks into exists here", extension.ExtensionName())
	}
	return nil
}

// Extended tells whether there are extensions. Operations without any need not take the way
// through gqlgen's types, which costs 1.5 us and 1 KB.
func (x *Executor) Extended() bool {
	e := &x.extensions
	return len(e.parameters)+len(e.contexts)+len(e.operations)+len(e.responses) > 0
}

func (e *extensions) mutateParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	for _, m := range e.parameters {
		if err := m.MutateOperationParameters(ctx, params); err != nil {
			return err
		}
	}
	return nil
}

func (e *extensions) mutateContext(ctx context.Context, opCtx *graphql.OperationContext) *gqlerror.Error {
	for _, m := range e.contexts {
		if err := m.MutateOperationContext(ctx, opCtx); err != nil {
			return err
		}
	}
	return nil
}

// interceptOperation calls the interceptors around next, the first added outermost.
func (e *extensions) interceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	for i := len(e.operations) - 1; i >= 0; i-- {
		inner, interceptor := next, e.operations[i]
		next = func(ctx context.Context) graphql.ResponseHandler { return interceptor.InterceptOperation(ctx, inner) }
	}
	return next(ctx)
}

// interceptResponse calls the interceptors around next, the first added outermost.
func (e *extensions) interceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	for i := len(e.responses) - 1; i >= 0; i-- {
		inner, interceptor := next, e.responses[i]
		next = func(ctx context.Context) *graphql.Response { return interceptor.InterceptResponse(ctx, inner) }
	}
	return next(ctx)
}
