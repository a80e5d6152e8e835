package roles_test

import (
	"testing"

	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// A field that only the Relay schema adds can take a relationship's name, also where there is
// nothing but one database.
func TestConflictsOfTheRelaySchemaShowAtOnce(t *testing.T) {
	db := pgtest.New(t)
	pgtest.Exec(t, db, `create table a (id int primary key); create table b (id int primary key, a int references a)`)
	e := swap(t, newKeeper(t, map[string]string{"DB": db}), `{"version":3,"sources":[{"name":"db","kind":"postgres",
		"configuration":{"connection_info":{"database_url":{"from_env":"DB"}}},"tables":[
		{"table":"a",
			"array_relationships":[{"name":"all","using":{"foreign_key_constraint_on":{"table":"b","column":"a"}}}],
			"remote_relationships":[
				{"name":"all_connection","definition":{"to_source":{"source":"db","table":"b","relationship_type":"array","field_mapping":{"id":"a"}}}},
				{"name":"fine","definition":{"to_source":{"source":"db","table":"b","relationship_type":"array","field_mapping":{"id":"a"}}}}]},
		{"table":"b"}]}]}`)
	if len(e.Inconsistencies) != 1 {
		t.Fatalf("inconsistencies: %+v", e.Inconsistencies)
	}
	const name = "remote_relationship all_connection in table a in source db"
	const reason = "Inconsistent object: field 'all_connection' is already defined for type 'a'"
	if i := e.Inconsistencies[0]; i.Name != name || i.Reason != reason {
		t.Errorf("%s: %s", i.Name, i.Reason)
	}
}

// Two databases may agree in a type for all but what one role sees of it with the secret.
func TestConflictsOfBackendsShowAtOnce(t *testing.T) {
	north, south := pgtest.New(t), pgtest.New(t)
	for _, db := range []string{north, south} {
		pgtest.Exec(t, db, `create table a (id int primary key, note text)`)
	}
	source := func(name, prefix, columns string) string {
		return `{"name":"` + name + `","kind":"postgres",
			"configuration":{"connection_info":{"database_url":{"from_env":"` + name + `"}}},
			"customization":{"root_fields":{"prefix":"` + prefix + `"}},
			"tables":[{"table":"a","insert_permissions":[{"role":"writer","permission":{"columns":` + columns + `,"check":{},"backend_only":true}}]}]}`
	}
	k := newKeeper(t, map[string]string{"north": north, "south": south})
	e := swap(t, k, `{"version":3,"sources":[`+source("north", "n_", `["id"]`)+`,`+source("south", "s_", `["id"]`)+`]}`)
	if len(e.Inconsistencies) != 0 || !takesWrites(t, e) {
		t.Errorf("inconsistencies: %+v", e.Inconsistencies)
	}
	e = swap(t, k, `{"version":3,"sources":[`+source("north", "n_", `["id"]`)+`,`+source("south", "s_", `["id","note"]`)+`]}`)
	const reason = "Inconsistent object: Found conflicting definitions for GraphQL type 'a_insert_input'"
	if len(e.Inconsistencies) != 1 || e.Inconsistencies[0].Name != "source south" || e.Inconsistencies[0].Reason != reason {
		t.Fatalf("inconsistencies: %+v", e.Inconsistencies)
	}
	// It is told because it is so: the second source is not there for the role.
	if takesWrites(t, e) {
		t.Error("a source that was left out takes writes")
	}
}

func takesWrites(t *testing.T, e *roles.Epoch) bool {
	t.Helper()
	cache, err := e.Planner(planner.Role{Name: "writer", Backend: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = cache.Plan(t.Context(), &planner.Request{Query: `mutation { s_insert_a(objects: []) { affected_rows } }`})
	return err == nil
}
