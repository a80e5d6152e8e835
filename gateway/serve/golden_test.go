package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/postgres-source/pgtest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden runs a gateway for every folder testdata/<topic> with a setup.txtar: the SQL of
// each of its databases in <source>.sql, whose first line names the extensions it needs, the
// files of its metadata directory, and the flags it is started with in flags.
//
// Every other file of the folder is a request to it: query with variables, or a whole body;
// headers, and path unless it is /v1/graphql. The golden parts are the answer, its status when
// it is not 200, the statements that each database was asked to run for it, and for a setup
// the inconsistencies. A request that is no mutation is sent again, to be answered from the
// plan cache with the same bytes and the same number of statements.
//
// A part `look <source>` is SQL that is run afterwards, and `seen <source>` what it answers.
// Where a database has a function reset(), it is called before each request.
func TestGolden(t *testing.T) {
	setups, err := filepath.Glob("testdata/*/setup.txtar")
	if err != nil || len(setups) == 0 {
		t.Fatal("no setups", err)
	}
	for _, file := range setups {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			g := startTopic(t, file)
			requests, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
			if err != nil {
				t.Fatal(err)
			}
			for _, request := range requests {
				if request != file {
					t.Run(strings.TrimSuffix(filepath.Base(request), ".txtar"), func(t *testing.T) { g.golden(t, request) })
				}
			}
		})
	}
}

// topic is a gateway with its databases behind counters.
type topic struct {
	*gateway
	counters map[string]*counter // by source
	direct   map[string]*pgx.Conn
}

// startTopic starts the gateway of a setup and compares what it says to be inconsistent.
func startTopic(t *testing.T, file string) *topic {
	t.Helper()
	return startTopicIn(t, file, nil)
}

// startTopicIn is startTopic with more variables in the environment.
func startTopicIn(t *testing.T, file string, more map[string]string) *topic {
	t.Helper()
	archive := readArchive(t, file)
	g := &topic{gateway: &gateway{log: &lockedBuilder{}}, counters: map[string]*counter{}, direct: map[string]*pgx.Conn{}}
	env, dir := map[string]string{}, fstest.MapFS{}
	for _, part := range archive.Files {
		if source, ok := strings.CutSuffix(part.Name, ".sql"); ok {
			url := database(t, string(part.Data))
			g.direct[source], g.counters[source] = connectTo(t, url), newCounter(t, url)
			env[strings.ToUpper(source)+"_URL"] = g.counters[source].url
		}
		if name, ok := strings.CutPrefix(part.Name, "metadata/"); ok {
			dir[name] = &fstest.MapFile{Data: part.Data}
		}
	}
	maps.Copy(env, more)
	g.run(t, options(t, strings.Fields(part(archive, "flags"))), dir, env)
	compare(t, file, archive, []txtar.File{{Name: "inconsistent", Data: []byte(g.inconsistencies(t))}})
	return g
}

// database makes a database with SQL that names its extensions in the first line.
func database(t *testing.T, sql string) string {
	t.Helper()
	first, _, _ := strings.Cut(sql, "\n")
	url := pgtest.WithExtensions(t, strings.Fields(strings.TrimPrefix(first, "-- extensions:"))...)
	pgtest.Exec(t, url, sql)
	return url
}

// options reads flags of `weft serve`.
func options(t *testing.T, flags []string) *config.Options {
	t.Helper()
	var read *config.Options
	cmd := config.Command(func(string) (string, bool) { return "", false }, config.Tasks{Serve: func(_ context.Context, o *config.Options) error {
		read = o
		return nil
	}})
	cmd.SetArgs(append([]string{"serve", "--metadata-dir", "."}, flags...))
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	return read
}

// inconsistencies returns what the gateway logged at its start, one line each.
func (g *topic) inconsistencies(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for line := range strings.Lines(g.log.String()) {
		var entry struct {
			Type   string
			Detail struct{ Object, Reason string }
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("%v in log line %s", err, line)
		}
		if entry.Type == "metadata" {
			fmt.Fprintf(&all, "%s: %s\n", entry.Detail.Object, entry.Detail.Reason)
		}
	}
	return all.String()
}

// golden sends the request of a file and compares the answer.
func (g *topic) golden(t *testing.T, file string) {
	t.Helper()
	archive := readArchive(t, file)
	g.reset(t)
	got := append(g.send(t, archive), g.look(t, archive)...)
	compare(t, file, archive, got)
	if strings.HasPrefix(part(archive, "query"), "mutation") {
		return
	}
	if diff := cmp.Diff(textOf(got), textOf(g.send(t, archive))); diff != "" {
		t.Errorf("asked again (-first +second):\n%s", diff)
	}
}

