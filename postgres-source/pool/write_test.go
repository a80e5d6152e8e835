package pool_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

func noRows([][]byte) error { return nil }

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
			if err := tx.Exec(ctx, "insert into thing values (1)", nil, noRows); err != nil {
				return err
			}
			return tx.Exec(ctx, "insert into thing values (2)", nil, noRows)
		}, "2"},
		"one statement with the commit": {func(ctx context.Context, tx *pool.Tx) error {
			return tx.ExecLast(ctx, "insert into thing values (($1)::int)", [][]byte{[]byte("1")}, noRows)
		}, "1"},
		"the function refuses": {func(ctx context.Context, tx *pool.Tx) error {
			if err := tx.Exec(ctx, "insert into thing values (1)", nil, noRows); err != nil {
				return err
			}
			return refused
		}, "0"},
		"the second statement fails": {func(ctx context.Context, tx *pool.Tx) error {
			if err := tx.Exec(ctx, "insert into thing values (1)", nil, noRows); err != nil {
				return err
			}
			return tx.Exec(ctx, "insert into thing values (1/0)", nil, noRows)
		}, "0"},
		"a row of the result is refused": {func(ctx context.Context, tx *pool.Tx) error {
			return tx.Exec(ctx, "insert into thing values (1) returning id", nil, func([][]byte) error { return refused })
		}, "0"},
		"the commit fails": {func(ctx context.Context, tx *pool.Tx) error {
			return tx.ExecLast(ctx, "insert into thing values (1), (1)", nil, noRows)
		}, "0"},
		"nothing at all": {func(context.Context, *pool.Tx) error { return nil }, "0"},
	} {
		t.Run(name, func(t *testing.T) {
			p := writable(t)
			err := p.Write(t.Context(), pool.TxOptions{}, func(tx *pool.Tx) error { return c.write(t.Context(), tx) })
			if failed := c.want == "0" && name != "nothing at all"; (err != nil) != failed {
				t.Errorf("error %v", err)
			}
			if got := count(t, p); got != c.want {
				t.Errorf("%s rows, want %s", got, c.want)
			}
		})
	}
}

func TestSettingsLastAsLongAsTheTransaction(t *testing.T) {
	p := writable(t)
	o := pool.TxOptions{Isolation: "serializable", Settings: []pool.Setting{{Name: "hasura.user", Value: `{"x-hasura-role": "it's"}`}}}
	var user, level string
	err := p.Write(t.Context(), o, func(tx *pool.Tx) error {
		return tx.ExecLast(t.Context(), "select current_setting('hasura.user'), current_setting('transaction_isolation')", nil, func(v [][]byte) error {
			user, level = string(v[0]), string(v[1])
			return nil
		})
	})
	if err != nil || user != `{"x-hasura-role": "it's"}` || level != "serializable" {
		t.Errorf("user %q, level %q, %v", user, level, err)
	}
	if after, _ := read(t.Context(), p, "select coalesce(current_setting('hasura.user', true), '')"); after != "" {
		t.Errorf("still %q after the transaction", after)
	}
}

func TestSerializationFailureIsTriedAgain(t *testing.T) {
	p := writable(t)
	runs := 0
	err := p.Write(t.Context(), pool.TxOptions{}, func(tx *pool.Tx) error {
		runs++
		if runs < 3 {
			return tx.Exec(t.Context(), "do $$ begin raise exception using errcode = '40001'; end $$", nil, noRows)
		}
		return tx.ExecLast(t.Context(), fmt.Sprintf("insert into plain values (%d)", runs), nil, noRows)
	})
	if err != nil || runs != 3 {
		t.Fatalf("%d runs, %v", runs, err)
	}
}

func TestConstraintViolationIsNotTriedAgain(t *testing.T) {
	p := writable(t)
	runs := 0
	err := p.Write(t.Context(), pool.TxOptions{}, func(tx *pool.Tx) error {
		runs++
		return tx.ExecLast(t.Context(), "insert into plain values (1), (1)", nil, noRows)
	})
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "23505" || runs != 1 {
		t.Fatalf("%d runs, %v", runs, err)
	}
}

func TestClientThatGoesAwayLeavesNothing(t *testing.T) {
	p := writable(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := p.Write(ctx, pool.TxOptions{}, func(tx *pool.Tx) error {
		if err := tx.Exec(ctx, "insert into thing values (1)", nil, noRows); err != nil {
			return err
		}
		cancel()
		return tx.ExecLast(ctx, "select pg_sleep(30)", nil, noRows)
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if got := count(t, p); got != "0" {
		t.Errorf("%s rows were kept", got)
	}
}
