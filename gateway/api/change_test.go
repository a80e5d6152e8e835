package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/gateway/api"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// replica starts another server on the same databases.
func (g *gateway) replica() *gateway {
	g.t.Helper()
	r := &gateway{t: g.t, source: g.source, catalog: g.catalog}
	r.open()
	return r
}

func TestConcurrentWritersGetAConflictAndLoseNothing(t *testing.T) {
	first := start(t, "")
	servers := []*gateway{first, first.replica(), first.replica()}
	before, _ := first.export()
	var done, conflicts atomic.Int32
	var all sync.WaitGroup
	const each = 6
	for s, g := range servers {
		for i := range each {
			all.Go(func() {
				body := fmt.Sprintf(`{"type":"create_query_collection","args":{"name":"c%d_%d","definition":{"queries":[]}}}`, s, i)
				for {
					status, answer := g.post("/v1/metadata", planner.Admin, body)
					switch {
					case status == http.StatusOK:
						done.Add(1)
						return
					case status == http.StatusConflict && strings.Contains(string(answer), `"code":"conflict"`):
						conflicts.Add(1)
					default:
						t.Errorf("%d %s", status, answer)
						return
					}
				}
			})
		}
	}
	all.Wait()
	snapshot, err := first.store.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := before + len(servers)*each; snapshot.ResourceVersion != want || len(snapshot.Document.QueryCollections) != len(servers)*each {
		t.Errorf("version %d with %d collections, want version %d (%d done, %d conflicts)",
			snapshot.ResourceVersion, len(snapshot.Document.QueryCollections), want, done.Load(), conflicts.Load())
	}
}

func TestChangeOfAnotherServerIsCaughtUpWith(t *testing.T) {
	first := start(t, "create table a (id int primary key)")
	second := first.replica()
	if e, err := second.api.CatchUp(t.Context()); err != nil || e != nil {
		t.Fatalf("nothing happened, and got %v, %v", e, err)
	}
	first.must("/v1/metadata", `{"type":"pg_track_table","args":"a"}`)
	if e, err := first.api.CatchUp(t.Context()); err != nil || e != nil {
		t.Fatalf("its own change: got %v, %v", e, err)
	}
	e, err := second.api.CatchUp(t.Context())
	if err != nil || e == nil || e != second.keeper.Epoch() || e.Broken("table a in source default") || len(e.Document.Sources[0].Tables) != 1 {
		t.Fatalf("got %+v, %v", e, err)
	}
	// A request sees what others changed even before it was caught up with.
	first.must("/v1/metadata", `{"type":"pg_untrack_table","args":{"table":"a"}}`)
	second.must("/v1/metadata", `{"type":"pg_track_table","args":"a"}`)
}

func TestStoredChangesAreTold(t *testing.T) {
	g := start(t, "")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	told := make(chan struct{}, 10)
	ended := make(chan error, 1)
	other := g.replica()
	go func() { ended <- other.store.Listen(ctx, func() { told <- struct{}{} }) }()
	for {
		g.must("/v1/metadata", `{"type":"reload_metadata","args":{}}`)
		select {
		case <-told:
			cancel()
			if err := <-ended; err == nil {
				t.Error("listening ended without an error")
			}
			return
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("nothing was told")
		}
	}
}

func TestDDLAndMetadataStandOrFallTogether(t *testing.T) {
	first := start(t, "create table a (id int primary key)")
	first.must("/v1/metadata", `{"type":"pg_track_table","args":"a"}`)
	second := first.replica()
	_, before := first.export()
	renamed := make(chan int, 1)
	go func() {
		status, _ := first.post("/v2/query", planner.Admin, `{"type":"run_sql","args":{"sql":"select pg_sleep(1); alter table a rename to b"}}`)
		renamed <- status
	}()
	time.Sleep(300 * time.Millisecond)
	second.must("/v1/metadata", `{"type":"reload_metadata","args":{}}`)
	if status := <-renamed; status != http.StatusConflict {
		t.Fatalf("the later writer got %d, want 409", status)
	}
	if _, after := first.export(); after != before {
		t.Errorf("metadata changed: %s", after)
	}
	if answer := first.must("/v2/query", `{"type":"run_sql","args":{"sql":"select to_regclass('a') is not null"}}`); !strings.Contains(string(answer), `["t"]`) {
		t.Errorf("the table was renamed although the metadata was not: %s", answer)
	}
}

func TestFailedBulkServesTheSchemaThatItsSQLLeft(t *testing.T) {
	g := start(t, "create table a (id int primary key)")
	g.must("/v1/metadata", `{"type":"pg_track_table","args":"a"}`)
	g.refused("/v1/query", `{"type":"bulk","args":[{"type":"run_sql","args":{"sql":"alter table a add column b int"}},{"type":"track_table","args":"nowhere"}]}`, 400)
	if c := g.keeper.Epoch().Database("default").Catalog().Tables[0].Column("b"); c == nil {
		t.Error("the epoch does not know the column that was committed")
	}
	if v, _ := g.export(); v != g.keeper.Epoch().Version {
		t.Errorf("epoch of version %d over metadata of version %d", g.keeper.Epoch().Version, v)
	}
}

