package migrate_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/migrate"
)

// served is a running `weft console`.
type served struct {
	t         *testing.T
	gateway   *gateway
	dir       string // of the project
	page, api string
}

// startConsole begins a project of a version and serves the console for it.
func startConsole(t *testing.T, version string) *served {
	t.Helper()
	s := &served{t: t, gateway: startGateway(t), dir: t.TempDir()}
	file := "version: " + version + "\nendpoint: " + s.gateway.endpoint + "\nadmin_secret: " + secret + "\n"
	if err := os.WriteFile(filepath.Join(s.dir, "config.yaml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	command := config.Command(func(string) (string, bool) { return "", false }, config.Tasks{}, migrate.Commands()...)
	migrate.AddGlobalFlags(command)
	out, notes := listen(t), listen(t)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- config.Execute(ctx, command, []string{"console", "--project", s.dir, "--address", "127.0.0.1", "--console-port", "0", "--api-port", "0"}, out.to, notes.to)
		_, _ = out.to.Close(), notes.to.Close()
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-ended; code != 0 {
			t.Errorf("the console ended with %d", code)
		}
	})
	s.page, s.api = out.find(`console running at: (.*)/`), notes.find(`API is at (http://[^;]*);`)
	return s
}

// output is what a command writes, read line by line.
type output struct {
	t    *testing.T
	to   *io.PipeWriter
	from *bufio.Scanner
}

func listen(t *testing.T) *output {
	from, to := io.Pipe()
	return &output{t: t, to: to, from: bufio.NewScanner(from)}
}

// find waits for a line and returns what stands in it; later lines are thrown away.
func (o *output) find(pattern string) string {
	o.t.Helper()
	for o.from.Scan() {
		if found := regexp.MustCompile(pattern).FindStringSubmatch(o.from.Text()); found != nil {
			go func() { // nobody is to wait for a reader
				for o.from.Scan() {
				}
			}()
			return found[1]
		}
	}
	o.t.Fatalf("there is no %s in the output", pattern)
	return ""
}

// ask sends a request and returns status and body; what differs from run to run is cut.
func (s *served) ask(method, url, body string) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it is read
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Status[:4] + regexp.MustCompile(`1[0-9]{12}`).ReplaceAllString(strings.TrimSpace(string(text)), "V")
}

func (s *served) expect(method, path, body, want string) {
	s.t.Helper()
	if got := s.ask(method, s.api+path, body); got != want {
		s.t.Errorf("%s %s %s\ngot  %s\nwant %s", method, path, body, got, want)
	}
}

// migrations are the folders of a database and what is in them.
func (s *served) migrations(dir string) map[string]string {
	s.t.Helper()
	found := map[string]string{}
	files, err := filepath.Glob(filepath.Join(s.dir, dir, "*", "*.sql"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			s.t.Fatal(err)
		}
		folder, file := filepath.Split(name)
		_, rest, _ := strings.Cut(filepath.Base(folder), "_")
		found[rest+"/"+file] = string(text)
	}
	return found
}

const createNote = `{"name":"create_note","datasource":"default","skip_execution":false,
 "up":[{"type":"run_sql","args":{"source":"default","sql":"create table note (id int primary key);","cascade":false}},
       {"type":"pg_track_table","args":{"source":"default","table":"note"}}],
 "down":[{"type":"run_sql","args":{"source":"default","sql":"drop table note;"}}]}`

