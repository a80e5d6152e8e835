// Package gatewaytest starts gateways for the tests and benchmarks of the examples, in their
// own process.
package gatewaytest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/examples/shop/checkout"
	"github.com/weftql/weft/examples/shop/reviews"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/serve"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// Start serves a metadata directory until the test ends and returns the address of its
// GraphQL endpoint. The variables the metadata refers to are in env. No secret is set.
func Start(tb testing.TB, metadata fs.FS, env map[string]string) (url string) {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // there is nothing to cancel
	if err != nil {
		tb.Fatal(err)
	}
	out, err := os.Create(filepath.Join(tb.TempDir(), "weft.log")) // as a log is written in earnest
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = out.Close() }) // after the gateway has ended
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- serve.Run(ctx, config.Defaults(), serve.Surroundings{
			Env: func(name string) (string, bool) {
				if v, ok := env[name]; ok {
					return v, true
				}
				return os.LookupEnv(name)
			},
			Out: out, Listener: listener, Metadata: metadata, Ready: func() { close(ready) },
		})
	}()
	select {
	case <-ready:
	case err := <-ended:
		cancel()
		tb.Fatalf("the gateway did not start: %v", err)
	}
	tb.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Errorf("the gateway ended with %v", err)
		}
	})
	return "http://" + listener.Addr().String() + "/v1/graphql"
}

// Shop is a shop with a gateway in front.
type Shop struct {
	URL      string // of the GraphQL endpoint
	Database string // address of its database
	Pool     *pgxpool.Pool
}

// StartShop loads a shop of its own for the test, starts the services it talks to and a
// gateway in front of all. The pool opens up to connections.
func StartShop(tb testing.TB, connections int32) *Shop {
	tb.Helper()
	database := Database(tb)
	c, err := pgxpool.ParseConfig(database)
	if err != nil {
		tb.Fatal(err)
	}
	c.MaxConns = connections
	pool, err := pgxpool.NewWithConfig(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	url := Start(tb, shop.Metadata(), map[string]string{
		"SHOP_DATABASE_URL": database,
		"REVIEWS_URL":       Serve(tb, reviews.Handler()),
		"CHECKOUT_URL":      Serve(tb, checkout.Handler(pool)),
	})
	return &Shop{URL: url, Database: database, Pool: pool}
}

// Database loads a shop into a database of its own for the test and returns its address.
func Database(tb testing.TB) (url string) {
	tb.Helper()
	url = pgtest.New(tb)
	conn, err := pgx.Connect(tb.Context(), url)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(tb.Context()) //nolint:errcheck // all is committed
	if err := shop.Load(tb.Context(), conn); err != nil {
		tb.Fatal(err)
	}
	return url
}

// Serve serves a handler until the test ends and returns its address.
func Serve(tb testing.TB, h http.Handler) (url string) {
	tb.Helper()
	server := httptest.NewServer(h)
	tb.Cleanup(server.Close)
	return server.URL
}

// Ask posts a query and returns the reply. Headers are given as names and values in turn.
func Ask(tb testing.TB, url, query string, headers ...string) []byte {
	tb.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		tb.Fatal(err)
	}
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // reading only
	reply, err := io.ReadAll(resp.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return reply
}
