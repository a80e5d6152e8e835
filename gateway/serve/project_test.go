package serve_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/serve"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// serveProject starts a gateway with --apply-migrations until the test ends. It returns the
// address of its GraphQL endpoint, or why it did not start.
func serveProject(t *testing.T, dir string, variables map[string]string) (url string, err error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	lookup := func(name string) (string, bool) { v, ok := variables[name]; return v, ok }
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	command := config.Command(lookup, config.Tasks{Serve: func(ctx context.Context, o *config.Options) error {
		return serve.Run(ctx, o, serve.Surroundings{Env: lookup, Out: t.Output(), Listener: listener, Ready: func() { close(ready) }})
	}})
	command.SilenceErrors = true
	command.SetArgs([]string{"serve", "--apply-migrations", dir})
	go func() { ended <- command.ExecuteContext(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	select {
	case <-ready:
		return "http://" + listener.Addr().String() + "/v1/graphql", nil
	case err := <-ended:
		ended <- nil
		return "", err
	}
}

func askBooks(t *testing.T, url, secret string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"query":"{ book { id } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if secret != "" {
		r.Header.Set("X-Hasura-Admin-Secret", secret)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // reading only
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func writeProject(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var bookProject = map[string]string{
	"metadata/version.yaml": "version: 3\n",
	"metadata/databases/databases.yaml": "- name: default\n  kind: postgres\n  configuration: {connection_info: {database_url: {from_env: HASURA_GRAPHQL_DATABASE_URL}}}\n" +
		"  tables:\n  - table: {schema: public, name: book}\n",
	"migrations/default/1_book/up.sql": "create table book(id int primary key);",
	"more/default/1_books.sql":         "insert into book values (1), (2);",
}

func TestProjectIsAppliedBeforeTheServerOpens(t *testing.T) {
	dir := writeProject(t, bookProject)
	variables := map[string]string{
		"HASURA_GRAPHQL_DATABASE_URL": pgtest.New(t), "HASURA_GRAPHQL_ADMIN_SECRET": "s", "HASURA_GRAPHQL_ENABLED_APIS": "graphql",
		"HASURA_GRAPHQL_SEEDS_DIR": filepath.Join(dir, "more"),
	}
	url, err := serveProject(t, dir, variables)
	if err != nil {
		t.Fatal(err)
	}
	got := askBooks(t, url, "s")
	if got != `{"data":{"book":[{"id":1}, {"id":2}]}}` {
		t.Errorf("got %s", got)
	}
	if got := askBooks(t, url, ""); !strings.Contains(got, "errors") {
		t.Errorf("the private server's grants reach the public one: %s", got)
	}
}

func TestProjectThatFailsAbortsTheStart(t *testing.T) {
	files := map[string]string{"migrations/default/1_bad/up.sql": "select nothing;"}
	database := pgtest.New(t)
	_, err := serveProject(t, writeProject(t, files), map[string]string{"HASURA_GRAPHQL_DATABASE_URL": database})
	if err == nil || !strings.Contains(err.Error(), "1_bad (up)") {
		t.Errorf("got %v, want it to name the migration", err)
	}
	_, err = serveProject(t, writeProject(t, bookProject), map[string]string{"WEFT_METADATA_DIR": filepath.Join(writeProject(t, bookProject), "metadata"), "HASURA_GRAPHQL_DATABASE_URL": database})
	if err == nil || !strings.Contains(err.Error(), "needs a metadata database") {
		t.Errorf("got %v", err)
	}
}

func TestReplicasThatStartTogetherApplyAProjectOnce(t *testing.T) {
	files := map[string]string{}
	for name, text := range bookProject {
		files[name] = text
	}
	delete(files, "more/default/1_books.sql")
	files["migrations/default/1_book/up.sql"] = "create table book(id int primary key); select pg_sleep(0.2);"
	files["migrations/default/2_fill/up.sql"] = "insert into book select count(*) + 1 from book;"
	dir, database := writeProject(t, files), pgtest.New(t)
	const replicas = 3
	urls, failures := make([]string, replicas), make([]error, replicas)
	var starting sync.WaitGroup
	for i := range replicas {
		starting.Go(func() {
			urls[i], failures[i] = serveProject(t, dir, map[string]string{"HASURA_GRAPHQL_DATABASE_URL": database})
		})
	}
	starting.Wait()
	for i, err := range failures {
		if err != nil {
			t.Errorf("replica %d did not start: %v", i, err)
			continue
		}
		eventually(t, "every replica serves the project", func() bool {
			return askBooks(t, urls[i], "") == `{"data":{"book":[{"id":1}]}}`
		})
	}
}
