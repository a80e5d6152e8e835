// Command reviews serves the reviews of the shop's products as GraphQL.
package main

import (
	"flag"
	"log"
	"net/http"
	"time"

	"github.com/weftql/weft/examples/shop/reviews"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:4001", "where to listen")
	flag.Parse()
	mux := http.NewServeMux()
	mux.Handle("/graphql", reviews.Handler())
	server := http.Server{Addr: *addr, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	log.Printf("reviews on http://%s/graphql", *addr)
	log.Fatal(server.ListenAndServe())
}
