package api_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/planner"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestGolden replays conversations with the API. A file holds `schema.sql`, which makes the
// database, and steps in pairs: `<step>: <path> [as <role>]` is a request, and the file after
// it, `<step>: answer`, is what is answered: a status, then the body. After each step that
// fails nothing may be different from before.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no golden files")
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "testdata/"), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			replay(t, file)
		})
	}
}

func replay(t *testing.T, file string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := conversation{t: t}
	var out []txtar.File
	for _, f := range archive.Files {
		switch {
		case f.Name == "schema.sql":
			c.gateway = start(t, string(f.Data))
			out = append(out, f)
		case strings.HasSuffix(f.Name, ": answer"):
			c.check(f.Name, string(f.Data))
		default:
			answer := c.send(f)
			out = append(out, f, txtar.File{Name: strings.SplitN(f.Name, ":", 2)[0] + ": answer", Data: []byte(answer)})
		}
	}
	if !*update {
		return
	}
	archive.Files = out
	if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

type conversation struct {
	t       *testing.T
	gateway *gateway
	last    string
}

// send does one step and returns the answer in the form of golden files.
func (c *conversation) send(f txtar.File) string {
	c.t.Helper()
	if c.gateway == nil {
		c.gateway = start(c.t, "")
	}
	step, request, _ := strings.Cut(f.Name, ": ")
	path, role, found := strings.Cut(request, " as ")
	if !found {
		role = planner.Admin
	}
	version, document := c.gateway.export()
	status, body := c.gateway.post(path, role, string(f.Data))
	if status != 200 {
		c.unchanged(step, version, document)
	}
	c.last = fmt.Sprintf("%d\n%s", status, indented(c.t, body))
	return c.last
}

func (c *conversation) unchanged(step string, version int, document string) {
	c.t.Helper()
	if v, d := c.gateway.export(); v != version || d != document {
		c.t.Errorf("%s failed and changed the metadata from version %d to %d\n%s", step, version, v, cmp.Diff(document, d))
	}
	stored, err := c.gateway.store.Load(c.t.Context())
	if err != nil || stored.ResourceVersion != version {
		c.t.Errorf("%s failed and stored version %d, %v", step, stored.ResourceVersion, err)
	}
}

func (c *conversation) check(name, want string) {
	c.t.Helper()
	if !*update && c.last != want {
		c.t.Errorf("%s: -want +got\n%s", name, cmp.Diff(want, c.last))
	}
}
