package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/servertest"
	"github.com/weftql/weft/gateway/telemetry"
)

// running is a server that listens by itself.
type running struct {
	address string
	stop    context.CancelFunc
	ended   chan error
	log     *logBook
}

func run(t *testing.T, source *servertest.Source, args ...string) *running {
	t.Helper()
	options := read(t, args...)
	r := &running{ended: make(chan error, 1), log: &logBook{}}
	authenticator, err := auth.New(config.Access{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(server.Options{Config: options, Auth: authenticator, Schemas: func() executor.Schemas { return source }, Logger: telemetry.NewLogger(r.log, options.Log)})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := server.Listen(t.Context(), "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	r.address = listener.Addr().String()
	var ctx context.Context
	ctx, r.stop = context.WithCancel(context.Background())
	s.LogConfiguration(ctx, false)
	go func() { r.ended <- s.Run(ctx, listener) }()
	t.Cleanup(r.stop)
	return r
}

func TestShutdownLetsRequestsFinish(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	r := run(t, servertest.New(servertest.Field{Op: ast.Query, Name: "slow", Answer: func(context.Context, servertest.Call) (string, error) {
		close(entered)
		<-leave
		return "1", nil
	}}))
	answered := make(chan string, 1)
	go func() {
		response, err := http.Post("http://"+r.address+"/v1/graphql", "", strings.NewReader(requestOf("{ slow }")))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = response.Body.Close() }()
		body, _ := io.ReadAll(response.Body)
		answered <- string(body)
	}()
	<-entered
	r.stop()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		conn, err := net.Dial("tcp", r.address)
		if err != nil {
			break // it accepts no more
		}
		_ = conn.Close()
		if time.Now().After(deadline) {
			t.Fatal("the port is still open")
		}
	}
	close(leave)
	if got := <-answered; got != `{"data":{"slow":1}}` {
		t.Errorf("got %s", got)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
}

// silent connects, writes text, and returns what comes back until the server hangs up.
func silent(t *testing.T, address, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Errorf("the server did not hang up: %v", err)
	}
	return string(got)
}

func TestSlowClientsAreGivenUp(t *testing.T) {
	r := run(t, servertest.New(fields()...), "--server-timeout", "0.1")
	if got := silent(t, r.address, "POST /v1/graphql HTTP/1.1\r\nHost: x\r\n"); strings.Contains(got, "200") {
		t.Errorf("half a header was answered: %s", got)
	}
	got := silent(t, r.address, "POST /v1/graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100\r\n\r\n{")
	if !strings.Contains(got, "the request body did not arrive in time") {
		t.Errorf("got %s", got)
	}
}

func TestAnOldDeadlineDoesNotEndALaterRequestOfAConnection(t *testing.T) {
	r := run(t, servertest.New(fields()...), "--server-timeout", "0.1")
	conn, err := net.Dial("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for _, method := range []string{"GET", "OPTIONS", "GET"} {
		if _, err := fmt.Fprintf(conn, "%s /v1/version HTTP/1.1\r\nHost: x\r\n\r\n", method); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		time.Sleep(300 * time.Millisecond)
	}
}

func TestHeadersAreLimited(t *testing.T) {
	r := run(t, servertest.New(fields()...), "--max-total-header-length", "1000")
	conn, err := net.Dial("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprintf(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n", strings.Repeat("a", 10_000)); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %d", response.StatusCode)
	}
}

func TestStartupLines(t *testing.T) {
	r := run(t, servertest.New(fields()...), "--jwt-secret", `{"type":"HS256","key":"a secret"}`)
	lines := r.log.lines(t, "startup")
	if len(lines) != 2 || lines[0]["kind"] != "no_admin_secret" || lines[0]["level"] != "warn" || lines[1]["kind"] != "server_configuration" {
		t.Fatalf("got %v", lines)
	}
	info := lines[1]["info"].(map[string]any)
	if info["port"] != 8080.0 || info["transaction_isolation"] != "read-committed" || info["admin_secret_set"] != false {
		t.Errorf("got %v", info)
	}
	if key := info["jwt_secret"].([]any)[0].(map[string]any)["key"]; key != "<JWK REDACTED>" {
		t.Errorf("the key is shown: %v", key)
	}
}

func TestListenUnderstandsTheHostGrammar(t *testing.T) {
	for _, host := range []string{"*", "*4", "!4", "*6", "127.0.0.1", "localhost"} {
		listener, err := server.Listen(t.Context(), host, 0)
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		if tcp := listener.Addr().(*net.TCPAddr); host == "!4" && tcp.IP.To4() == nil {
			t.Errorf("%s listens on %v", host, tcp)
		}
		_ = listener.Close()
	}
	taken, err := server.Listen(t.Context(), "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	if _, err := server.Listen(t.Context(), "127.0.0.1", taken.Addr().(*net.TCPAddr).Port); err == nil || !strings.Contains(err.Error(), "listen on port") {
		t.Errorf("got %v", err)
	}
}
