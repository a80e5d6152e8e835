package migrate_test

import (
	"context"
	"net"
	"testing"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/serve"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// gateway is a running one with a fresh metadata database, which is its source `default`
// too, and an empty second database at OTHER_DATABASE_URL.
type gateway struct{ endpoint, first, other string }

// secret is its admin secret.
const secret = "script"

// startGateway starts a gateway that ends with the test.
func startGateway(t *testing.T) *gateway {
	t.Helper()
	g := &gateway{first: pgtest.New(t), other: pgtest.New(t)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g.endpoint = "http://" + listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	variables := map[string]string{"HASURA_GRAPHQL_DATABASE_URL": g.first, "HASURA_GRAPHQL_ADMIN_SECRET": secret, "OTHER_DATABASE_URL": g.other}
	lookup := func(name string) (string, bool) { v, ok := variables[name]; return v, ok }
	command := config.Command(lookup, config.Tasks{Serve: func(ctx context.Context, o *config.Options) error {
		return serve.Run(ctx, o, serve.Surroundings{Env: lookup, Out: t.Output(), Listener: listener, Ready: func() { close(ready) }})
	}})
	command.SetArgs([]string{"serve"})
	go func() { ended <- command.ExecuteContext(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the gateway ended with %v", err)
		}
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- nil
		t.Fatalf("the gateway did not start: %v", err)
	}
	return g
}
