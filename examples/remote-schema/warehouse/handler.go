// Package warehouse is a GraphQL server of the kind that one adds to Weft: it knows on which
// shelf each product of the shop lies. The README one folder up goes through how it was made.
package warehouse

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/transport"
)

//go:generate go tool gqlgen generate

// Handler is the GraphQL endpoint. Weft needs POST and introspection, nothing else.
func Handler() http.Handler {
	server := handler.New(NewExecutableSchema(Config{Resolvers: &Resolver{}}))
	server.AddTransport(transport.POST{})
	server.Use(extension.Introspection{})
	return server
}
