package server

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/inbound"
)

// get answers GET on a GraphQL path, which is for persisted queries only, and these are
// not supported (contract/auth-and-server.md 7.1). Nothing is ever executed by GET.
type get struct{ endpoint *graphqlEndpoint }

var _ graphql.Transport = get{}

func (get) answersOnce() {}

// Supports tells whether the request is one.
func (get) Supports(r *http.Request) bool { return r.Method == http.MethodGet }

// Do authenticates and refuses.
func (g get) Do(w http.ResponseWriter, r *http.Request, _ graphql.GraphExecutor) {
	x := g.endpoint.exchange(w, r)
	recordOf(r).mode = failed
	grant, err := g.endpoint.server.auth.Authenticate(r.Context(), &auth.Request{Header: r.Header})
	if err != nil {
		x.fail(border.Of(err), nil, beforeExecution)
		return
	}
	recordOf(r).session = grant.Session
	x.fail(inbound.PersistedNotSupported(), grant.Session, beforeExecution)
}
