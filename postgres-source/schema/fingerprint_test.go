package schema_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// TestFingerprintsTellPermissionsApart changes one thing of a permission at a time: the
// role's fingerprint must change with it, and stay when nothing changes.
func TestFingerprintsTellPermissionsApart(t *testing.T) {
	t.Parallel()
	d := newDatabase(t, `
		create table users (id int primary key, name text, age int);
		create function all_users() returns setof users language sql stable as 'select * from users'`)
	const permissions = `"select_permissions": [{"role": "r", "permission": {"columns": ["id", "name"], "filter": {"id": {"_eq": 1}}, "limit": 5, "allow_aggregations": true}}],
		"insert_permissions": [{"role": "r", "permission": {"check": {"id": {"_gt": 2}}, "columns": ["id", "name"], "set": {"age": 3}}}],
		"update_permissions": [{"role": "r", "permission": {"columns": ["name"], "filter": {"id": {"_gt": 4}}, "check": {"id": {"_lt": 9}}, "set": {"age": "x-hasura-age"}}}],
		"delete_permissions": [{"role": "r", "permission": {"filter": {"id": {"_gt": 6}}}}]`
	fingerprint := func(permissions string) planner.Fingerprint {
		m := d.model(t, `{"tables": [{"table": {"schema": "public", "name": "users"}, `+permissions+`}],
			"functions": [{"function": {"schema": "public", "name": "all_users"}}]}`, model.Options{})
		return schema.New(m, planner.Role{Name: "r"}, schema.Options{}).Fingerprint()
	}
	base := fingerprint(permissions)
	if fingerprint(permissions) != base {
		t.Error("the same permissions have different fingerprints")
	}
	for _, change := range [][2]string{
		{`{"_eq": 1}`, `{"_eq": 2}`},
		{`{"_eq": 1}`, `{"_eq": "x-hasura-user-id"}`},
		{`{"_eq": 1}`, `{"_neq": 1}`},
		{`"limit": 5`, `"limit": 6`},
		{`["id", "name"], "filter"`, `["id", "age"], "filter"`},
		{`"allow_aggregations": true`, `"allow_aggregations": false`},
		{`"limit": 5`, `"limit": 5, "query_root_fields": ["select"]`},
		{`"limit": 5`, `"limit": 5, "subscription_root_fields": []`},
		{`{"_gt": 2}`, `{"_gt": 3}`},
		{`"set": {"age": 3}`, `"set": {"age": 4}`},
		{`"set": {"age": 3}`, `"set": {"age": "3"}`},
		{`"set": {"age": 3}`, `"set": {"age": 3}, "backend_only": true`},
		{`["id", "name"], "set"`, `["id"], "set"`},
		{`["name"], "filter"`, `["id"], "filter"`},
		{`{"_gt": 4}`, `{"_gt": 5}`},
		{`{"_lt": 9}`, `{"_lt": 8}`},
		{`"check": {"id": {"_lt": 9}}`, `"check": null`},
		{`x-hasura-age`, `x-hasura-years`},
		{`{"_gt": 6}`, `{"_gt": 7}`},
		{`{"filter": {"id": {"_gt": 6}}}`, `{"filter": {"id": {"_gt": 6}}, "backend_only": true}`},
	} {
		changed := strings.Replace(permissions, change[0], change[1], 1)
		if changed == permissions {
			t.Fatalf("nothing to change: %s", change[0])
		}
		if fingerprint(changed) == base {
			t.Errorf("%s and %s have the same fingerprint", change[0], change[1])
		}
	}
}

func TestFingerprintsOfRolesWithEqualPermissionsAreEqual(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, `create table users (id int primary key, owner text)`).model(t, `{"tables": [
		{"table": {"schema": "public", "name": "users"}, "select_permissions": [
			{"role": "one", "permission": {"columns": "*", "filter": {"owner": {"_eq": "X-Hasura-User"}}}},
			{"role": "two", "permission": {"columns": ["owner", "id"], "filter": {"owner": {"_eq": "x-hasura-user"}}}}]}]}`, model.Options{})
	of := func(role planner.Role) planner.Fingerprint {
		return schema.New(m, role, schema.Options{}).Fingerprint()
	}
	if of(planner.Role{Name: "one"}) != of(planner.Role{Name: "two"}) {
		t.Error("equal permissions, different fingerprints")
	}
	if of(planner.Role{Name: "nobody"}) != of(planner.Role{Name: "unknown"}) {
		t.Error("unknown roles have different fingerprints")
	}
	if of(planner.Role{Name: "one"}) == of(planner.Role{Name: "one", Backend: true}) ||
		of(planner.Role{Name: "one"}) == of(planner.Role{Name: "one", Relay: true}) ||
		of(planner.Role{Name: "one"}) == of(planner.Role{Name: "nobody"}) {
		t.Error("different schemas, equal fingerprints")
	}
}

func TestFingerprintsTellPermissionsOnLogicalModelsApart(t *testing.T) {
	t.Parallel()
	d := newDatabase(t, ``)
	fingerprint := func(outer, inner string) planner.Fingerprint {
		m := d.model(t, `{"tables": [], "logical_models": [
			{"name": "inner", "fields": [{"name": "open", "type": "text"}, {"name": "secret", "type": "text"}],
			 "select_permissions": [{"role": "r", "permission": {"columns": `+inner+`, "filter": {}}}]},
			{"name": "outer", "fields": [{"name": "id", "type": "int"}, {"name": "nested", "type": {"logical_model": "inner"}}],
			 "select_permissions": [{"role": "r", "permission": {"columns": `+outer+`, "filter": {}}}]}],
			"native_queries": [{"root_field_name": "q", "code": "select 1 as id, null as nested", "returns": "outer"}]}`, model.Options{})
		return schema.New(m, planner.Role{Name: "r"}, schema.Options{}).Fingerprint()
	}
	all := fingerprint(`["id", "nested"]`, `["open", "secret"]`)
	if fingerprint(`["id"]`, `["open", "secret"]`) == all {
		t.Error("a nested field more, and the same fingerprint")
	}
	if fingerprint(`["id", "nested"]`, `["open"]`) == all {
		t.Error("a column of a nested model more, and the same fingerprint")
	}
}

// A model that a native query brings itself is in no list of models.
func TestFingerprintsTellPermissionsOnInlineModelsApart(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, ``).model(t, `{"tables": [], "native_queries": [{"root_field_name": "q", "code": "select 1 as id, 'x' as secret", "returns": {
		"fields": [{"name": "id", "type": "int"}, {"name": "secret", "type": "text"}],
		"select_permissions": [
			{"role": "all", "permission": {"columns": ["id", "secret"], "filter": {}}},
			{"role": "same", "permission": {"columns": ["id", "secret"], "filter": {}}},
			{"role": "fewer", "permission": {"columns": ["id"], "filter": {}}},
			{"role": "some", "permission": {"columns": ["id", "secret"], "filter": {"id": {"_eq": 1}}}}]}}]}`, model.Options{})
	of := func(role string) planner.Fingerprint {
		return schema.New(m, planner.Role{Name: role}, schema.Options{}).Fingerprint()
	}
	if of("all") != of("same") {
		t.Error("equal permissions, different fingerprints")
	}
	for _, other := range []string{"fewer", "some", "nobody"} {
		if of("all") == of(other) {
			t.Errorf("all and %s have the same fingerprint", other)
		}
	}
}
