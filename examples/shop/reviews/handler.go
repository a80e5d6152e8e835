package reviews

import (
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/transport"
)

// maxBody is the largest request in bytes. A gateway asks for many products in one request,
// an alias for each.
const maxBody = 4 << 20

// Handler returns a GraphQL endpoint over a shelf of its own. What clients add to it is
// gone when the process ends.
func Handler() http.Handler {
	server := handler.New(NewExecutableSchema(Config{
		Resolvers: &Resolver{shelf: newShelf(time.Now)},
	}))
	server.AddTransport(transport.Options{})
	server.AddTransport(transport.POST{})
	server.Use(extension.Introspection{})
	return http.MaxBytesHandler(server, maxBody)
}
