package pool_test

import (
	"testing"

	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

func TestStatementsAreNotCompiledByJIT(t *testing.T) {
	url := pgtest.New(t)
	for _, c := range []struct{ name, url, want string }{
		{"by default", url, "off"},
		{"when the connection string asks for it", url + "&jit=on", "on"},
		{"through a pooler that does not take the parameter", pgtest.Pooler(t, url, 2), "on"},
		{"through a pooler that is told to ignore it", pgtest.Pooler(t, url, 2, "ignore_startup_parameters = jit"), "on"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, pool.Settings{URL: c.url})
			pgtest.Exec(t, url, "do $$ begin execute format('alter database %I set jit = on', current_database()); end $$")
			for range 2 { // the first connection finds out what the others may ask for
				conn, err := p.Pgx().Acquire(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Release()
				var got string
				if err := conn.QueryRow(t.Context(), "show jit").Scan(&got); err != nil || got != c.want {
					t.Errorf("jit is %s, %v, want %s", got, err, c.want)
				}
			}
		})
	}
}
