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
// (contract/metadata-and-migrations.md 10, and the source that each file names), compares the
// answers, and decodes each into the types that it is decoded into there. Each file of
// testdata/calls is one command or a few that follow each other:
//
//	default.sql, other.sql   what the databases hold before
//	handshake                the calls of handshake.txtar
//	no secret, secret        whether the calls that follow have the admin secret
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
			archive := parse(t, name)
			newReplay(t).run(archive)
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func parse(t *testing.T, name string) *txtar.Archive {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// replay is a gateway that is called, and the last call with its answer.
type replay struct {
	t            *testing.T
	gateway      *gateway
	withSecret   bool
	last, answer string
}

func newReplay(t *testing.T) *replay {
	t.Helper()
	return &replay{t: t, gateway: startGateway(t), withSecret: true}
}

func (r *replay) run(archive *txtar.Archive) {
	for i := range archive.Files {
		f := &archive.Files[i]
		method, path, isCall := strings.Cut(f.Name, " /")
		switch {
		case f.Name == "default.sql":
			pgtest.Exec(r.t, r.gateway.first, string(f.Data))
		case f.Name == "other.sql":
			pgtest.Exec(r.t, r.gateway.other, string(f.Data))
		case f.Name == "handshake":
			r.handshake()
		case f.Name == "secret", f.Name == "no secret":
			r.withSecret = f.Name == "secret"
		case f.Name == "query":
			r.query(string(f.Data))
		case f.Name == "answer" && *update:
			f.Data = []byte(r.answer)
		case f.Name == "answer":
			if diff := cmp.Diff(string(f.Data), r.answer); diff != "" {
				r.t.Errorf("%s (-want +got)\n%s", r.last, diff)
			}
		case isCall:
			r.last = f.Name + " " + string(f.Data)
			r.answer = r.call(method, "/"+path, string(f.Data))
		default:
			r.t.Fatalf("what is %s?", f.Name)
		}
	}
}

// handshake is the calls of handshake.txtar; what they answer is compared there.
func (r *replay) handshake() {
	archive := parse(r.t, "testdata/calls/handshake.txtar")
	calls := txtar.Archive{}
	for _, f := range archive.Files {
		if f.Name != "answer" && f.Name != "default.sql" {
			calls.Files = append(calls.Files, f)
		}
	}
	r.run(&calls)
}

func (r *replay) query(sql string) {
	rows, err := query(r.gateway.first, sql)
	if err != nil {
		r.t.Fatal(err)
	}
	r.last, r.answer = sql, rows
}

// call sends a request as the original's command line does (cli/internal/httpc).
func (r *replay) call(method, path, body string) string {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.gateway.endpoint+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if r.withSecret {
		req.Header.Set("X-Hasura-Admin-Secret", secret)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it is read
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := readByTheOriginal(path, body, resp, text); err != nil {
		r.t.Errorf("%s %s %s%s: the original's command line could not read it: %v", method, path, body, text, err)
	}
	text = uuids.ReplaceAll(text, []byte("<uuid>"))
	return fmt.Sprintf("%d %s\n", resp.StatusCode, strings.TrimSuffix(string(text), "\n"))
}