func TestReadOnlyMetadata(t *testing.T) {
	g := start(t, "create table a (id int primary key)")
	g.must("/v1/metadata", `{"type":"pg_track_table","args":"a"}`)
	doc := g.keeper.Epoch().Document
	g.serve(nil)
	if _, err := g.keeper.Swap(t.Context(), doc, 1); err != nil {
		t.Fatal(err)
	}
	const refusal = `"error":"metadata cannot be modified in read-only mode","code":"not-supported"`
	for _, body := range []string{
		`{"type":"pg_untrack_table","args":{"table":"a"}}`, `{"type":"clear_metadata","args":{}}`,
		`{"type":"replace_metadata","args":{"version":3,"sources":[]}}`, `{"type":"drop_inconsistent_metadata","args":{}}`,
		`{"type":"set_catalog_state","args":{"type":"cli","state":{}}}`,
		`{"type":"pg_track_tables","args":{"tables":[{"table":"a"}]}}`,
		`{"type":"bulk","args":[{"type":"create_query_collection","args":{"name":"c","definition":{"queries":[]}}}]}`,
	} {
		if answer := g.refused("/v1/metadata", body, 400); !strings.Contains(string(answer), refusal) {
			t.Errorf("%s\n%s", body, answer)
		}
	}
	if answer := g.refused("/v2/query", `{"type":"run_sql","args":{"sql":"alter table a rename to b"}}`, 400); !strings.Contains(string(answer), refusal) {
		t.Errorf("a rename that metadata has to follow: %s", answer)
	}
	g.must("/v2/query", `{"type":"run_sql","args":{"sql":"alter table a add column b int"}}`)
	if g.keeper.Epoch().Database("default").Catalog().Tables[0].Column("b") == nil {
		t.Error("the new column is not served")
	}
	g.must("/v1/metadata", `{"type":"reload_metadata","args":{}}`)
	g.must("/v1/metadata", `{"type":"get_catalog_state","args":{}}`)
}

func TestMaintenanceRefusesChanges(t *testing.T) {
	g := start(t, "")
	in := &server.Call{Session: &planner.Session{Role: planner.Role{Name: planner.Admin}}, Body: []byte(`{"type":"clear_metadata","args":{}}`)}
	for _, e := range api.New(api.Options{Keeper: g.keeper, Store: g.store, Maintenance: true}).Endpoints() {
		if e.Path != "/v1/metadata" {
			continue
		}
		_, err := e.Serve(t.Context(), in)
		if f := border.Of(err); f == nil || f.Message != "metadata cannot be modified in maintenance mode" || border.Status(f) != 500 {
			t.Errorf("got %v", err)
		}
	}
}

// The child of the test below replaces the metadata and is killed meanwhile.
const childVariable = "WEFT_TEST_REPLACE_METADATA"

func TestKilledServerLeavesTheOldDocument(t *testing.T) {
	if catalog := os.Getenv(childVariable); catalog != "" {
		replaceAndDie(t, catalog)
		return
	}
	g := start(t, "")
	g.must("/v1/metadata", `{"type":"create_query_collection","args":{"name":"old","definition":{"queries":[]}}}`)
	version, before := g.export()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, g.catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the test is over
	// The row is held, so that the child stands in the middle of its transaction.
	tx, err := conn.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, "select 1 from hdb_catalog.hdb_metadata for update"); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKilledServerLeavesTheOldDocument$") //nolint:gosec // this test itself
	child.Env = append(os.Environ(), childVariable+"="+g.catalog)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	waitForLock(t, tx)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	if err := tx.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
	// A write after it shows that the child's came to nothing.
	g.must("/v1/metadata", fmt.Sprintf(`{"type":"reload_metadata","resource_version":%d,"args":{}}`, version))
	if _, after := g.export(); after != before {
		t.Errorf("got %s, want %s", after, before)
	}
}

func replaceAndDie(t *testing.T, catalog string) {
	t.Helper()
	g := &gateway{t: t, catalog: catalog}
	store, err := metadata.Open(t.Context(), catalog, &metadata.Document{})
	if err != nil {
		t.Fatal(err)
	}
	g.serve(store)
	g.post("/v1/metadata", planner.Admin, `{"type":"replace_metadata","args":{"version":3,"sources":[]}}`)
}

func waitForLock(t *testing.T, tx pgx.Tx) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var waiting bool
		err := tx.QueryRow(t.Context(), `select exists (select from pg_locks where not granted and locktype = 'transactionid')`).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
		if waiting {
			return
		}
	}
	t.Fatal("the child never came to the row")
}

