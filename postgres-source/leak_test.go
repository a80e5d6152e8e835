package postgres_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

// TestRoleSeesWhatAdminSeesOfPermittedRows is the property that keeps rows from leaking: what
// a role is answered about all rows is, to the byte, what admin is answered about a copy of
// the tables that holds only the rows the role may see. The copy is made by SQL that the
// test writes itself. Permissions, sessions and queries are generated; each query goes
// through lists, keys, aggregates, conditions and orderings over relationships, DISTINCT ON,
// limits, and Relay's connections.
func TestRoleSeesWhatAdminSeesOfPermittedRows(t *testing.T) {
	url := pgtest.New(t)
	pgtest.Exec(t, url, leakTables("public")+leakTables("seen")+leakRows)
	var previous *postgres.Source
	for round := range 8 {
		g := &generator{rand: rand.New(rand.NewPCG(uint64(round), 7))}
		user := fmt.Sprint(g.rand.IntN(4))
		filters := map[string]condition{}
		copyRows := "truncate seen.a, seen.b, seen.c;"
		for _, name := range leakNames {
			filters[name] = g.filter(name, 2)
			copyRows += fmt.Sprintf("insert into seen.%s select x.* from public.%s x where %s;", name, name, filters[name].sql("x", user))
		}
		pgtest.Exec(t, url, copyRows)
		all := leakSource(t, url, "public", filters, previous)
		permitted := leakSource(t, url, "seen", nil, previous)
		previous = all
		for range 20 {
			relay := g.rand.IntN(4) == 0
			query := g.query(relay)
			asRole := leakAnswer(t, all, planner.Role{Name: "user", Relay: relay}, user, query)
			asAdmin := leakAnswer(t, permitted, planner.Role{Name: planner.Admin, Relay: relay}, user, query)
			if relay { // global ids name the schema
				asRole = strings.ReplaceAll(asRole, `"public"`, `"seen"`)
			}
			if asRole != asAdmin {
				t.Fatalf("round %d, user %s\nfilters %s\nquery %s\nrole  %s\nadmin %s", round, user, leakFilters(filters), query, asRole, asAdmin)
			}
		}
	}
}

var leakNames = []string{"a", "b", "c"}

func leakTables(schema string) string {
	return fmt.Sprintf(`create schema if not exists %[1]s;
create table %[1]s.a (id int primary key, owner int, n int, label text, b_id int);
create table %[1]s.b (id int primary key, owner int, n int, label text, a_id int);
create table %[1]s.c (id int primary key, owner int not null, n int, label text, a_id int, b_id int);
`, schema)
}

const leakRows = `
insert into a select g, nullif(g % 4, 3), g % 5, chr(97 + g % 3), nullif(g % 7, 0) from generate_series(1, 12) g;
insert into b select g, nullif(g % 3, 2), g % 4, chr(97 + g % 4), nullif(g % 9, 0) from generate_series(1, 12) g;
insert into c select g, g % 4, nullif(g % 6, 5), chr(97 + g % 2), 1 + g % 12, nullif(g % 13, 0) from generate_series(1, 30) g;
`

// leakRelationships are the relationships of each table: name, target, columns, array.
var leakRelationships = map[string][]leakRelationship{
	"a": {{"b", "b", "b_id", "id", false}, {"bs", "b", "id", "a_id", true}, {"cs", "c", "id", "a_id", true}},
	"b": {{"a", "a", "a_id", "id", false}, {"cs", "c", "id", "b_id", true}},
	"c": {{"a", "a", "a_id", "id", false}, {"b", "b", "b_id", "id", false}},
}

type leakRelationship struct {
	name, target, local, remote string
	array                       bool
}

// leakSource opens the tables of one schema under the same names. With filters, role user
// has select permissions.
func leakSource(t *testing.T, url, schema string, filters map[string]condition, previous *postgres.Source) *postgres.Source {
	t.Helper()
	m := &metadata.Source{Name: "default"}
	for _, name := range leakNames {
		table := &metadata.Table{Configuration: &metadata.TableConfiguration{CustomName: name}}
		table.Table.Schema, table.Table.Name = schema, name
		for _, r := range leakRelationships[name] {
			manual := &metadata.ManualConfiguration{ColumnMapping: []metadata.ColumnMapping{{Local: r.local, Remote: r.remote}}}
			manual.RemoteTable.Schema, manual.RemoteTable.Name = schema, r.target
			relationship := &metadata.Relationship{Name: r.name, Manual: manual}
			if r.array {
				table.ArrayRelationships = append(table.ArrayRelationships, relationship)
			} else {
				table.ObjectRelationships = append(table.ObjectRelationships, relationship)
			}
		}
		if f, ok := filters[name]; ok {
			raw, err := json.Marshal(f.metadata())
			if err != nil {
				t.Fatal(err)
			}
			table.SelectPermissions = []*metadata.SelectPermission{{
				Role: "user", Columns: metadata.Columns{All: true}, Filter: raw, AllowAggregations: true,
			}}
		}
		m.Tables = append(m.Tables, table)
	}
	source, issues, err := postgres.Open(t.Context(), postgres.Options{
		Name: "default", Metadata: m, Pool: pool.Settings{URL: url}, Previous: previous, KeepCatalog: previous != nil,
	})
	if err != nil || len(issues) > 0 {
		t.Fatal(err, issues)
	}
	t.Cleanup(source.Close)
	return source
}

func leakAnswer(t *testing.T, s *postgres.Source, role planner.Role, user, query string) string {
	t.Helper()
	f := &served{source: s}
	p, err := planner.NewCache(f.schema(t, role), planner.CacheOptions{}).Plan(t.Context(), &planner.Request{Query: query})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	session := &planner.Session{Role: role, Variables: map[string]string{"x-hasura-user-id": user}}
	got := replies(t.Context(), p, []*planner.Params{p.Params(session, nil, "")})[0]
	if !strings.HasPrefix(got, "{") {
		t.Fatalf("%s: %s", query, got)
	}
	return got
}

func leakFilters(filters map[string]condition) string {
	var text strings.Builder
	for _, name := range leakNames {
		raw, _ := json.Marshal(filters[name].metadata())
		fmt.Fprintf(&text, "\n  %s: %s", name, raw)
	}
	return text.String()
}
