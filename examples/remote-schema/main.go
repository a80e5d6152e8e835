// Command remote-schema serves the warehouse.
package main

import (
	"flag"
	"log"
	"net/http"
	"time"

	"github.com/weftql/weft/examples/remote-schema/warehouse"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:4003", "where to listen")
	flag.Parse()
	mux := http.NewServeMux()
	mux.Handle("/graphql", warehouse.Handler())
	server := http.Server{Addr: *addr, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	log.Printf("warehouse on http://%s/graphql", *addr)
	log.Fatal(server.ListenAndServe())
}
