package postgres_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// planSettings make PostgreSQL's planner choose the same on every machine.
var planSettings = []string{
	"jit = off", "max_parallel_workers_per_gather = 0", "work_mem = '4MB'", "hash_mem_multiplier = 2", "effective_cache_size = '4GB'",
	"seq_page_cost = 1", "random_page_cost = 1.1", "cpu_tuple_cost = 0.01", "cpu_index_tuple_cost = 0.005", "cpu_operator_cost = 0.0025",
	"timezone = 'UTC'",
	// Statistics look at every row.
	"default_statistics_target = 1000",
}

// plansOf is the version of PostgreSQL whose plans the golden files show.
const plansOf = "15"

// TestPlans runs every testdata/plans/*.txtar on 100,000 orders: what PostgreSQL does for what
// role asks in query, beside what it does for the best statement by hand for the same answer.
// Both must answer the same JSON. A plan that changes shows as a difference, on the version of
// PostgreSQL that the files are of.
func TestPlans(t *testing.T) {
	f := openPlans(t)
	conn, err := pgx.Connect(t.Context(), f.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // reading only
	version := conn.PgConn().ParameterStatus("server_version")
	files, err := filepath.Glob("testdata/plans/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, given := planGolden(t, file)
			got := explained(t, f, conn.PgConn(), given)
			switch {
			case *update:
				rewritePlans(t, file, archive, got)
			case !strings.HasPrefix(version, plansOf):
				t.Skipf("the answers are right; the plans are those of PostgreSQL %s, this is %s", plansOf, version)
			default:
				for _, part := range planParts {
					if diff := cmp.Diff(given[part], got[part]); diff != "" {
						t.Errorf("%s (-want +got):\n%s", part, diff)
					}
				}
			}
		})
	}
}

// planParts are the parts of a golden file that -update writes.
var planParts = []string{"sql", "plan", "plan by hand"}

// openPlans opens the source on its generated rows.
func openPlans(tb testing.TB) *served {
	tb.Helper()
	url := pgtest.New(tb)
	config, err := pgx.ParseConfig(url)
	if err != nil {
		tb.Fatal(err)
	}
	var set strings.Builder
	for _, setting := range planSettings {
		set.WriteString("alter database " + pgx.Identifier{config.Database}.Sanitize() + " set " + setting + ";")
	}
	setup, err := os.ReadFile("testdata/plans/fixture.sql")
	if err != nil {
		tb.Fatal(err)
	}
	pgtest.Exec(tb, url, set.String())
	pgtest.Exec(tb, url, string(setup))
	pgtest.Exec(tb, url, "vacuum analyze")
	o := fixture(tb, "testdata/plans")
	o.Pool.URL = url
	source, issues, err := postgres.Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(source.Close)
	for _, issue := range issues {
		tb.Errorf("%s: %s", issue.Name, issue.Reason)
	}
	return &served{url: url, dir: "testdata/plans", source: source}
}

func planGolden(tb testing.TB, file string) (*txtar.Archive, map[string]string) {
	tb.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	given := map[string]string{}
	for _, part := range archive.Files {
		given[part.Name] = strings.TrimSpace(string(part.Data))
	}
	return archive, given
}

func rewritePlans(t *testing.T, file string, archive *txtar.Archive, parts map[string]string) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(part txtar.File) bool { return slices.Contains(planParts, part.Name) })
	for _, name := range planParts {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(parts[name] + "\n")})
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

// explained returns the statement of a golden file's query and both plans. It fails the test
// when the two statements answer differently, or nothing.
func explained(t *testing.T, f *served, conn *pgconn.PgConn, given map[string]string) map[string]string {
	t.Helper()
	sql, args := statement(t, f, given)
	answer, byHand := result(t, conn, sql, args), result(t, conn, given["by hand"], nil)
	if !sameJSON(t, answer, byHand) {
		t.Errorf("the answers differ:\n%.1000s\nby hand:\n%.1000s", answer, byHand)
	}
	if len(answer) < len(`[{"id":1}]`) {
		t.Errorf("an answer of nothing shows nothing: %s", answer)
	}
	return map[string]string{
		"sql":          sql,
		"plan":         result(t, conn, "explain (costs off) "+sql, args),
		"plan by hand": result(t, conn, "explain (costs off) "+given["by hand"], nil),
	}
}

// statement is what the source sends for a golden file's query.
func statement(tb testing.TB, f *served, given map[string]string) (sql string, args [][]byte) {
	tb.Helper()
	role := planner.Role{Name: given["role"]}
	cache := planner.NewCache(f.schema(tb, role), planner.CacheOptions{})
	plan, err := cache.Plan(tb.Context(), &planner.Request{Query: given["query"]})
	if err != nil {
		tb.Fatal(err)
	}
	variables := map[string]string{"x-hasura-role": role.Name}
	for line := range strings.Lines(given["session"]) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		variables[name] = value
	}
	params := plan.Params(&planner.Session{Role: role, Variables: variables}, nil, "")
	sql, args, err = postgres.Bound(plan.Plan.Roots[0].Query, params)
	if err != nil {
		tb.Fatal(err)
	}
	return sql, args
}

// result returns the rows of one column, one a line.
func result(tb testing.TB, conn *pgconn.PgConn, sql string, args [][]byte) string {
	tb.Helper()
	read := conn.ExecParams(tb.Context(), sql, args, nil, nil, nil).Read()
	if read.Err != nil {
		tb.Fatalf("%v in %s", read.Err, sql)
	}
	var lines []string
	for _, row := range read.Rows {
		lines = append(lines, string(row[0]))
	}
	return strings.Join(lines, "\n")
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal([]byte(a), &x); err != nil {
		t.Fatalf("%v in %.1000s", err, a)
	}
	if err := json.Unmarshal([]byte(b), &y); err != nil {
		t.Fatalf("%v in %.1000s", err, b)
	}
	return reflect.DeepEqual(x, y)
}

// BenchmarkPlans compares the times of the statements of TestPlans with those by hand, run in
// turns: ratio is the median time by hand divided by ours, so that 1 is as good.
func BenchmarkPlans(b *testing.B) {
	f := openPlans(b)
	conn, err := pgx.Connect(b.Context(), f.url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // reading only
	files, err := filepath.Glob("testdata/plans/*.txtar")
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		_, given := planGolden(b, file)
		sql, args := statement(b, f, given)
		b.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(b *testing.B) {
			var ours, byHand []time.Duration
			for b.Loop() {
				ours = append(ours, timed(func() { result(b, conn.PgConn(), sql, args) }))
				byHand = append(byHand, timed(func() { result(b, conn.PgConn(), given["by hand"], nil) }))
			}
			b.ReportMetric(float64(median(byHand))/float64(median(ours)), "ratio")
		})
	}
}
