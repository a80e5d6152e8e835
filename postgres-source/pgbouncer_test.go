package postgres_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

// pooled opens the source of a fixture again, through a pooler in transaction mode.
func pooled(t *testing.T, direct *served, connections int, prepared bool, settings ...string) *served {
	t.Helper()
	o := fixture(t, direct.dir)
	o.Pool.URL, o.Pool.Prepared = pgtest.Pooler(t, direct.url, connections, settings...), prepared
	source, issues, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	for _, issue := range issues {
		t.Errorf("%s: %s", issue.Name, issue.Reason)
	}
	return &served{url: direct.url, dir: direct.dir, source: source}
}

// forms are the ways to send statements through a pooler.
func forms(t *testing.T, run func(t *testing.T, prepared bool, settings ...string)) {
	t.Helper()
	t.Run("unprepared", func(t *testing.T) { run(t, false) })
	t.Run("prepared", func(t *testing.T) {
		if !poolerPrepares(t) {
			t.Skip("SKIPPED, NOT TESTED: this PgBouncer knows no prepared statements, 1.21 does")
		}
		t.Run("few", func(t *testing.T) { run(t, true, "max_prepared_statements = 2") })
		run(t, true, "max_prepared_statements = 100")
	})
}

// poolerPrepares tells whether the PgBouncer of this machine knows prepared statements.
func poolerPrepares(t *testing.T) bool {
	t.Helper()
	major, minor := pgtest.PoolerVersion(t)
	return major > 1 || minor >= 21
}

// TestGoldenThroughTransactionPooling runs the golden files of reads and writes through a
// PgBouncer in transaction mode.
func TestGoldenThroughTransactionPooling(t *testing.T) {
	forms(t, func(t *testing.T, prepared bool, settings ...string) {
		reads := pooled(t, openShop(t), 2, prepared, settings...)
		for _, topic := range readTopics(t) {
			t.Run(filepath.Base(topic), func(t *testing.T) { goldens(t, reads, topic) })
		}
		const dir = "testdata/writes"
		writes := pooled(t, openFixture(t, fixture(t, dir), dir), 2, prepared, settings...)
		db := connect(t, writes.url)
		files, err := filepath.Glob(dir + "/*/*.txtar")
		if err != nil || len(files) == 0 {
			t.Fatal("no golden files", err)
		}
		for _, file := range files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { writeGolden(t, writes, db, file) })
		}
	})
}

// TestManySessionsThroughFewConnections has four times as many sessions as the pooler has
// connections.
func TestManySessionsThroughFewConnections(t *testing.T) {
	forms(t, func(t *testing.T, prepared bool, settings ...string) {
		direct := openShop(t)
		f := pooled(t, direct, 2, prepared, settings...)
		read := f.prepare(t, "user", `{ customer(order_by: {id: asc}) { name orders_aggregate { aggregate { count } } } }`, "")
		write := f.prepare(t, "admin", `mutation { insert_author_one(object: {name: "Cid"}, on_conflict: {constraint: author_name_key, update_columns: [name]}) { name posts { title } } }`, "")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 20 {
					if got := replies(t.Context(), read, []*planner.Params{as(read, "user", "x-hasura-user-id", "2")})[0]; !strings.Contains(got, `{"name":"Brian","orders_aggregate":{"aggregate":{"count":2}}}`) {
						t.Error(got)
					}
					if got := replies(t.Context(), write, []*planner.Params{as(write, "admin")})[0]; got != `{"insert_author_one":{"name":"Cid","posts":[]}}` {
						t.Error(got)
					}
				}
			})
		}
		wg.Wait()
		if got := direct.look(t, "select count(*) from author where name = 'Cid'"); got != "1" {
			t.Errorf("%s rows were written", got)
		}
	})
}

