package demo_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/weftql/weft/gateway/demo"
	"github.com/weftql/weft/postgres-source/pgserver"
	"github.com/weftql/weft/postgres-source/pgtest"
)

func TestRunStartsEverythingAndStopsInTime(t *testing.T) {
	t.Parallel()
	d := start(t, demo.Options{Data: folder(t)})
	g := d.gateway

	check(t, post(t, g.Environment["REVIEWS_URL"], `{"query":"{ productRating(productId: 12) { count } }"}`), `{"data":{"productRating":{"count":3}}}`)
	check(t, post(t, g.Environment["CHECKOUT_URL"]+"/checkout",
		`{"input":{"input":{"lines":[{"productId":12,"quantity":1}]}},"session_variables":{"x-hasura-user-id":"7"}}`), `{"orderId":10001,"total":96.95}`)
	check(t, count(t, g.Environment["SHOP_DATABASE_URL"]), 10_001)
	if _, err := g.Metadata.Open("databases/databases.yaml"); err != nil {
		t.Error(err)
	}

	g.Ready()
	for _, want := range []string{"http://" + g.Listener.Addr().String() + "/console", "x-hasura-role: customer", "query ThreeSources", "mutation Checkout", "subscription LiveOrders"} {
		if !strings.Contains(d.stdout.String(), want) {
			t.Errorf("the greeting lacks %q:\n%s", want, d.stdout)
		}
	}

	begin := time.Now()
	if err := d.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	for name, url := range g.Environment {
		if name != "SHOP_DATABASE_URL" && isOpen(strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/graphql")) {
			t.Errorf("%s still answers after the end", name)
		}
	}
}

func TestRunKeepsTheDataUnlessItIsToBeFresh(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for _, run := range []struct {
		fresh bool
		want  int
	}{{false, 10_000}, {false, 9_999}, {true, 10_000}} {
		d := start(t, demo.Options{Data: dir, Fresh: run.fresh})
		url := d.gateway.Environment["SHOP_DATABASE_URL"]
		check(t, count(t, url), run.want)
		exec(t, url, `delete from orders where id = 10000`)
		if err := d.stop(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRunSaysWhoHasTheFolder(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	start(t, demo.Options{Data: dir})
	err := demo.Run(t.Context(), demo.Options{Data: dir, Stdout: io.Discard})
	if want := "a demo is running on " + dir + " already (process "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s...", err, want)
	}
}

func TestRunSaysHowToChooseAnotherPort(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	err = demo.Run(t.Context(), demo.Options{Port: l.Addr().(*net.TCPAddr).Port, Data: folder(t), Stdout: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "is taken by another program: choose another one, for instance --port") {
		t.Errorf("got %v", err)
	}
}

func TestRunEndsWhenTheGatewayFails(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	failure := errors.New("no")
	err := demo.Run(t.Context(), demo.Options{Data: folder(t), Stdout: io.Discard,
		Serve: func(context.Context, demo.Gateway) error { return failure }})
	if !errors.Is(err, failure) {
		t.Errorf("got %v, want %v", err, failure)
	}
}

func TestRunDoesNotWaitForAGatewayThatHangs(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	ctx, cancel := context.WithCancel(t.Context())
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	var begin time.Time
	err := demo.Run(ctx, demo.Options{Data: folder(t), Stdout: io.Discard, Serve: func(context.Context, demo.Gateway) error {
		begin = time.Now()
		cancel()
		<-hang
		return nil
	}})
	if err == nil || time.Since(begin) > 5*time.Second {
		t.Errorf("got %v after %v, want an error within 5 seconds", err, time.Since(begin))
	}
}

func TestRunStoppedWhileStartingIsNoError(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := demo.Run(ctx, demo.Options{Data: folder(t), Stdout: io.Discard}); err != nil {
		t.Error(err)
	}
}

// running is a demo whose gateway does nothing but wait.
type running struct {
	gateway demo.Gateway
	stdout  *buffer
	stop    func() error
}

func start(t *testing.T, o demo.Options) *running {
	t.Helper()
	needsPostgres(t)
	d := &running{stdout: &buffer{}}
	o.Stdout = d.stdout
	ready, ended := make(chan struct{}), make(chan error, 1)
	o.Serve = func(ctx context.Context, g demo.Gateway) error {
		d.gateway = g
		close(ready)
		<-ctx.Done()
		return g.Listener.Close()
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { ended <- demo.Run(ctx, o) }()
	d.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = d.stop() })
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		t.Fatalf("the demo ended: %v", err)
	}
	return d
}

func needsPostgres(t *testing.T) {
	t.Helper()
	if _, err := pgserver.Find(); err != nil {
		pgtest.Missing(t, err.Error())
	}
}

// folder is a temporary folder that PostgreSQL's user may enter when the tests run as root.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// buffer is a bytes.Buffer for concurrent use.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func isOpen(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}

func post(t *testing.T, url, body string) string {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // reading only
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(answer))
}

func count(t *testing.T, url string) (n int) {
	t.Helper()
	conn := connect(t, url)
	if err := conn.QueryRow(t.Context(), `select count(*) from orders`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func exec(t *testing.T, url, sql string) {
	t.Helper()
	if _, err := connect(t, url).Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func check[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
