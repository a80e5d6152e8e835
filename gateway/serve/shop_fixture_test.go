package serve_test

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/examples/shop/checkout"
	"github.com/weftql/weft/examples/shop/reviews"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/serve"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// service is one of the shop's own servers; it counts its requests and can be down.
type service struct {
	*httptest.Server
	requests atomic.Int64
	down     atomic.Bool
}

func startService(t *testing.T, handler http.Handler) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		if s.down.Load() {
			panic(http.ErrAbortHandler) // the connection breaks without an answer
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// gateway is a running gateway over the shop.
type gateway struct {
	base     string
	database string // URL of the shop's database
	reviews  *service
	checkout *service
	stop     func() error
	log      *lockedBuilder
}

// lockedBuilder collects log lines of a running gateway.
type lockedBuilder struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuilder) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuilder) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// setup changes what a gateway is started with.
type setup struct {
	database string // "" makes a fresh shop
	metadata fs.FS  // nil is the shop's
	options  func(*config.Options)
	env      map[string]string
}

// startShop starts a gateway over a shop with its services, as the demo does, and ends it
// with the test.
func startShop(t *testing.T, s setup) *gateway {
	t.Helper()
	g := &gateway{database: s.database, log: &lockedBuilder{}}
	if g.database == "" {
		g.database = shopDatabase(t)
	}
	pool, err := pgxpool.New(t.Context(), g.database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	g.reviews = startService(t, reviews.Handler())
	g.checkout = startService(t, checkout.Handler(pool))
	env := map[string]string{
		"SHOP_DATABASE_URL": g.database, "REVIEWS_URL": g.reviews.URL + "/graphql", "CHECKOUT_URL": g.checkout.URL,
	}
	for name, value := range s.env {
		env[name] = value
	}
	if s.metadata == nil {
		s.metadata = shop.Metadata()
	}
	o := config.Defaults()
	if s.options != nil {
		s.options(o)
	}
	g.run(t, o, s.metadata, env)
	return g
}

func (g *gateway) run(t *testing.T, o *config.Options, dir fs.FS, env map[string]string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g.base = "http://" + listener.Addr().String()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- serve.Run(ctx, o, serve.Surroundings{
			Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
			Out: g.log, Listener: listener, Metadata: dir, Ready: sync.OnceFunc(func() { close(ready) }),
		})
	}()
	g.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(10 * time.Second):
			return os.ErrDeadlineExceeded
		}
	})
	t.Cleanup(func() {
		if err := g.stop(); err != nil {
			t.Errorf("stopping the gateway: %v", err)
		}
		if t.Failed() {
			log := g.log.String()
			t.Logf("end of the gateway's log:\n%s", log[max(0, len(log)-4000):])
		}
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		t.Fatalf("the gateway did not start: %v\n%s", err, g.log)
	}
}

// shopDatabase makes a database with the whole shop in it.
func shopDatabase(t *testing.T) string {
	t.Helper()
	url := pgtest.New(t)
	loadShop(t, url)
	return url
}

func loadShop(t *testing.T, url string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context())) //nolint:errcheck // nothing is pending
	if err := shop.Load(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
}

// customer is the session of customer 7.
var customer = map[string]string{"x-hasura-role": "customer", "x-hasura-user-id": "7"}

// query posts a GraphQL request and returns the answer's body.
func (g *gateway) query(t *testing.T, headers map[string]string, document string, variables ...any) string {
	t.Helper()
	request := map[string]any{"query": document}
	if len(variables) > 0 {
		request["variables"] = variables[0]
	}
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	status, answer := g.post(t, "/v1/graphql", headers, string(body))
	if status != http.StatusOK {
		t.Errorf("status %d: %s", status, answer)
	}
	return answer
}

func (g *gateway) post(t *testing.T, path string, headers map[string]string, body string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to the end
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

// errorOf returns the message and code of an error answer.
func errorOf(t *testing.T, answer string) (message, code string) {
	t.Helper()
	var body struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(answer), &body); err != nil || len(body.Errors) != 1 {
		t.Fatalf("not an answer with one error: %s", answer)
	}
	return body.Errors[0].Message, body.Errors[0].Extensions.Code
}

// eventually repeats a check until it holds.
func eventually(t *testing.T, what string, check func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !check(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}
