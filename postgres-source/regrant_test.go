package postgres_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
)

// TestGoldenAfterOtherPermissions runs the golden files of reads on a source that took all it
// could from one in which the roles had each other's permissions, and in which every type had
// been looked at.
func TestGoldenAfterOtherPermissions(t *testing.T) {
	before := openShop(t)
	o := fixture(t, "testdata")
	o.Pool.URL = before.url
	mixed := reopened(t, before, exchanged(fixture(t, "testdata").Metadata))
	if !mixed.source.Model().SameStructure(before.source.Model()) {
		t.Fatal("an exchange of permissions is more than that")
	}
	for _, role := range append(mixed.source.Model().Roles, "admin") {
		everyType(t, mixed, planner.Role{Name: role})
		everyType(t, mixed, planner.Role{Name: role, Relay: true})
	}
	after := reopened(t, mixed, o.Metadata)
	for _, topic := range readTopics(t) {
		t.Run(filepath.Base(topic), func(t *testing.T) { goldens(t, after, topic) })
	}
}

// readTopics are the folders of golden files that use the shared fixture.
func readTopics(t *testing.T) (topics []string) {
	t.Helper()
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		topic := filepath.Join("testdata", entry.Name())
		_, own := os.Stat(filepath.Join(topic, "fixture.sql"))
		if entry.IsDir() && own != nil && !slices.Contains([]string{"writes", "insert", "update", "delete", "mutation", "upsert"}, entry.Name()) {
			topics = append(topics, topic)
		}
	}
	return topics
}

// reopened opens the fixture's source again after another one, with other metadata.
func reopened(t *testing.T, previous *served, md *metadata.Source) *served {
	t.Helper()
	o := fixture(t, "testdata")
	o.Pool.URL, o.Previous, o.Metadata, o.KeepCatalog = previous.url, previous.source, md, true
	source, _, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	return &served{url: previous.url, dir: previous.dir, source: source}
}

// exchanged gives each select permission to the role of the next one of the table.
func exchanged(md *metadata.Source) *metadata.Source {
	for _, table := range md.Tables {
		list := table.SelectPermissions
		table.SelectPermissions = nil
		for i, p := range list {
			other := *p
			other.Role = list[(i+1)%len(list)].Role
			table.SelectPermissions = append(table.SelectPermissions, &other)
		}
	}
	return md
}

// everyType looks every type of a role up.
func everyType(t *testing.T, f *served, role planner.Role) {
	t.Helper()
	p, err := f.source.Part(role)
	if err != nil {
		t.Fatal(err)
	}
	for name := range p.TypeNames() {
		if p.Type(name) == nil {
			t.Errorf("%s has no type %s, which it names", role.Name, name)
		}
	}
}

// TestTwinsGoTheirOwnWay has two roles that may do the same and share a schema, and gives a
// table to one of them or takes one from it: the schema of the other must not stand in for
// its own.
func TestTwinsGoTheirOwnWay(t *testing.T) {
	before := openShop(t)
	grants := func(tables map[string][]int) *metadata.Source {
		md := fixture(t, "testdata").Metadata
		for role, list := range tables {
			for _, i := range list {
				md.Tables[i].SelectPermissions = append(md.Tables[i].SelectPermissions, &metadata.SelectPermission{
					Role: role, Columns: metadata.Columns{All: true}, Filter: []byte(`{}`),
				})
			}
		}
		return md
	}
	roots := func(f *served, role string) int {
		p, err := f.source.Part(planner.Role{Name: role})
		if err != nil {
			t.Fatal(err)
		}
		return len(p.Roots(ast.Query))
	}
	for _, one := range []string{"twin", "other twin"} {
		both := reopened(t, before, grants(map[string][]int{"twin": {0}, "other twin": {0}}))
		alike := roots(both, "twin")
		if alike == 0 || roots(both, "other twin") != alike {
			t.Fatal("the twins do not see the same")
		}
		more := grants(map[string][]int{"twin": {0}, "other twin": {0}, one: {0, 1}})
		if got := roots(reopened(t, both, more), one); got <= alike {
			t.Errorf("%s got a table more and has %d root fields as before", one, got)
		}
		less := map[string][]int{"twin": {0}, "other twin": {0}}
		delete(less, one)
		if got := roots(reopened(t, both, grants(less)), one); got != 0 {
			t.Errorf("%s lost its table and has %d root fields", one, got)
		}
	}
}
