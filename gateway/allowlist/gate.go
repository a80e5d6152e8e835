package allowlist

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/planner"
)

// Gate refuses operations that are on no allow list. It is safe for concurrent use.
type Gate struct {
	document func() *metadata.Document
	current  atomic.Pointer[compiled]
}

// compiled is the list of one document.
type compiled struct {
	document *metadata.Document
	list     *list
}

var (
	_ graphql.HandlerExtension          = (*Gate)(nil)
	_ graphql.OperationParameterMutator = (*Gate)(nil)
)

// New returns a gate. document returns the current one; it is called once per operation.
func New(document func() *metadata.Document) *Gate { return &Gate{document: document} }

// ExtensionName implements [graphql.HandlerExtension].
func (*Gate) ExtensionName() string { return "AllowList" }

// Validate implements [graphql.HandlerExtension].
func (*Gate) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters refuses an operation before it is planned. Admin may run
// anything.
func (g *Gate) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	role := executor.SessionOf(ctx).Role.Name
	if role == planner.Admin || g.list().allows(role, request.Query) {
		return nil
	}
	return gqlerror.Wrap(&planner.Fault{
		Code: planner.CodeValidationFailed, Message: "query is not allowed", Status: http.StatusBadRequest,
		Internal: []byte(`{"message":"query is not in any of the allowlists"}`),
	})
}

// list returns the list of the current document, which is compiled once.
func (g *Gate) list() *list {
	doc := g.document()
	if c := g.current.Load(); c != nil && c.document == doc {
		return c.list
	}
	c := &compiled{document: doc, list: newList(doc)}
	g.current.Store(c)
	return c.list
}
