package pool_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

// seen creates a table of which each row tells about the transaction that wrote it.
const seen = `create table seen (level text default current_setting('transaction_isolation'), by text default current_setting('hasura.user', true))`

// A transaction that is sent as a whole, without a begin, has the level and the right to write
// that a begin asks for, whatever the connection's own are.
func TestTransactionsAreTheSameWhateverTheDefaults(t *testing.T) {
	for _, c := range []struct{ name, database, session string }{
		{name: "PostgreSQL's"},
		{name: "serializable", database: "set default_transaction_isolation = 'serializable'"},
		{name: "repeatable read", database: "set default_transaction_isolation = 'repeatable read'"},
		{name: "read only", database: "set default_transaction_read_only = on"},
		{name: "changed in the session", session: "set session characteristics as transaction isolation level serializable read only"},
	} {
		for _, prepared := range []bool{false, true} {
			t.Run(c.name+map[bool]string{true: ", prepared"}[prepared], func(t *testing.T) {
				url := pgtest.New(t)
				pgtest.Exec(t, url, seen)
				if c.database != "" {
					pgtest.Exec(t, url, "do $$ begin execute format($a$alter database %I "+c.database+"$a$, current_database()); end $$")
				}
				p := open(t, pool.Settings{URL: url, Prepared: prepared, MaxConnections: 1})
				for i, o := range []pool.TxOptions{{}, {Isolation: "read-committed", Once: true}, {}, {}} {
					if i == 1 && c.session != "" {
						if _, err := p.Pgx().Exec(t.Context(), c.session); err != nil {
							t.Fatal(err)
						}
					}
					o.Settings = []pool.Setting{{Name: "hasura.user", Value: []byte("me")}}
					rows := 0
					insert := &pool.Statement{SQL: "insert into seen default values returning level, by"}
					err := p.Write(t.Context(), &o, func(tx *pool.Tx) error {
						return only(tx.ExecLast(t.Context(), insert, func(v [][]byte) error {
							if rows++; string(v[0]) != "read committed" || string(v[1]) != "me" {
								t.Errorf("write %d: written %s by %s", i, v[0], v[1])
							}
							return nil
						}))
					})
					if err != nil || rows != 1 {
						t.Errorf("write %d: %d rows, %v", i, rows, err)
					}
				}
				if got, err := read(t.Context(), p, "select count(*) from seen"); got != "4" {
					t.Errorf("%s rows, %v", got, err)
				}
			})
		}
	}
}

// deferred creates a table whose rows have a trigger that runs at the end of the transaction.
func deferred(t *testing.T, does string) *pool.Pool {
	t.Helper()
	url := pgtest.New(t)
	pgtest.Exec(t, url, seen+`; create table late (id int);
		create function late() returns trigger language plpgsql as $$ begin `+does+`; return null; end $$;
		create constraint trigger late after insert on late deferrable initially deferred for each row execute function late()`)
	return open(t, pool.Settings{URL: url, Prepared: true, MaxConnections: 1})
}

func writeLate(t *testing.T, p *pool.Pool) (runs int, err error) {
	t.Helper()
	o := &pool.TxOptions{Settings: []pool.Setting{{Name: "hasura.user", Value: []byte("me")}}}
	err = p.Write(t.Context(), o, func(tx *pool.Tx) error {
		runs++
		return only(tx.ExecLast(t.Context(), &pool.Statement{SQL: "insert into late values (1)"}, noRows))
	})
	return runs, err
}

func TestDeferredTriggersSeeTheSettings(t *testing.T) {
	p := deferred(t, "insert into seen default values")
	if _, err := writeLate(t, p); err != nil {
		t.Fatal(err)
	}
	if got, _ := read(t.Context(), p, "select by from seen"); got != "me" {
		t.Errorf("written by %q", got)
	}
}

// What fails at the end of the transaction is the server's error, and the statement has
// answered before it.
func TestWhatFailsAtTheEndLeavesNothing(t *testing.T) {
	for does, code := range map[string]string{
		"raise exception using errcode = '23503'":        "23503",
		"raise exception using errcode = '40001'":        "40001",
		"raise exception using errcode = '25001'":        "25001",
		"perform pg_terminate_backend(pg_backend_pid())": "57P01",
	} {
		t.Run(code, func(t *testing.T) {
			p := deferred(t, does)
			for range 3 { // it is prepared the second time
				runs, err := writeLate(t, p)
				var pg *pgconn.PgError
				if !errors.As(err, &pg) || pg.Code != code || errors.As(err, new(*pool.TxError)) || runs != 1 {
					t.Errorf("%d runs, %v", runs, err)
				}
			}
			if got, err := read(t.Context(), p, "select count(*) from late"); got != "0" {
				t.Errorf("%s rows, %v", got, err)
			}
		})
	}
}