func TestCatalogStateIsKept(t *testing.T) {
	g := start(t, "")
	const state = `{"migrations":{"main":{"1700000000000":false}},"isStateCopyCompleted":true}`
	g.must("/v1/metadata", `{"type":"set_catalog_state","args":{"type":"cli","state":`+state+`}}`)
	var out struct {
		ID           string         `json:"id"`
		CLIState     map[string]any `json:"cli_state"`
		ConsoleState map[string]any `json:"console_state"`
	}
	if err := json.Unmarshal(g.must("/v1/metadata", `{"type":"get_catalog_state","args":{}}`), &out); err != nil {
		t.Fatal(err)
	}
	if out.ID != g.store.ServerID().String() || len(out.CLIState) != 2 || out.ConsoleState == nil || len(out.ConsoleState) != 0 {
		t.Errorf("got %+v", out)
	}
}

func TestDump(t *testing.T) {
	g := start(t, "create table a (id int primary key); comment on table a is 'kept'")
	status, dump := g.post("/v1alpha1/pg_dump", planner.Admin, `{"opts":["-O","-x","--schema-only","--schema","public"],"clean_output":true}`)
	if status != 200 {
		t.Fatalf("%d %s", status, dump)
	}
	text := string(dump)
	if !strings.HasPrefix(text, "CREATE TABLE public.a") || !strings.Contains(text, "COMMENT ON TABLE public.a IS 'kept'") {
		t.Errorf("got %s", text)
	}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if line == "" || strings.HasPrefix(line, "--") || strings.HasPrefix(line, "SET ") || strings.HasPrefix(line, `\`) {
			t.Errorf("line %q was not removed", line)
		}
	}
	for body, want := range map[string]string{
		`{"opts":[],"source":"other"}`:  `{"path":"$","error":"source \"other\" not found","code":"not-found"}`,
		`{"opts":["--file=/tmp/x"]}`:    "is not allowed",
		`{"opts":["--dbname=other"]}`:   "is not allowed",
		`{"opts":["-Of/tmp/x"]}`:        "is not allowed",
		`{"opts":["--fil=/tmp/x"]}`:     "is not allowed",
		`{"opts":["--no-such-option"]}`: `"error":"error while executing pg_dump","code":"unexpected","internal":"`,
		`{}`:                            "the key 'opts' was not present",
		`{"opts":`:                      "invalid-json",
	} {
		if status, answer := g.post("/v1alpha1/pg_dump", planner.Admin, body); status == 200 || !strings.Contains(string(answer), want) {
			t.Errorf("%s\ngot %d %s, want %s", body, status, answer, want)
		}
	}
}

func TestCleanDumpKeepsTexts(t *testing.T) {
	g := start(t, "create table a (line text); create table b (line text);"+
		"create function f() returns text language sql as $$\n-- why\n\nselect 'it''s'\n$$;"+
		"comment on table a is E'one\n\n-- two';"+
		"insert into a values (E'l1\n\n-- l3\nSET statement_timeout = 0;\n''$$end'), ('')")
	const inserts = "VALUES ('l1\n\n-- l3\nSET statement_timeout = 0;\n''$$end');\nINSERT INTO public.a (line) VALUES ('');\n"
	const rows = "FROM stdin;\nl1\\n\\n-- l3\\nSET statement_timeout = 0;\\n'$$end\n\n\\.\nCOPY public.b (line) FROM stdin;\n\\.\n"
	for option, data := range map[string]string{"--column-inserts": inserts, "-O": rows} {
		status, dump := g.post("/v1alpha1/pg_dump", planner.Admin, `{"opts":["--schema=public","`+option+`"],"clean_output":true}`)
		if status != 200 {
			t.Fatalf("%d %s", status, dump)
		}
		for _, want := range []string{"\n-- why\n\nselect 'it''s'\n$$;\n", "IS 'one\n\n-- two';\n", data} {
			if !strings.Contains(string(dump), want) {
				t.Errorf("%s: %q is not in\n%s", option, want, dump)
			}
		}
	}
}

func TestResultsOfSQLAreLimited(t *testing.T) {
	g := start(t, "create table a (id int primary key)")
	limited := api.New(api.Options{Keeper: g.keeper, Store: g.store, SQLResultLimit: 1000})
	for _, c := range []struct{ sql, want string }{
		{"insert into a values (1); select repeat('x', 100) from generate_series(1, 100)", "the result of the SQL is larger than 1000 bytes"},
		{"select repeat('x', 100) from generate_series(1, 100); select 1", "the result of the SQL is larger than 1000 bytes"},
		{"select count(*) from a", ""}, // what was too much is undone
	} {
		for _, e := range limited.Endpoints() {
			if e.Path != "/v2/query" {
				continue
			}
			body, err := json.Marshal(map[string]any{"type": "run_sql", "args": map[string]string{"sql": c.sql}})
			if err != nil {
				t.Fatal(err)
			}
			out, err := e.Serve(t.Context(), &server.Call{Session: &planner.Session{Role: planner.Role{Name: planner.Admin}}, Body: body})
			switch {
			case c.want == "" && (err != nil || string(out.Body) != `{"result_type":"TuplesOk","result":[["count"],["0"]]}`):
				t.Errorf("%s: %v", c.sql, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%s: got %v, want %s", c.sql, err, c.want)
			}
		}
	}
}
