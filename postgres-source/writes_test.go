package postgres_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
)

// TestWrites runs every testdata/writes/<topic>/<name>.txtar: what role asks in
// query with session and variables, the statements that are sent, the answer, and after it
// the rows of the tables that the part `tables` names. A part `backend` asks with the right
// to what is backend_only. Each runs twice on the same rows, cold and from the plan cache.
// Where the answer is an error, no row of any table may have changed.
func TestWrites(t *testing.T) {
	const dir = "testdata/writes"
	f := openFixture(t, fixture(t, dir), dir)
	db := connect(t, f.url)
	keepOrder(t, f.url)
	files, err := filepath.Glob(dir + "/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), dir+"/"), ".txtar")
		t.Run(name, func(t *testing.T) { writeGolden(t, f, db, file) })
	}
}

// keepOrder makes rows without an order be found in the one they were written in: while somebody
// may still look at the old ones, no room becomes free between them.
func keepOrder(t *testing.T, url string) {
	t.Helper()
	looking := connect(t, url)
	execSQL(t, looking, "begin isolation level repeatable read")
	execSQL(t, looking, "select 1")
}

func writeGolden(t *testing.T, f *served, db *pgx.Conn, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{}
	for _, part := range archive.Files {
		given[part.Name] = strings.TrimSpace(string(part.Data))
	}
	_, backend := given["backend"]
	role := planner.Role{Name: given["role"], Backend: backend}
	cache := planner.NewCache(f.schema(t, role), planner.CacheOptions{})
	r := request{role: role, session: session(t, given["session"]), query: given["query"], variables: given["variables"]}
	var got map[string]string
	for _, cached := range []bool{false, true} {
		execSQL(t, db, "select reset()")
		before := everyRow(t, db)
		one := f.mutate(t, cache, r)
		one["rows"] = rowsOf(t, db, strings.Fields(given["tables"]))
		if failed := !strings.HasPrefix(one["answer"], "{"); failed && everyRow(t, db) != before {
			t.Errorf("after %s rows have changed", one["answer"])
		}
		if diff := cmp.Diff(got, one); cached && diff != "" {
			t.Errorf("from the cached plan (-cold +cached):\n%s", diff)
		}
		got = one
	}
	if *update {
		rewrite(t, file, archive, got)
		return
	}
	for part, text := range got {
		if diff := cmp.Diff(given[part], strings.TrimSpace(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", part, diff)
		}
	}
}

// mutate runs one request and returns the statements it sent and its answer.
func (f *served) mutate(t *testing.T, cache *planner.Cache, r request) map[string]string {
	t.Helper()
	got := map[string]string{"sql": "", "answer": ""}
	prepared, err := cache.Plan(t.Context(), &planner.Request{Query: r.query, Variables: variables(t, r.variables)})
	if err != nil {
		got["answer"] = faultText(t, err)
		return got
	}
	params := prepared.Params(&planner.Session{Role: r.role, Variables: r.session}, nil, "")
	for _, call := range prepared.Plan.Roots {
		_, sql := postgres.Statements(call.Query, params)
		got["sql"] += sql
	}
	got["answer"] = f.run(t, prepared.Plan, params)
	return got
}

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) }) // the server ends it otherwise
	return db
}

func execSQL(t testing.TB, db *pgx.Conn, sql string) {
	t.Helper()
	if _, err := db.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// rowsOf prints the rows of tables, one line each.
func rowsOf(t testing.TB, db *pgx.Conn, tables []string) string {
	t.Helper()
	var text strings.Builder
	for _, table := range tables {
		rows, err := db.Query(t.Context(), "select row_to_json(t)::text from "+table+" t order by 1")
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			text.WriteString(table + " " + line + "\n")
		}
	}
	return text.String()
}

// everyRow prints all rows of all tables.
func everyRow(t testing.TB, db *pgx.Conn) string {
	t.Helper()
	rows, err := db.Query(t.Context(), "select quote_ident(table_name) from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return rowsOf(t, db, tables)
}
