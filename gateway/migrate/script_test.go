package migrate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/migrate"
	"github.com/weftql/weft/gateway/serve"
	"github.com/weftql/weft/postgres-source/pgserver"
)

var update = flag.Bool("update", false, "write the expected outputs of the scripts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"weft": func() {
		command := config.Command(os.LookupEnv, config.Tasks{Export: serve.Export, Clean: serve.Clean, CatalogVersion: metadata.CatalogVersion}, migrate.Commands()...)
		migrate.AddGlobalFlags(command)
		os.Exit(config.Execute(context.Background(), command, os.Args[1:], os.Stdout, os.Stderr))
	}})
}

// TestScripts runs the command line against a gateway with a fresh metadata database, which
// is the source `default` too, and an empty second database at OTHER_DATABASE_URL.
//
// `sql NAME STATEMENT` runs SQL in one of the databases and prints its rows. `contents NAME`
// writes all that the two databases hold, hdb_catalog included, to a file of the work folder.
// `graphql ROLE QUERY` prints the answer to an operation.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/commands",
		Setup:         func(env *testscript.Env) error { return setUp(t, env) },
		UpdateScripts: *update,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"sql": runSQL, "contents": contents, "graphql": runGraphQL},
	})
}

func setUp(t *testing.T, env *testscript.Env) error {
	t.Helper()
	g := startGateway(t)
	env.Values["default"], env.Values["other"] = g.first, g.other
	env.Setenv("HASURA_GRAPHQL_ENDPOINT", g.endpoint)
	env.Setenv("HASURA_GRAPHQL_ADMIN_SECRET", secret)
	env.Setenv("DEFAULT_DATABASE_URL", g.first)
	env.Setenv("EMPTY_DATABASE_URL", g.other)
	return nil
}

func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sql DATABASE STATEMENT")
	}
	out, err := query(ts.Value(args[0]).(string), args[1])
	if neg != (err != nil) {
		ts.Fatalf("%s: %v", args[1], err)
	}
	_, err = ts.Stdout().Write([]byte(out))
	ts.Check(err)
}

func runGraphQL(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: graphql ROLE QUERY")
	}
	body, err := json.Marshal(map[string]string{"query": args[1]})
	ts.Check(err)
	req, err := http.NewRequest(http.MethodPost, ts.Getenv("HASURA_GRAPHQL_ENDPOINT")+"/v1/graphql", bytes.NewReader(body))
	ts.Check(err)
	req.Header.Set("X-Hasura-Admin-Secret", secret)
	req.Header.Set("X-Hasura-Role", args[0])
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close() //nolint:errcheck // it is read
	answer, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if failed := bytes.Contains(answer, []byte(`"errors"`)); failed != neg {
		ts.Fatalf("%s: %s", args[1], answer)
	}
	_, err = ts.Stdout().Write(append(answer, '\n'))
	ts.Check(err)
}

// contents dumps both databases.
func contents(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: contents FILE")
	}
	dir, err := pgserver.Find()
	ts.Check(err)
	var all []byte
	for _, name := range []string{"default", "other"} {
		out, err := exec.Command(filepath.Join(dir, "pg_dump"), ts.Value(name).(string)).Output() //nolint:gosec // Postgres's own program
		ts.Check(err)
		for line := range bytes.Lines(out) {
			if !bytes.HasPrefix(line, []byte(`\restrict`)) && !bytes.HasPrefix(line, []byte(`\unrestrict`)) {
				all = append(all, line...)
			}
		}
	}
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), args[0]), all, 0o644))
}

// query runs a statement and returns a line of JSON per row.
func query(url, statement string) (string, error) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx) //nolint:errcheck // all is committed
	rows, err := conn.Query(ctx, statement)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var out strings.Builder
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return "", err
		}
		line, err := json.Marshal(values)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%s\n", line)
	}
	return out.String(), rows.Err()
}
