// Command remote-schema is a GraphQL server of the kind that one adds to Weft: the shop's
// warehouse, which knows on which shelf each product lies. Its README goes through all that
// is needed.
package main

import (
	"flag"
	"log"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/transport"
)

//go:generate go tool gqlgen generate

func main() {
	addr := flag.String("addr", "127.0.0.1:4003", "where to listen")
	flag.Parse()
	mux := http.NewServeMux()
	mux.Handle("/graphql", newHandler())
	server := http.Server{Addr: *addr, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	log.Printf("warehouse on http://%s/graphql", *addr)
	log.Fatal(server.ListenAndServe())
}

// newHandler is the GraphQL endpoint. Weft needs POST and introspection, nothing else.
func newHandler() http.Handler {
	server := handler.New(NewExecutableSchema(Config{Resolvers: &Resolver{}}))
	server.AddTransport(transport.POST{})
	server.Use(extension.Introspection{})
	return server
}
