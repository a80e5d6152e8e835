// Command checkout serves the handlers of the shop's Actions, over the database that
// SHOP_DATABASE_URL names.
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/weftql/weft/examples/shop/checkout"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:4002", "where to listen")
	flag.Parse()
	pool, err := pgxpool.New(context.Background(), os.Getenv("SHOP_DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	server := http.Server{Addr: *addr, Handler: checkout.Handler(pool), ReadHeaderTimeout: 10 * time.Second}
	log.Printf("checkout on http://%s", *addr)
	log.Fatal(server.ListenAndServe())
}
