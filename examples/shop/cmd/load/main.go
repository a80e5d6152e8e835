// Command load writes the shop into the empty database that SHOP_DATABASE_URL names.
package main

import (
	"context"
	"log"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/weftql/weft/examples/shop"
)

func main() {
	if err := load(context.Background(), os.Getenv("SHOP_DATABASE_URL")); err != nil {
		log.Fatal(err)
	}
}

func load(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // all is committed
	return shop.Load(ctx, conn)
}
