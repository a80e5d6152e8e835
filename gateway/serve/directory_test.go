package serve_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/postgres-source/pgtest"
)

const databasesFile = `- name: default
  kind: postgres
  configuration: {connection_info: {database_url: {from_env: DATABASE}}}
  tables: "!include default/tables/tables.yaml"
`

// directoryRevision is a state of a metadata directory in which some tables are tracked.
func directoryRevision(tables ...string) map[string]string {
	files := map[string]string{"version.yaml": "version: 3\n", "databases/databases.yaml": databasesFile}
	list := ""
	for _, table := range tables {
		list += fmt.Sprintf("- \"!include public_%s.yaml\"\n", table)
		files["databases/default/tables/public_"+table+".yaml"] = fmt.Sprintf("table: {schema: public, name: %s}\n", table)
	}
	files["databases/default/tables/tables.yaml"] = list
	return files
}

// serveDirectory starts a gateway on a metadata directory.
func serveDirectory(t *testing.T, dir string) *gateway {
	t.Helper()
	g := &gateway{log: &lockedBuilder{}, database: pgtest.New(t)}
	pgtest.Exec(t, g.database, `create table a (id int primary key); create table b (id int primary key)`)
	o := config.Defaults()
	o.Metadata.Dir, o.Metadata.SyncInterval = dir, 20*time.Millisecond
	g.run(t, o, nil, map[string]string{"DATABASE": g.database})
	return g
}

// serves tells whether a table is served.
func (g *gateway) serves(t *testing.T, table string) bool {
	t.Helper()
	return g.query(t, nil, `{ `+table+` { id } }`) == `{"data":{"`+table+`":[]}}`
}

// replaceFile puts a file in the place of another at once.
func replaceFile(t *testing.T, name, text string) {
	t.Helper()
	fresh := name + ".new"
	if err := os.WriteFile(fresh, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(fresh, name); err != nil {
		t.Fatal(err)
	}
}

// undisturbed asks for table a until the returned function is called, and fails the test
// should it ever not be served.
func (g *gateway) undisturbed(t *testing.T) (end func()) {
	t.Helper()
	stop := make(chan struct{})
	var asking sync.WaitGroup
	asking.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if status, got := g.post(t, "/v1/graphql", nil, `{"query":"{ a { id } }"}`); status != 200 || got != `{"data":{"a":[]}}` {
				t.Errorf("meanwhile: %d %s", status, got)
				return
			}
		}
	})
	return func() { close(stop); asking.Wait() }
}

func TestChangesOfTheMetadataDirectoryAreServed(t *testing.T) {
	dir := writeProject(t, directoryRevision("a"))
	g := serveDirectory(t, dir)
	if !g.serves(t, "a") || g.serves(t, "b") {
		t.Fatal("the directory is not served as it is")
	}
	end := g.undisturbed(t)
	tables := filepath.Join(dir, "databases/default/tables")
	// A list that includes a file which comes later, as when many files are written.
	replaceFile(t, filepath.Join(tables, "tables.yaml"), directoryRevision("a", "b")["databases/default/tables/tables.yaml"])
	eventually(t, "the missing file is told of", func() bool { _, body := g.get(t, "/healthz"); return strings.HasPrefix(body, "WARN") })
	replaceFile(t, filepath.Join(tables, "public_b.yaml"), "table: {schema: public, name: b}\n")
	eventually(t, "the new table is served", func() bool { return g.serves(t, "b") })
	if _, body := g.get(t, "/healthz"); body != "OK" {
		t.Errorf("/healthz says %q", body)
	}
	// In place, to the same length.
	if err := os.WriteFile(filepath.Join(tables, "public_b.yaml"), []byte("table: {schema: public, name: c}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a table that is not there is left out", func() bool { return !g.serves(t, "b") })
	end()
	if !strings.Contains(g.log.String(), "table c in source default") {
		t.Error("the log does not say what is inconsistent")
	}
}

func TestAMetadataDirectoryThatIsSwappedAsAWhole(t *testing.T) {
	first, second := writeProject(t, directoryRevision("a")), writeProject(t, directoryRevision("a", "b"))
	link := filepath.Join(t.TempDir(), "current")
	if err := os.Symlink(first, link); err != nil {
		t.Fatal(err)
	}
	g := serveDirectory(t, link)
	end := g.undisturbed(t)
	for _, c := range []struct {
		to     string
		serves bool
	}{{second, true}, {first, false}} {
		if err := os.Symlink(c.to, link+".new"); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(link+".new", link); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the other directory is served", func() bool { return g.serves(t, "b") == c.serves })
	}
	end()
}

func TestABrokenMetadataDirectoryLeavesTheOldServed(t *testing.T) {
	dir := writeProject(t, directoryRevision("a"))
	g := serveDirectory(t, dir)
	list := filepath.Join(dir, "databases/default/tables/tables.yaml")
	const question = `{"type":"get_inconsistent_metadata","args":{}}`
	for name, broken := range map[string]string{
		"no YAML":     "- [",
		"no table":    "- {tabel: a}\n",
		"unknown key": "- {table: a, colour: red}\n",
	} {
		replaceFile(t, list, broken)
		eventually(t, name+" is told of", func() bool {
			_, body := g.post(t, "/v1/metadata", nil, question)
			return strings.Contains(body, `"name":"metadata directory"`) && strings.Contains(body, `"is_consistent":false`)
		})
		if !g.serves(t, "a") {
			t.Errorf("%s: the old state is not served", name)
		}
		if !strings.Contains(g.log.String(), "the metadata directory cannot be read") {
			t.Errorf("%s is not in the log", name)
		}
		replaceFile(t, list, "- \"!include public_a.yaml\"\n")
		eventually(t, "it is whole again", func() bool {
			_, body := g.post(t, "/v1/metadata", nil, question)
			return body == `{"is_consistent":true,"inconsistent_objects":[]}`
		})
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the directory is gone", func() bool { _, body := g.get(t, "/healthz"); return strings.HasPrefix(body, "WARN") })
	if !g.serves(t, "a") {
		t.Error("nothing is served without the directory")
	}
}
