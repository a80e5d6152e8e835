package pool_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

func open(t *testing.T, s pool.Settings) *pool.Pool {
	t.Helper()
	if s.URL == "" {
		s.URL = pgtest.New(t)
	}
	p, err := pool.Open(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// read returns the first column of the first row as text.
func read(ctx context.Context, p *pool.Pool, sql string, args ...string) (string, error) {
	values := make([][]byte, len(args))
	for i, a := range args {
		values[i] = []byte(a)
	}
	var got string
	err := p.Read(ctx, sql, values, func(row [][]byte) error {
		got = string(row[0])
		return nil
	})
	return got, err
}

func TestReadPassesValuesAsText(t *testing.T) {
	for _, prepared := range []bool{false, true} {
		t.Run(fmt.Sprintf("prepared %v", prepared), func(t *testing.T) {
			p := open(t, pool.Settings{Prepared: prepared})
			for range 3 { // the second run uses the prepared statement
				got, err := read(t.Context(), p, "select json_build_array(($1)::int4, ($2)::text[], ($3)::jsonb)", "7", `{"a","b,c"}`, `{"x":null}`)
				if want := `[7, ["a","b,c"], {"x": null}]`; err != nil || got != want {
					t.Fatalf("got %s, %v, want %s", got, err, want)
				}
			}
		})
	}
}

func TestNullArgumentsAreNull(t *testing.T) {
	p := open(t, pool.Settings{})
	var isNull, isEmpty string
	err := p.Read(t.Context(), "select ($1)::text is null, ($2)::text = ''", [][]byte{nil, {}}, func(row [][]byte) error {
		isNull, isEmpty = string(row[0]), string(row[1])
		return nil
	})
	if err != nil || isNull != "t" || isEmpty != "t" {
		t.Fatalf("null %q, empty %q, %v", isNull, isEmpty, err)
	}
}

func TestCancelledContextCancelsTheStatement(t *testing.T) {
	url := pgtest.New(t)
	p, watch := open(t, pool.Settings{URL: url}), open(t, pool.Settings{URL: url})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := read(ctx, p, "select pg_sleep(60) /* cancel me */")
		done <- err
	}()
	const running = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active'"
	wait(t, "the statement to start", func() bool { n, _ := read(t.Context(), watch, running); return n == "1" })
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	wait(t, "the server to stop it", func() bool { n, _ := read(t.Context(), watch, running); return n == "0" })
}

// kill ends a session and waits until it has ended.
func kill(t *testing.T, other *pool.Pool, pid string) {
	t.Helper()
	if _, err := read(t.Context(), other, "select pg_terminate_backend(($1)::int4)", pid); err != nil {
		t.Fatal(err)
	}
	awaitEnd(t, other, pid)
}

func awaitEnd(t *testing.T, other *pool.Pool, pid string) {
	t.Helper()
	wait(t, "the server to end the session", func() bool {
		n, _ := read(t.Context(), other, "select count(*) from pg_stat_activity where pid = ($1)::int", pid)
		return n == "0"
	})
}

func wait(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("gave up waiting for %s", what)
}

func TestConnectionKilledWhileIdleIsReplaced(t *testing.T) {
	for _, prepared := range []bool{false, true} {
		t.Run(fmt.Sprintf("prepared %v", prepared), func(t *testing.T) {
			url := pgtest.New(t)
			p, other := open(t, pool.Settings{URL: url, Prepared: prepared}), open(t, pool.Settings{URL: url})
			pid, err := read(t.Context(), p, "select pg_backend_pid()")
			if err != nil {
				t.Fatal(err)
			}
			kill(t, other, pid)
			again, err := read(t.Context(), p, "select pg_backend_pid()")
			if err != nil || again == pid {
				t.Fatalf("got pid %s after %s, %v", again, pid, err)
			}
		})
	}
}

func TestStatementKilledAfterTheFirstRowIsNotRunAgain(t *testing.T) {
	p := open(t, pool.Settings{})
	rows := 0
	err := p.Read(t.Context(), "select repeat('x', 10000) || case when g = 1000 then pg_terminate_backend(pg_backend_pid())::text else '' end from generate_series(1, 2000) g", nil,
		func([][]byte) error { rows++; return nil })
	if err == nil || rows > 1000 {
		t.Fatalf("%d rows, %v", rows, err)
	}
}

// Outside of a transaction what a function did before its connection died stays.
func TestStatementThatMayDoSomethingIsNotRunAgain(t *testing.T) {
	p := open(t, pool.Settings{})
	for _, sql := range []string{"create sequence runs", "select 1 from nextval('runs') where not pg_terminate_backend(pg_backend_pid())"} {
		err := p.ReadOnce(t.Context(), sql, nil, func([][]byte) error { return nil })
		if killed := strings.HasPrefix(sql, "select"); killed != (err != nil) {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	if got, err := read(t.Context(), p, "select last_value from runs"); got != "1" {
		t.Errorf("run %s times, %v", got, err)
	}
}

func TestDroppedPreparedStatementIsPreparedAgain(t *testing.T) {
	p := open(t, pool.Settings{Prepared: true, MaxConnections: 1})
	for range 2 { // it is prepared the second time
		if _, err := read(t.Context(), p, "select 1"); err != nil {
			t.Fatal(err)
		}
	}
	if got := preparedStatements(t, p); got != "1" {
		t.Fatalf("%s statements are prepared", got)
	}
	if _, err := p.Pgx().Exec(t.Context(), "deallocate all"); err != nil {
		t.Fatal(err)
	}
	if got, err := read(t.Context(), p, "select 1"); err != nil || got != "1" {
		t.Fatalf("got %q, %v", got, err)
	}
}

func TestPreparedStatementsAreBounded(t *testing.T) {
	p := open(t, pool.Settings{Prepared: true, MaxConnections: 1})
	for i := range 500 {
		for range 2 {
			if _, err := read(t.Context(), p, fmt.Sprintf("select %d", i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := preparedStatements(t, p); got != "400" {
		t.Fatalf("%s statements are prepared, want 400", got)
	}
}

// A long statement costs the server more than many short ones.
func TestTextsOfPreparedStatementsAreBounded(t *testing.T) {
	p := open(t, pool.Settings{Prepared: true, MaxConnections: 1})
	for i := range 40 {
		for _, length := range []int{50 << 10, 100 << 10} {
			for range 2 {
				if _, err := read(t.Context(), p, fmt.Sprintf("select %d --%s", i, strings.Repeat("-", length))); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if got := preparedStatements(t, p); got != "20" {
		t.Fatalf("%s statements are prepared, want as many as a MiB has room for", got)
	}
}

func TestStatementThatComesOnceIsNotPrepared(t *testing.T) {
	p := open(t, pool.Settings{Prepared: true, MaxConnections: 1})
	for range 2 {
		if _, err := read(t.Context(), p, "select 'often'"); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3000 {
		if got, err := read(t.Context(), p, fmt.Sprintf("select %d", i)); err != nil || got != strconv.Itoa(i) {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if got := preparedStatements(t, p); got != "1" {
		t.Fatalf("%s statements are prepared", got)
	}
}

// preparedStatements counts those of the pool's one connection.
func preparedStatements(t *testing.T, p *pool.Pool) string {
	t.Helper()
	var n int
	if err := p.Pgx().QueryRow(t.Context(), "select count(*) from pg_prepared_statements").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(n)
}

func TestFullPoolTimesOut(t *testing.T) {
	p := open(t, pool.Settings{MaxConnections: 1, AcquireTimeout: 50 * time.Millisecond})
	held, err := p.Pgx().Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	_, err = read(t.Context(), p, "select 1")
	var connect *pool.ConnectError
	if !errors.As(err, &connect) || !strings.Contains(err.Error(), "connection acquisition timeout expired") {
		t.Fatalf("got %v", err)
	}
}

func TestUnreachableDatabaseIsAConnectError(t *testing.T) {
	p := open(t, pool.Settings{URL: "postgres://nobody@127.0.0.1:1/none", Retries: 1})
	_, err := read(t.Context(), p, "select 1")
	var connect *pool.ConnectError
	if !errors.As(err, &connect) {
		t.Fatalf("got %v", err)
	}
}

func TestServerErrorKeepsItsState(t *testing.T) {
	p := open(t, pool.Settings{})
	_, err := read(t.Context(), p, "select ($1)::int4", "x")
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "22P02" {
		t.Fatalf("got %v", err)
	}
}

func TestPoolIsSharedOnlyByEqualSettings(t *testing.T) {
	s := pool.Settings{URL: pgtest.New(t)}
	p := open(t, s)
	if !p.Retain(s) {
		t.Fatal("the same settings did not share")
	}
	p.Close() // the second user
	if _, err := read(t.Context(), p, "select 1"); err != nil {
		t.Fatalf("closed for the remaining user: %v", err)
	}
	s.Prepared = true
	if p.Retain(s) {
		t.Fatal("other settings shared the pool")
	}
}
