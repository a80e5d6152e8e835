package postgres_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden runs every testdata/<topic>/<name>.txtar: what role asks in query with session
// and variables, the tree and the SQL it becomes, and the answer. Each runs cold, from the
// plan cache, and in the rendering for several sets of parameters, and must answer the same
// bytes. A part `relay` asks the Relay schema.
//
// A mutation runs once, on a database of its own; `look` is SQL that is run afterwards, and
// `seen` what it answers.
//
// The tables are those of testdata/fixture.sql and testdata/metadata.json, or the topic's
// own where it has files of these names.
func TestGolden(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	shared := openFixture(t, fixture(t, "testdata"), "testdata")
	for _, entry := range entries {
		if !entry.IsDir() || entry.Name() == "writes" || entry.Name() == "plans" { // see TestWrites, TestPlans
			continue
		}
		t.Run(entry.Name(), func(t *testing.T) {
			f, topic := shared, filepath.Join("testdata", entry.Name())
			if _, err := os.Stat(filepath.Join(topic, "fixture.sql")); err == nil {
				f = openFixture(t, fixture(t, topic), topic)
			}
			goldens(t, f, topic)
		})
	}
}

func goldens(t *testing.T, f *served, topic string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(topic, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, f, file) })
	}
}

func golden(t *testing.T, f *served, file string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{}
	for _, part := range archive.Files {
		given[part.Name] = strings.TrimSpace(string(part.Data))
	}
	if strings.HasPrefix(given["query"], "mutation") {
		f = f.copy(t)
	}
	_, relay := given["relay"]
	got := f.ask(t, request{
		role: planner.Role{Name: given["role"], Relay: relay}, session: session(t, given["session"]), query: given["query"], variables: given["variables"],
	})
	want := map[string]string{"ir": got.ir, "sql": got.sql, "answer": got.answer}
	if given["look"] != "" {
		want["seen"] = f.look(t, given["look"])
	}
	if *update {
		rewrite(t, file, archive, want)
		return
	}
	for _, part := range goldenParts {
		if diff := cmp.Diff(given[part], strings.TrimSpace(want[part])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", part, diff)
		}
	}
}

// goldenParts are the parts that -update writes, in their order.
var goldenParts = []string{"ir", "sql", "answer", "seen", "rows"}

func rewrite(t *testing.T, file string, archive *txtar.Archive, parts map[string]string) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(part txtar.File) bool { return slices.Contains(goldenParts, part.Name) })
	for _, name := range goldenParts {
		if text := strings.TrimSpace(parts[name]); text != "" {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text + "\n")})
		}
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

// session reads `name: value` lines.
func session(t *testing.T, text string) map[string]string {
	t.Helper()
	variables := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("session line %q", line)
		}
		variables[name] = value
	}
	return variables
}

type request struct {
	role      planner.Role
	session   map[string]string
	query     string
	variables string // a JSON object, or ""
}

type reply struct{ ir, sql, answer string }

// ask answers the request in every way a plan can be run, and fails the test unless all
// answers are the same.
func (f *served) ask(t *testing.T, r request) reply {
	t.Helper()
	ctx := t.Context()
	cache := planner.NewCache(f.schema(t, r.role), planner.CacheOptions{})
	req := &planner.Request{Query: r.query, Variables: variables(t, r.variables)}
	got := reply{}
	cold, err := cache.Plan(ctx, req)
	if err != nil {
		got.answer = faultText(t, err)
		return got
	}
	if _, ok := r.session["x-hasura-role"]; !ok {
		r.session["x-hasura-role"] = r.role.Name
	}
	s := &planner.Session{Role: r.role, Variables: r.session}
	params := cold.Params(s, nil, "")
	got.answer = f.run(t, cold.Plan, params)
	for _, call := range cold.Plan.Roots {
		tree, sql := postgres.Statements(call.Query, params)
		got.ir += tree
		got.sql += sql
	}
	if cold.Plan.Op == ast.Mutation {
		return got
	}
	warm, err := cache.Plan(ctx, req)
	if err != nil || !warm.Cached {
		t.Fatalf("the plan was not cached: %v", err)
	}
	if again := f.run(t, warm.Plan, warm.Params(s, nil, "")); again != got.answer {
		t.Errorf("from the cached plan:\n%s\nwant\n%s", again, got.answer)
	}
	mixed(t, cold.Plan, params)
	return got
}

// run answers one request and checks that the reply is JSON.
func (f *served) run(t *testing.T, plan *planner.Plan, params *planner.Params) string {
	t.Helper()
	result := plan.Run(t.Context(), []*planner.Params{params}, planner.RunOptions{})
	defer result.Release()
	if err := result.Err(0); err != nil {
		return faultText(t, err)
	}
	raw := result.AppendReply(nil, 0)
	if !json.Valid(raw) {
		t.Fatalf("not JSON: %s", raw)
	}
	return string(raw)
}

// mixed compares every root call's answer with that of the rendering for several sets of
// parameters.
func mixed(t *testing.T, plan *planner.Plan, params *planner.Params) {
	t.Helper()
	for _, call := range plan.Roots {
		one := planner.NewOutput(1, call.Columns)
		err := call.Query.Run(t.Context(), &planner.Input{Params: []*planner.Params{params}, Rows: []planner.Row{{}}}, one)
		if err != nil {
			continue
		}
		two := planner.NewOutput(2, call.Columns)
		in := &planner.Input{Params: []*planner.Params{params, params}, Rows: []planner.Row{{Params: 0}, {Params: 1}}}
		if err := postgres.RunMixed(t.Context(), call.Query, in, two); err != nil {
			t.Errorf("as one of several sets of parameters: %v", err)
			continue
		}
		for col := range call.Columns {
			want, _ := one.Get(0, col)
			for row := range 2 {
				if got, _ := two.Get(row, col); !bytes.Equal(got, want) {
					t.Errorf("as row %d of several sets of parameters:\n%s\nwant\n%s", row, got, want)
				}
			}
		}
	}
}

func variables(t *testing.T, text string) *planner.Value {
	t.Helper()
	if text == "" {
		return nil
	}
	v, err := planner.ParseValue([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// faultText prints a fault as golden files show it.
func faultText(t *testing.T, err error) string {
	t.Helper()
	f, ok := err.(*planner.Fault) //nolint:errorlint // the contract of Plan and Err
	if !ok {
		t.Fatalf("no fault: %v", err)
	}
	path := f.Path
	if path == "" {
		path = "$"
	}
	return f.Code + " @ " + path + " : " + f.Message
}