func TestTheConsoleRecordsWhatIsChanged(t *testing.T) {
	s := startConsole(t, "3")
	s.expect("GET", "/apis/migrate?datasource=default", "", `200 {"migrations":[],"status":{}}`)
	s.expect("POST", "/apis/migrate", createNote, `200 {"name":"V_create_note"}`)
	s.expect("GET", "/apis/migrate?datasource=default", "", `200 {"migrations":[V],"status":{"V":{"database_status":true,"source_status":true}}}`)
	want := map[string]string{"create_note/up.sql": "create table note (id int primary key);\n", "create_note/down.sql": "drop table note;\n"}
	if diff := cmp.Diff(want, s.migrations("migrations/default")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	tables, err := os.ReadFile(filepath.Join(s.dir, "metadata/databases/default/tables/tables.yaml"))
	if err != nil || !strings.Contains(string(tables), "public_note.yaml") {
		t.Errorf("the metadata of the project: %s %v", tables, err)
	}

	// A change without SQL is run, and not recorded as a migration.
	s.expect("POST", "/apis/migrate", `{"name":"untrack","datasource":"default","up":[{"type":"pg_untrack_table","args":{"table":"note"}}]}`, `200 {"name":"0_untrack"}`)
	// What has been run elsewhere can be recorded alone.
	s.expect("POST", "/apis/migrate", `{"name":"elsewhere","datasource":"default","skip_execution":true,"up":[{"type":"run_sql","args":{"sql":"bad sql"}}]}`, `200 {"name":"V_elsewhere"}`)
	rows, err := query(s.gateway.first, `select (select count(*) from jsonb_object_keys(cli_state->'migrations'->'default')), cli_state->'settings' from hdb_catalog.hdb_version`)
	if err != nil || rows != "[2,{\"migration_mode\":\"true\"}]\n" {
		t.Errorf("the state of the server: %s %v", rows, err)
	}
}

func TestTheConsoleLeavesNothingOfAChangeThatFails(t *testing.T) {
	s := startConsole(t, "3")
	for body, want := range map[string]string{
		`{"name":"x","datasource":"default","up":[{"type":"run_sql","args":{"sql":"create tabl"}}]}`: `400 {"code":"data_api_error","message":"query execution failed (postgres-error): syntax error at or near \"tabl\" (42601)"}`,
		`{"name":"x","up":[]}`:                     `500 {"code":"request_parse_error","message":"the request is not understood: datasource is missing"}`,
		`{"name":"x","datasource":"../x","up":[]}`: `500 {"code":"request_parse_error","message":"the request is not understood: the server has no database \"../x\""}`,
		`{"name":"../x","datasource":"default","up":[{"type":"run_sql","args":{"sql":"select 1"}}]}`:                         `500 {"code":"request_parse_error","message":"the request is not understood: \"../x\" is no name for a migration"}`,
		`{"name":"x","datasource":"default","up":[{"type":"run_sql","args":{"sql":"select 1","source":"other"}}]}`:           `500 {"code":"request_parse_error","message":"the request is not understood: the migration is for database \"default\", but its SQL for \"other\""}`,
		`{"name":"x","datasource":"default","up":[{"type":"pg_track_table","args":{"source":"default","table":"nothing"}}]}`: `400 {"code":"data_api_error","message":"Inconsistent object: no such table/view exists in source: \"nothing\" at $.args[0].args (invalid-configuration)\ntable nothing in source default: Inconsistent object: no such table/view exists in source: \"nothing\""}`,
	} {
		s.expect("POST", "/apis/migrate", body, want)
	}
	if found := s.migrations("migrations/default"); len(found) > 0 {
		t.Errorf("left: %v", found)
	}
	s.expect("GET", "/apis/migrate?datasource=default", "", `200 {"migrations":[],"status":{}}`)

	// A part that was run is not lost.
	s.expect("POST", "/apis/migrate", strings.Replace(createNote, `"table":"note"`, `"table":"nothing"`, 1), `400 {"code":"data_api_error","message":"Inconsistent object: no such table/view exists in source: \"nothing\" at $.args[0].args (invalid-configuration)\ntable nothing in source default: Inconsistent object: no such table/view exists in source: \"nothing\"\na part of the change was run: V_create_note is left in the project, not recorded as applied"}`)
	s.expect("GET", "/apis/migrate?datasource=default", "", `200 {"migrations":[V],"status":{"V":{"database_status":false,"source_status":true}}}`)
}

func TestTheConsoleSquashesAndDeletes(t *testing.T) {
	s := startConsole(t, "3")
	for _, name := range []string{"a", "b"} {
		s.expect("POST", "/apis/migrate", `{"name":"`+name+`","datasource":"default","up":[{"type":"run_sql","args":{"sql":"create table `+name+`(id int)"}}],"down":[{"type":"run_sql","args":{"sql":"drop table `+name+`"}}]}`, `200 {"name":"V_`+name+`"}`)
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, "migrations/default"))
	if err != nil || len(entries) != 2 {
		t.Fatal(entries, err)
	}
	first, _, _ := strings.Cut(entries[0].Name(), "_")
	second, _, _ := strings.Cut(entries[1].Name(), "_")
	s.expect("POST", "/apis/migrate/squash/create", `{"name":"both","datasource":"default","from":`+first+`}`, `200 {"squashed_migrations":[V,V],"version":V}`)
	s.expect("POST", "/apis/migrate/squash/delete", `{"datasource":"default","migrations":[`+first+`,`+second+`]}`, `200 {"message":"Migrations deleted"}`)
	want := map[string]string{"both/up.sql": "create table a(id int)\n;\n\ncreate table b(id int)\n;\n", "both/down.sql": "drop table b\n;\n\ndrop table a\n;\n"}
	if diff := cmp.Diff(want, s.migrations("migrations/default")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	s.expect("GET", "/apis/migrate?datasource=default", "", `200 {"migrations":[V],"status":{"V":{"database_status":true,"source_status":true}}}`)
	s.expect("POST", "/apis/migrate/squash/delete", `{"datasource":"default","migrations":[5]}`, `500 {"code":"internal_error","message":"5 migration not found"}`)
}

// The mode is kept where the contract says, in all layouts of projects.
func TestTheConsoleSwitchesRecording(t *testing.T) {
	for version, state := range map[string]string{
		"3": `select cli_state->'settings'->'migration_mode' from hdb_catalog.hdb_version`,
		"2": `select value from hdb_catalog.migration_settings`,
	} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			s := startConsole(t, version)
			track := `{"datasource":"default","up":[{"type":"run_sql","args":{"sql":"create table plain(id int)"}},{"type":"` + map[string]string{"3": "pg_", "2": ""}[version] + `track_table","args":{"table":"plain"}}]}`
			s.expect("GET", "/apis/migrate/settings", "", `200 {"migration_mode":"true"}`)
			s.expect("POST", "/apis/metadata", track, `400 {"code":"migration_mode_enabled","message":"Migration mode is enabled"}`)
			s.expect("PUT", "/apis/migrate/settings", `{"name":"migration_mode","value":"false"}`, `200 {"message":"Successfully set"}`)
			if rows, err := query(s.gateway.first, state); err != nil || rows != "[\"false\"]\n" {
				t.Errorf("the setting: %s %v", rows, err)
			}
			s.expect("GET", "/apis/migrate/settings", "", `200 {"migration_mode":"false"}`)
			s.expect("POST", "/apis/migrate", createNote, `400 {"code":"migration_mode_disabled","message":"Migration mode is disabled"}`)
			s.expect("POST", "/apis/metadata", track, `200 {"message":"Success"}`)
			tables := map[string]string{"3": "metadata/databases/default/tables/public_plain.yaml", "2": "metadata/tables.yaml"}[version]
			if text, err := os.ReadFile(filepath.Join(s.dir, tables)); err != nil || !strings.Contains(string(text), "name: plain") {
				t.Errorf("the metadata: %s %v", text, err)
			}
			s.expect("PUT", "/apis/migrate/settings", `{"name":"migration_mode","value":"true"}`, `200 {"message":"Successfully set"}`)
			s.expect("POST", "/apis/migrate", strings.Replace(createNote, "pg_track", map[string]string{"3": "pg_track", "2": "track"}[version], 1), `200 {"name":"V_create_note"}`)
			s.expect("GET", "/apis/metadata?export=true", "", `200 {"metadata":"Success"}`)
		})
	}
}