// reset puts the databases back that can be.
func (g *topic) reset(t *testing.T) {
	t.Helper()
	for _, db := range g.direct {
		const can = `select exists (select from pg_proc where proname = 'reset' and pronamespace = 'public'::regnamespace)`
		var resets bool
		if err := db.QueryRow(t.Context(), can).Scan(&resets); err != nil {
			t.Fatal(err)
		}
		if !resets {
			continue
		}
		if _, err := db.Exec(t.Context(), "select reset()"); err != nil {
			t.Fatal(err)
		}
	}
}

// look returns what there is to be seen in the databases, a row a line.
func (g *topic) look(t *testing.T, archive *txtar.Archive) []txtar.File {
	t.Helper()
	var seen []txtar.File
	for _, f := range archive.Files {
		if source, ok := strings.CutPrefix(f.Name, "look "); ok {
			seen = append(seen, txtar.File{Name: "seen " + source, Data: []byte(rowsOf(t, g.direct[source], string(f.Data)))})
		}
	}
	return seen
}

// rowsOf returns what SQL answers, a row a line.
func rowsOf(t *testing.T, db *pgx.Conn, sql string) string {
	t.Helper()
	rows, err := db.Query(t.Context(), "select r::text from ("+sql+") as r")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// connectTo opens a connection that the gateway knows nothing of.
func connectTo(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) }) // the server ends it otherwise
	return db
}

// send posts the request and returns the golden parts.
func (g *topic) send(t *testing.T, archive *txtar.Archive) []txtar.File {
	t.Helper()
	path, headers := "/v1/graphql", map[string]string{}
	if p := part(archive, "path"); p != "" {
		path = p
	}
	for line := range strings.Lines(part(archive, "headers")) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		headers[name] = value
	}
	before := g.statements()
	status, answer := g.post(t, path, headers, body(t, archive))
	var asked strings.Builder
	for source, n := range g.statements() {
		if n > before[source] {
			fmt.Fprintf(&asked, "%s %d\n", source, n-before[source])
		}
	}
	got := []txtar.File{{Name: "answer", Data: []byte(answer)}, {Name: "statements", Data: sortedLines(asked.String())}}
	if status != http.StatusOK {
		got = append(got, txtar.File{Name: "status", Data: fmt.Append(nil, status)})
	}
	return got
}

func (g *topic) statements() map[string]int64 {
	counts := map[string]int64{}
	for source, c := range g.counters {
		counts[source] = c.statements.Load()
	}
	return counts
}

func sortedLines(text string) []byte {
	return []byte(strings.Join(slices.Sorted(strings.Lines(text)), ""))
}

func body(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	if whole := part(archive, "body"); whole != "" {
		return whole
	}
	request := struct {
		Query     string          `json:"query"`
		Variables json.RawMessage `json:"variables,omitempty"`
	}{part(archive, "query"), json.RawMessage(part(archive, "variables"))}
	text, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func readArchive(t *testing.T, file string) *txtar.Archive {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

// part returns the text of a part, "" when it is missing.
func part(archive *txtar.Archive, name string) string {
	return textOf(archive.Files)[name]
}

func textOf(files []txtar.File) map[string]string {
	text := map[string]string{}
	for _, f := range files {
		text[f.Name] = strings.TrimSpace(string(f.Data))
	}
	return text
}

// compare compares the golden parts of a file with what was got, or rewrites them.
func compare(t *testing.T, file string, archive *txtar.Archive, got []txtar.File) {
	t.Helper()
	isGolden := func(name string) bool {
		return slices.Contains([]string{"answer", "statements", "status", "inconsistent"}, name) || strings.HasPrefix(name, "seen ")
	}
	given := slices.DeleteFunc(slices.Clone(archive.Files), func(f txtar.File) bool { return isGolden(f.Name) })
	if *update {
		for _, f := range got {
			if data := bytes.TrimSpace(f.Data); len(data) > 0 {
				given = append(given, txtar.File{Name: f.Name, Data: append(data, '\n')})
			}
		}
		if err := os.WriteFile(file, txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: given}), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, have := textOf(archive.Files), textOf(got)
	names := maps.Clone(want)
	maps.Copy(names, have)
	for name := range names {
		if diff := cmp.Diff(want[name], have[name]); isGolden(name) && diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
