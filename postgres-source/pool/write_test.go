package pool_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"

	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

func noRows([][]byte) error { return nil }

// only drops the number of rows.
func only(_ int64, err error) error { return err }

func writable(t *testing.T) *pool.Pool {
	t.Helper()
	url := pgtest.New(t)
	pgtest.Exec(t, url, "create table thing (id int primary key deferrable initially deferred, seen text); create table plain (id int primary key)")
	return open(t, pool.Settings{URL: url, Prepared: true})
}

func count(t *testing.T, p *pool.Pool) string {
	t.Helper()
	n, err := read(t.Context(), p, "select count(*) from thing")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteCommitsAllOrNothing(t *testing.T) {
	refused := errors.New("refused")
	for name, c := range map[string]struct {
		write func(ctx context.Context, tx *pool.Tx) error
		want  string
	}{
		"two statements": {func(ctx context.Context, tx *pool.Tx) error {
			if err := only(tx.Exec(ctx, &pool.Statement{SQL: "insert into thing values (1)"}, noRows)); err != nil {
				return err
			}
			return only(tx.Exec(ctx, &pool.Statement{SQL: "insert into thing values (2)"}, noRows))
		}, "2"},
		"one statement with the commit": {func(ctx context.Context, tx *pool.Tx) error {
			return only(tx.ExecLast(ctx, &pool.Statement{SQL: "insert into thing values (($1)::int)", Args: [][]byte{[]byte("1")}}, noRows))
		}, "1"},
		"the function refuses": {func(ctx context.Context, tx *pool.Tx) error {
			if err := only(tx.Exec(ctx, &pool.Statement{SQL: "insert into thing values (1)"}, noRows)); err != nil {
				return err
			}
			return refused
		}, "0"},
		"the second statement fails": {func(ctx context.Context, tx *pool.Tx) error {
			if err := only(tx.Exec(ctx, &pool.Statement{SQL: "insert into thing values (1)"}, noRows)); err != nil {
				return err
			}
			return only(tx.Exec(ctx, &pool.Statement{SQL: "insert into thing values (1/0)"}, noRows))
		}, "0"},
		"a row of the result is refused": {func(ctx context.Context, tx *pool.Tx) error {
			return only(tx.Exec(ctx, &pool.Statement{SQL: "insert into thing values (1) returning id"}, func([][]byte) error { return refused }))
		}, "0"},
		"the commit fails": {func(ctx context.Context, tx *pool.Tx) error {
			return only(tx.ExecLast(ctx, &pool.Statement{SQL: "insert into thing values (1), (1)"}, noRows))
		}, "0"},
		"nothing at all": {func(context.Context, *pool.Tx) error { return nil }, "0"},
	} {
		t.Run(name, func(t *testing.T) {
			p := writable(t)
			err := p.Write(t.Context(), &pool.TxOptions{}, func(tx *pool.Tx) error { return c.write(t.Context(), tx) })
			if failed := c.want == "0" && name != "nothing at all"; (err != nil) != failed {
				t.Errorf("error %v", err)
			}
			if got := count(t, p); got != c.want {
				t.Errorf("%s rows, want %s", got, c.want)
			}
		})
	}
}

// An error of the commit is told from one of the statement that was sent with it.
func TestRefusedCommit(t *testing.T) {
	twice := &pool.Statement{SQL: "insert into thing values (1), (1)"}
	for name, c := range map[string]struct {
		write   func(ctx context.Context, tx *pool.Tx) error
		refused bool
	}{
		"with the statement": {func(ctx context.Context, tx *pool.Tx) error { return only(tx.ExecLast(ctx, twice, noRows)) }, true},
		"after it":           {func(ctx context.Context, tx *pool.Tx) error { return only(tx.Exec(ctx, twice, noRows)) }, true},
		"with one that reads": {func(ctx context.Context, tx *pool.Tx) error {
			if err := only(tx.Exec(ctx, twice, noRows)); err != nil {
				return err
			}
			return only(tx.ExecLast(ctx, &pool.Statement{SQL: "select 1"}, noRows))
		}, true},
		"the statement fails": {func(ctx context.Context, tx *pool.Tx) error {
			return only(tx.ExecLast(ctx, &pool.Statement{SQL: "insert into plain values (1), (1)"}, noRows))
		}, false},
		"the statement fails in its rows": {func(ctx context.Context, tx *pool.Tx) error {
			return only(tx.ExecLast(ctx, &pool.Statement{SQL: "select 1 / (2 - n) from generate_series(1, 3) n"}, noRows))
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := writable(t)
			err := p.Write(t.Context(), &pool.TxOptions{}, func(tx *pool.Tx) error { return c.write(t.Context(), tx) })
			var commit *pool.CommitError
			if err == nil || errors.As(err, &commit) != c.refused || !errors.As(err, new(*pgconn.PgError)) {
				t.Errorf("got %T %v, refused is %t", err, err, c.refused)
			}
			if got := count(t, p); got != "0" {
				t.Errorf("%s rows", got)
			}
		})
	}
}

func TestSettingsLastAsLongAsTheTransaction(t *testing.T) {
	p := writable(t)
	o := &pool.TxOptions{Isolation: "serializable", Settings: []pool.Setting{{Name: "hasura.user", Value: []byte(`{"x-hasura-role": "it's"}`)}}}
	var user, level string
	err := p.Write(t.Context(), o, func(tx *pool.Tx) error {
		return only(tx.ExecLast(t.Context(), &pool.Statement{SQL: "select current_setting('hasura.user'), current_setting('transaction_isolation')"}, func(v [][]byte) error {
			user, level = string(v[0]), string(v[1])
			return nil
		}))
	})
	if err != nil || user != `{"x-hasura-role": "it's"}` || level != "serializable" {
		t.Errorf("user %q, level %q, %v", user, level, err)
	}
	if after, _ := read(t.Context(), p, "select coalesce(current_setting('hasura.user', true), '')"); after != "" {
		t.Errorf("still %q after the transaction", after)
	}
}

// failing runs a transaction that fails with a state in its first two runs, and returns how
// often it was run.
func failing(t *testing.T, p *pool.Pool, state string, o *pool.TxOptions) (runs int, err error) {
	t.Helper()
	err = p.Write(t.Context(), o, func(tx *pool.Tx) error {
		runs++
		insert := &pool.Statement{SQL: fmt.Sprintf("insert into plain values (%d)", runs)}
		if _, err := tx.Exec(t.Context(), insert, noRows); err != nil || runs > 2 {
			return err
		}
		return only(tx.Exec(t.Context(), &pool.Statement{SQL: "do $$ begin raise exception using errcode = '" + state + "'; end $$"}, noRows))
	})
	return runs, err
}

func TestOnlySerializationFailuresAreTriedAgain(t *testing.T) {
	for _, c := range []struct {
		name, state string
		o           pool.TxOptions
		runs        int
	}{
		{"serializable", "40001", pool.TxOptions{Isolation: "serializable"}, 3},
		{"repeatable read", "40001", pool.TxOptions{Isolation: "repeatable-read"}, 3},
		{"read committed", "40001", pool.TxOptions{}, 1},
		{"something that must run once", "40001", pool.TxOptions{Isolation: "serializable", Once: true}, 1},
		{"a deadlock", "40P01", pool.TxOptions{Isolation: "serializable"}, 1},
		{"an administrator", "57P01", pool.TxOptions{Isolation: "serializable"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := writable(t)
			runs, err := failing(t, p, c.state, &c.o)
			if runs != c.runs || (err == nil) != (runs == 3) {
				t.Errorf("%d runs, want %d, %v", runs, c.runs, err)
			}
			want := map[bool]string{true: "3", false: ""}[runs == 3]
			if got, _ := read(t.Context(), p, "select coalesce(string_agg(id::text, ','), '') from plain"); got != want {
				t.Errorf("rows %q, want %q", got, want)
			}
		})
	}
}

// A transaction that really lost against another one runs again and wins.
func TestSerializableTransactionsThatClashBothHappen(t *testing.T) {
	p := writable(t)
	o := &pool.TxOptions{Isolation: "serializable"}
	var group errgroup.Group
	for range 4 {
		group.Go(func() error {
			return p.Write(t.Context(), o, func(tx *pool.Tx) error {
				return only(tx.ExecLast(t.Context(), &pool.Statement{SQL: "insert into plain select 1 + coalesce(max(id), 0) from plain"}, noRows))
			})
		})
	}
	err := group.Wait()
	got, _ := read(t.Context(), p, "select count(*) || ' ' || max(id) from plain")
	var pg *pgconn.PgError
	if err == nil && got != "4 4" || err != nil && (!errors.As(err, &pg) || pg.Code != "40001") {
		t.Errorf("rows and highest %s, %v", got, err)
	}
}

// A connection that ended while it was idle has taken nothing of the transaction.
func TestTransactionOnAConnectionKilledWhileIdleIsRunOnAnother(t *testing.T) {
	for _, prepared := range []bool{false, true} {
		for _, last := range []bool{false, true} {
			url := pgtest.New(t)
			pgtest.Exec(t, url, "create table plain (id int primary key)")
			p, other := open(t, pool.Settings{URL: url, Prepared: prepared}), open(t, pool.Settings{URL: url})
			insert := func(tx *pool.Tx) error {
				run := tx.Exec
				if last {
					run = tx.ExecLast
				}
				return only(run(t.Context(), &pool.Statement{SQL: "insert into plain select 1 + count(*) from plain"}, noRows))
			}
			if err := p.Write(t.Context(), &pool.TxOptions{}, insert); err != nil {
				t.Fatal(err)
			}
			pid, err := read(t.Context(), p, "select pg_backend_pid()")
			if err != nil {
				t.Fatal(err)
			}
			kill(t, other, pid)
			if err := p.Write(t.Context(), &pool.TxOptions{Once: true}, insert); err != nil {
				t.Errorf("prepared %v, with the commit %v: %v", prepared, last, err)
			}
			if got, _ := read(t.Context(), p, "select count(*) from plain"); got != "2" {
				t.Errorf("prepared %v, with the commit %v: %s rows", prepared, last, got)
			}
		}
	}
}

// So has one that the server ended because it was idle.
func TestTransactionOnAConnectionThatWasIdleForTooLongIsRunOnAnother(t *testing.T) {
	if pgtest.Major(t) < 14 {
		t.Skip("no session is too long idle for this PostgreSQL: 14 has idle_session_timeout")
	}
	url := pgtest.New(t)
	pgtest.Exec(t, url, "create table plain (id int primary key)")
	p, other := open(t, pool.Settings{URL: url, Prepared: true}), open(t, pool.Settings{URL: url})
	var pid string // of the only connection there is; the one that replaces it has all the time it needs
	if err := p.Pgx().QueryRow(t.Context(), "select pg_backend_pid()::text from set_config('idle_session_timeout', '50', false)").Scan(&pid); err != nil {
		t.Fatal(err)
	}
	awaitEnd(t, other, pid)
	err := p.Write(t.Context(), &pool.TxOptions{Once: true}, func(tx *pool.Tx) error {
		return only(tx.ExecLast(t.Context(), &pool.Statement{SQL: "insert into plain values (1)"}, noRows))
	})
	if err != nil {
		t.Error(err)
	}
}

// Whoever ends the connection in the middle of a statement may have meant the statement.
func TestStatementOfAKilledConnectionIsNotRunAgain(t *testing.T) {
	for _, last := range []bool{false, true} {
		p, runs := writable(t), 0
		err := p.Write(t.Context(), &pool.TxOptions{}, func(tx *pool.Tx) error {
			runs++
			run := tx.Exec
			if last {
				run = tx.ExecLast
			}
			return only(run(t.Context(), &pool.Statement{SQL: "insert into plain select 1 where pg_terminate_backend(pg_backend_pid())"}, noRows))
		})
		if got, _ := read(t.Context(), p, "select count(*) from plain"); err == nil || runs != 1 || got != "0" {
			t.Errorf("with the commit %v: %d runs, %s rows, %v", last, runs, got, err)
		}
	}
}

func TestConstraintViolationIsNotTriedAgain(t *testing.T) {
	p := writable(t)
	runs := 0
	err := p.Write(t.Context(), &pool.TxOptions{}, func(tx *pool.Tx) error {
		runs++
		return only(tx.ExecLast(t.Context(), &pool.Statement{SQL: "insert into plain values (1), (1)"}, noRows))
	})
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "23505" || runs != 1 {
		t.Fatalf("%d runs, %v", runs, err)
	}
}

func TestClientThatGoesAwayLeavesNothing(t *testing.T) {
	p := writable(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := p.Write(ctx, &pool.TxOptions{}, func(tx *pool.Tx) error {
		if err := only(tx.Exec(ctx, &pool.Statement{SQL: "insert into thing values (1)"}, noRows)); err != nil {
			return err
		}
		cancel()
		return only(tx.ExecLast(ctx, &pool.Statement{SQL: "select pg_sleep(30)"}, noRows))
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if got := count(t, p); got != "0" {
		t.Errorf("%s rows were kept", got)
	}
}

// What opens a transaction is prepared, too, and so may be gone.
func TestTransactionAfterItsStatementsAreGoneIsTriedAgain(t *testing.T) {
	url := pgtest.New(t)
	pgtest.Exec(t, url, "create table plain (id int primary key)")
	p := open(t, pool.Settings{URL: url, Prepared: true, MaxConnections: 1})
	o := &pool.TxOptions{Settings: []pool.Setting{{Name: "hasura.user", Value: []byte(`{}`)}}}
	for i := range 6 {
		if i == 3 {
			if got := preparedStatements(t, p); got != "2" {
				t.Fatalf("%s statements are prepared", got)
			}
			if _, err := p.Pgx().Exec(t.Context(), "deallocate all"); err != nil {
				t.Fatal(err)
			}
		}
		insert := &pool.Statement{SQL: "insert into plain select 1 + count(*) from plain"}
		if err := p.Write(t.Context(), o, func(tx *pool.Tx) error { return only(tx.ExecLast(t.Context(), insert, noRows)) }); err != nil {
			t.Fatalf("write %d: %v", i, err)
		}
	}
	if got, err := read(t.Context(), p, "select count(*) from plain"); err != nil || got != "6" {
		t.Fatalf("%s rows, %v", got, err)
	}
}
