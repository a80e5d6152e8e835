package pgtest

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// poolerPatience bounds the start of a pooler.
const poolerPatience = 30 * time.Second

// Pooler starts a PgBouncer in transaction mode with a few connections before a database,
// each of which serves many clients in turn, and returns the URL that goes through it. Settings
// are further lines of its configuration.
func Pooler(tb testing.TB, database string, connections int, settings ...string) string {
	tb.Helper()
	binary, err := osexec.LookPath("pgbouncer")
	if err != nil {
		Missing(tb, "pgbouncer is not on this machine")
	}
	u, err := url.Parse(database)
	if err != nil {
		tb.Fatal(err)
	}
	dir, address := poolerFolder(tb), freeAddress(tb)
	file := filepath.Join(dir, "pgbouncer.ini")
	config := poolerConfig(u, address, filepath.Join(dir, "log"), connections, settings)
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil { //nolint:gosec // read by another user
		tb.Fatal(err)
	}
	args := []string{file}
	if os.Getuid() == 0 {
		args = []string{"-u", "nobody", file}
	}
	cmd := osexec.CommandContext(tb.Context(), binary, args...) //nolint:gosec // it was looked up
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	u.Host = address
	awaitPooler(tb, address, filepath.Join(dir, "log"))
	return u.String()
}

// PoolerVersion returns the version of the PgBouncer on this machine, 0 when there is none.
func PoolerVersion(tb testing.TB) (major, minor int) {
	tb.Helper()
	out, err := osexec.CommandContext(tb.Context(), "pgbouncer", "--version").Output()
	if err != nil {
		return 0, 0
	}
	fields := strings.Fields(string(out)) // PgBouncer 1.18.0
	if len(fields) < 2 {
		return 0, 0
	}
	numbers := strings.Split(fields[1]+".0", ".")
	major, _ = strconv.Atoi(numbers[0])
	minor, _ = strconv.Atoi(numbers[1])
	return major, minor
}

func poolerConfig(database *url.URL, address, log string, connections int, settings []string) string {
	host, port, _ := net.SplitHostPort(address)
	password, _ := database.User.Password()
	return fmt.Sprintf(`[databases]
* = host=%s port=%s user=%s password=%s
[pgbouncer]
listen_addr = %s
listen_port = %s
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = %d
max_client_conn = 1000
logfile = %s
%s
`, database.Hostname(), database.Port(), database.User.Username(), password, host, port, connections, log, strings.Join(settings, "\n"))
}

// poolerFolder returns a folder that the pooler of a root user can write into.
func poolerFolder(tb testing.TB) string {
	tb.Helper()
	dir, err := os.MkdirTemp("", "weft-pooler")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil { //nolint:gosec // it writes its log as another user
		tb.Fatal(err)
	}
	return dir
}

func freeAddress(tb testing.TB) string {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // nothing was accepted
	return listener.Addr().String()
}

func awaitPooler(tb testing.TB, address, log string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), poolerPatience)
	defer cancel()
	for {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err == nil {
			_ = c.Close()
			return
		}
		if ctx.Err() != nil {
			text, _ := os.ReadFile(log) //nolint:gosec // its own
			tb.Fatalf("pgbouncer does not listen: %v\n%s", err, text)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
