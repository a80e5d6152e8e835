package migrate_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/postgres-source/pgtest"
)

// TestCalls replays what the original's command line sends, call by call and word by word
// (contract/metadata-and-migrations.md 10), and compares the answers with those that it
// reads. Each file of testdata/calls is one command or a few that follow each other:
//
//	default.sql, other.sql   what the databases hold before
//	POST /v1/query           a call with its body
//	answer                   status and body of the call before it; what differs from run to
//	                         run is written as <uuid>
//	query                    SQL run in `default` in between, and its rows
func TestCalls(t *testing.T) {
	files, err := filepath.Glob("testdata/calls/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no files of calls", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			replay(t, name)
		})
	}
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

func replay(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	g := startGateway(t)
	var last, answer string
	for i := range archive.Files {
		f := &archive.Files[i]
		method, path, isCall := strings.Cut(f.Name, " ")
		switch {
		case f.Name == "default.sql":
			pgtest.Exec(t, g.first, string(f.Data))
		case f.Name == "other.sql":
			pgtest.Exec(t, g.other, string(f.Data))
		case f.Name == "query":
			if answer, err = query(g.first, string(f.Data)); err != nil {
				t.Fatal(err)
			}
			last = f.Name
		case f.Name == "answer" && *update:
			f.Data = []byte(answer)
		case f.Name == "answer":
			if diff := cmp.Diff(string(f.Data), answer); diff != "" {
				t.Errorf("%s (-want +got)\n%s", last, diff)
			}
		case isCall:
			last = f.Name + " " + string(f.Data)
			answer = g.call(t, method, path, string(f.Data))
		default:
			t.Fatalf("what is %s?", f.Name)
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// call sends a request as the original's command line does.
func (g *gateway) call(t *testing.T, method, path, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, g.endpoint+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Hasura-Admin-Secret", secret)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it is read
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	text = uuids.ReplaceAll(text, []byte("<uuid>"))
	return fmt.Sprintf("%d %s\n", resp.StatusCode, strings.TrimSuffix(string(text), "\n"))
}
