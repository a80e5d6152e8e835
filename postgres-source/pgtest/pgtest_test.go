package pgtest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/pgtest"
)

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	one, two := pgtest.New(t), pgtest.New(t)
	pgtest.Exec(t, one, "create table a (); create table b ()")
	for url, want := range map[string]int{one: 2, two: 0} {
		if got := count(t, url, "select count(*) from pg_tables where schemaname = 'public'"); got != want {
			t.Errorf("%d tables, want %d", got, want)
		}
	}
}

func TestExtensionsAreInstalled(t *testing.T) {
	t.Parallel()
	for range 2 { // made, then copied
		url := pgtest.WithExtensions(t, "ltree", "citext")
		if got := count(t, url, "select count(*) from pg_extension where extname in ('citext', 'ltree')"); got != 2 {
			t.Errorf("%d extensions, want 2", got)
		}
	}
}

func count(t *testing.T, url, sql string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // nothing is pending
	var n int
	if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
