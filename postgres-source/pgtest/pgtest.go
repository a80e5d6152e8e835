package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/pgserver"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// startPatience bounds the start of the shared server, which may have to wait for a machine
// busy with compiling the other test packages.
const startPatience = 2 * time.Minute

// New returns the URL of a new, empty database, which is dropped when the test ends.
func New(tb testing.TB) string {
	tb.Helper()
	return create(tb, "template0")
}

// Exec runs SQL, which may be many statements, on the database at url.
func Exec(tb testing.TB, url, sql string) {
	tb.Helper()
	if err := exec(tb.Context(), url, sql); err != nil {
		tb.Fatal(err)
	}
}

// Major returns the major version of the server: 15 of 15.4.
func Major(tb testing.TB) int {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), server(tb))
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(tb.Context()) //nolint:errcheck // nothing was asked
	major, _, _ := strings.Cut(conn.PgConn().ParameterStatus("server_version"), ".")
	n, err := strconv.Atoi(major)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// Private starts a server for this test alone, to be stopped, killed and started again. It
// is stopped when the test ends. dir is its folder: one of t.TempDir is not reachable for
// the server of a root user, "" is a temporary one.
func Private(tb testing.TB, dir string, settings map[string]string) *pgserver.Server {
	tb.Helper()
	server, err := pgserver.Start(tb.Context(), pgserver.Options{Dir: dir, Settings: settings, Volatile: true})
	if errors.Is(err, pgserver.ErrNoBinaries) {
		Missing(tb, err.Error())
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := server.Stop(); err != nil {
			tb.Error(err)
		}
	})
	return server
}

// Missing skips the test because something is not on this machine, or fails it when
// WEFT_REQUIRE=all says that everything must be.
func Missing(tb testing.TB, what string) {
	tb.Helper()
	if os.Getenv("WEFT_REQUIRE") == "all" {
		tb.Fatalf("WEFT_REQUIRE=all: %s", what)
	}
	tb.Skip("SKIPPED, NOT TESTED: " + what)
}

func create(tb testing.TB, template string) string {
	tb.Helper()
	admin := server(tb)
	name := "t_" + strings.ToLower(rand.Text())
	if err := exec(tb.Context(), admin, "create database "+sqlname.Ident(name)+" template "+sqlname.Ident(template)); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		// The test's own context has ended by now.
		if err := exec(context.Background(), admin, "drop database if exists "+sqlname.Ident(name)+" with (force)"); err != nil {
			tb.Error(err)
		}
	})
	return inDatabase(tb, admin, name)
}

// server returns the URL of the shared server's database postgres.
func server(tb testing.TB) string {
	tb.Helper()
	if url := os.Getenv("WEFT_TEST_POSTGRES"); url != "" {
		return url
	}
	shared, err := share()
	if errors.Is(err, pgserver.ErrNoBinaries) {
		Missing(tb, err.Error())
	}
	if err != nil {
		tb.Fatal(err)
	}
	return shared.URL("postgres")
}

// share joins the shared server once per process and stays until the process ends.
var share = sync.OnceValues(func() (*pgserver.Shared, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	bin, err := pgserver.Find()
	if err != nil {
		return nil, err
	}
	// Servers of different binaries do not mix.
	name := fmt.Sprintf("weft-pgtest-%d-%s", os.Geteuid(), strings.Trim(strings.ReplaceAll(bin, string(filepath.Separator), "_"), "_"))
	return pgserver.Share(ctx, filepath.Join(os.TempDir(), name), pgserver.Options{
		Bin:      bin,
		Volatile: true,
		Settings: map[string]string{
			"max_connections":       "500",
			"max_wal_senders":       "50",
			"max_replication_slots": "50",
		},
	})
})

func inDatabase(tb testing.TB, address, name string) string {
	tb.Helper()
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func exec(ctx context.Context, url, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return errors.Join(err, conn.Close(ctx))
}
