package postgres_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/schema"
)

// served is a source opened on the fixture's database.
type served struct {
	url    string
	dir    string
	source *postgres.Source
}

// copy opens the same fixture on a database of its own.
func (f *served) copy(tb testing.TB) *served {
	tb.Helper()
	return openFixture(tb, fixture(tb, f.dir), f.dir)
}

// look returns what SQL answers, one row a line, columns separated by a bar.
func (f *served) look(tb testing.TB, sql string) string {
	tb.Helper()
	rows, err := f.source.Pool().Pgx().Query(tb.Context(), sql)
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	var text strings.Builder
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			tb.Fatal(err)
		}
		for i, v := range values {
			if i > 0 {
				text.WriteString(" | ")
			}
			fmt.Fprint(&text, v)
		}
		text.WriteByte('\n')
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return strings.TrimSpace(text.String())
}

// fixture returns options with the metadata of a folder's metadata.json.
func fixture(tb testing.TB, dir string) postgres.Options {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "metadata.json"))
	if err != nil {
		tb.Fatal(err)
	}
	m, err := metadata.Decode(raw, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return postgres.Options{Name: "default", Metadata: m, Pool: pool.Settings{Prepared: true}, Schema: schema.Options{Federation: true}, Model: model.Options{
		// Not every parent shows every column in every row.
		InheritedRoles: []model.InheritedRole{
			{Name: "both", Parents: []string{"nameless", "starts_with_a"}},
			{Name: "all_names", Parents: []string{"names", "nameless"}},
			{Name: "rich_by_name", Parents: []string{"names", "rich"}},
			{Name: "staff", Parents: []string{"clerk", "fan", "twin", "namesake"}},
		},
	}}
}

// openFixture opens a source on a new database with the tables of a folder's fixture.sql,
// whose first line names the extensions it needs. All of the metadata must be consistent.
func openFixture(tb testing.TB, o postgres.Options, dir string) *served {
	tb.Helper()
	setup, err := os.ReadFile(filepath.Join(dir, "fixture.sql"))
	if err != nil {
		tb.Fatal(err)
	}
	first, _, _ := strings.Cut(string(setup), "\n")
	f := &served{dir: dir, url: pgtest.WithExtensions(tb, strings.Fields(strings.TrimPrefix(first, "-- extensions:"))...)}
	pgtest.Exec(tb, f.url, string(setup))
	o.Pool.URL = f.url
	source, issues, err := postgres.Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(source.Close)
	for _, issue := range issues {
		tb.Errorf("%s: %s", issue.Name, issue.Reason)
	}
	f.source = source
	return f
}

func (f *served) schema(tb testing.TB, r planner.Role) *planner.Schema {
	tb.Helper()
	part, err := f.source.Part(r)
	if err != nil {
		tb.Fatal(err)
	}
	schema, conflicts := planner.Merge(r, []planner.Part{part}, planner.BindOptions{})
	for _, c := range conflicts {
		tb.Errorf("conflict: %+v", c)
	}
	return schema
}

// openShop opens the shared fixture.
func openShop(tb testing.TB) *served {
	tb.Helper()
	return openFixture(tb, fixture(tb, "testdata"), "testdata")
}