// The page's operations reach the server as admin, and the secret stays here.
func TestTheConsoleServesAPage(t *testing.T) {
	s := startConsole(t, "3")
	page := s.ask("GET", s.page+"/", "")
	if !strings.HasPrefix(page, "200 <!doctype html>") || strings.Contains(page, "admin-secret") {
		t.Errorf("the page: %s", page)
	}
	const version = `{"query":"{ __typename }"}`
	if got := s.ask("POST", s.page+"/v1/graphql", version); got != `200 {"data":{"__typename":"query_root"}}` {
		t.Errorf("an operation: %s", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, strings.Replace(s.page, "http", "ws", 1)+"/v1/graphql", &websocket.DialOptions{ //nolint:bodyclose // there is none
		Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: http.Header{"Origin": {s.page}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow() //nolint:errcheck // it is over
	if err := conn.Write(ctx, websocket.MessageText, []byte(`{"type":"connection_init","payload":{"headers":{}}}`)); err != nil {
		t.Fatal(err)
	}
	if _, got, err := conn.Read(ctx); err != nil || !strings.Contains(string(got), "connection_ack") {
		t.Errorf("a socket: %s %v", got, err)
	}
	if _, resp, err := websocket.Dial(ctx, strings.Replace(s.page, "http", "ws", 1)+"/v1/graphql", &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"https://evil.example"}}}); err == nil || resp.StatusCode != http.StatusForbidden { //nolint:bodyclose // the library has read it
		t.Errorf("a socket of another site: %v", err)
	}
}