// TestSettingsOfATransactionEndWithIt writes as one user through the only connection of a
// pooler, and looks at it as another client: nothing of the first session is left.
func TestSettingsOfATransactionEndWithIt(t *testing.T) {
	const seen = `create table note (id serial primary key, by text default current_setting('hasura.user', true))`
	url := pgtest.New(t)
	pgtest.Exec(t, url, seen)
	through := pgtest.Pooler(t, url, 1)
	source, _, err := postgres.Open(t.Context(), postgres.Options{Name: "default", Pool: pool.Settings{URL: through}, Metadata: tracking("note")})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	f := &served{url: url, source: source}
	other, err := pgx.ParseConfig(through)
	if err != nil {
		t.Fatal(err)
	}
	other.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	conn, err := pgx.ConnectConfig(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // reading only
	const settings = `select string_agg(name || '=' || setting, ' ' order by name) from pg_settings
		where source in ('session', 'client') and name not in ('application_name', 'client_encoding')`
	var before, after, user string
	if err := conn.QueryRow(t.Context(), "select coalesce(("+settings+"), '')").Scan(&before); err != nil {
		t.Fatal(err)
	}
	write := f.prepare(t, "admin", `mutation { insert_note_one(object: {}) { by } }`, "")
	if got := replies(t.Context(), write, []*planner.Params{as(write, "admin", "x-hasura-user-id", "7")})[0]; !strings.Contains(got, `\"x-hasura-user-id\":\"7\"`) && !strings.Contains(got, `\"x-hasura-user-id\": \"7\"`) {
		t.Fatalf("the database does not see who writes: %s", got)
	}
	if err := conn.QueryRow(t.Context(), "select coalesce(("+settings+"), ''), coalesce(current_setting('hasura.user', true), '')").Scan(&after, &user); err != nil {
		t.Fatal(err)
	}
	if user != "" || after != before {
		t.Errorf("the next client of the connection finds hasura.user %q and settings %q, before %q", user, after, before)
	}
}

// tracking is the metadata of a source with one table.
func tracking(table string) *metadata.Source {
	md, err := metadata.Decode([]byte(`{"name": "default", "kind": "postgres", "configuration": {"connection_info": {"database_url": "postgres://"}},
		"tables": [{"table": {"schema": "public", "name": "`+table+`"}}]}`), nil)
	if err != nil {
		panic(err)
	}
	return md
}

// TestAPoolerWithoutPreparedStatementsNeverMixesThem turns prepared statements on where they
// must be off: sessions then meet each other's statements on the connections they share. A
// request may fail, and never gets another one's answer.
func TestAPoolerWithoutPreparedStatementsNeverMixesThem(t *testing.T) {
	var off []string
	if poolerPrepares(t) {
		off = []string{"max_prepared_statements = 0"}
	}
	f := pooled(t, openShop(t), 2, true, off...)
	var wg sync.WaitGroup
	answered := make([]int, 8)
	for session := range answered {
		p := f.prepare(t, "admin", fmt.Sprintf(`{ is%d: customer(where: {id: {_eq: %d}}) { n%d: id } }`, session, session, session), "")
		wg.Go(func() {
			for range 40 {
				got := replies(t.Context(), p, []*planner.Params{as(p, "admin")})[0]
				switch {
				case strings.HasPrefix(got, fmt.Sprintf(`{"is%d":[`, session)) && (strings.Contains(got, fmt.Sprintf(`"n%d":%d`, session, session)) || strings.HasSuffix(got, ":[]}")):
					answered[session]++
				case strings.HasPrefix(got, "{"):
					t.Errorf("session %d was answered %s", session, got)
				}
			}
		})
	}
	wg.Wait()
	t.Log("answered, of 40 each:", answered)
}

// TestStatementsThroughAPoolerFollowDDL changes a table under statements that clients of a
// pooler have prepared, and then what is tracked of it.
func TestStatementsThroughAPoolerFollowDDL(t *testing.T) {
	forms(t, func(t *testing.T, prepared bool, settings ...string) {
		url := pgtest.New(t)
		pgtest.Exec(t, url, "create table note (id int primary key, n int); insert into note values (1, 2)")
		through := pgtest.Pooler(t, url, 2, settings...)
		open := func() *served {
			source, _, err := postgres.Open(t.Context(), postgres.Options{Name: "default", Pool: pool.Settings{URL: through, Prepared: prepared}, Metadata: tracking("note")})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(source.Close)
			return &served{url: url, source: source}
		}
		const query = "{ note { id n } }"
		asked := func(f *served, want string) {
			t.Helper()
			p := f.prepare(t, "admin", query, "")
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for range 10 {
						if got := replies(t.Context(), p, []*planner.Params{as(p, "admin")})[0]; got != want {
							t.Errorf("got %s, want %s", got, want)
						}
					}
				})
			}
			wg.Wait()
		}
		before := open()
		asked(before, `{"note":[{"id":1,"n":2}]}`)
		pgtest.Exec(t, url, "alter table note alter n type text using n || ' apples'")
		asked(before, `{"note":[{"id":1,"n":"2 apples"}]}`)
		pgtest.Exec(t, url, "alter table note drop n; alter table note add n jsonb default '[3]'")
		asked(before, `{"note":[{"id":1,"n":[3]}]}`)
		asked(open(), `{"note":[{"id":1,"n":[3]}]}`)
		asked(before, `{"note":[{"id":1,"n":[3]}]}`)
	})
}
