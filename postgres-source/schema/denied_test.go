package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// TestRootFieldsNeedTheirPermissions has a case for each row of
// contract/postgres-graphql.md 7.2: with all that a field needs the role gets it, and without
// any one of the needs it does not.
func TestRootFieldsNeedTheirPermissions(t *testing.T) {
	t.Parallel()
	const (
		all        = `"select_permissions": [{"role": "r", "permission": {"columns": "*", "filter": {}, "allow_aggregations": true}}]`
		keyless    = `"select_permissions": [{"role": "r", "permission": {"columns": ["name"], "filter": {}, "allow_aggregations": true}}]`
		nothing    = `"select_permissions": [{"role": "r", "permission": {"columns": [], "filter": {}, "allow_aggregations": true}}]`
		single     = `"select_permissions": [{"role": "r", "permission": {"columns": "*", "filter": {}}}]`
		noRoots    = `"select_permissions": [{"role": "r", "permission": {"columns": "*", "filter": {}, "allow_aggregations": true, "query_root_fields": [], "subscription_root_fields": []}}]`
		insert     = `"insert_permissions": [{"role": "r", "permission": {"check": {}, "columns": "*"}}]`
		backend    = `"insert_permissions": [{"role": "r", "permission": {"check": {}, "columns": "*", "backend_only": true}}]`
		updating   = `"update_permissions": [{"role": "r", "permission": {"columns": "*", "filter": {}, "check": null}}]`
		backUpdate = `"update_permissions": [{"role": "r", "permission": {"columns": "*", "filter": {}, "check": null, "backend_only": true}}]`
		remove     = `"delete_permissions": [{"role": "r", "permission": {"filter": {}}}]`
		backDelete = `"delete_permissions": [{"role": "r", "permission": {"filter": {}, "backend_only": true}}]`
		other      = `"select_permissions": [{"role": "another", "permission": {"columns": "*", "filter": {}, "allow_aggregations": true}}]`
	)
	d := newDatabase(t, `
		create table users (id int primary key, name text);
		create view names as select name from users;
		create materialized view copies as select name from users;
		create view only_deletable as select id, name from users;
		create rule no_insert as on insert to only_deletable do instead nothing;`)
	for _, c := range []struct {
		op           ast.Operation
		field, table string
		with         string   // permissions that are enough
		without      []string // permissions of which each lacks something
	}{
		{ast.Query, "users", "users", single, []string{"", other, noRoots, insert, updating, remove}},
		{ast.Query, "users_by_pk", "users", single, []string{other, noRoots, keyless}},
		{ast.Query, "users_aggregate", "users", all, []string{other, noRoots, single}},
		{ast.Subscription, "users", "users", single, []string{other, noRoots}},
		{ast.Subscription, "users_by_pk", "users", single, []string{other, noRoots, keyless}},
		{ast.Subscription, "users_aggregate", "users", all, []string{other, noRoots, single}},
		{ast.Subscription, "users_stream", "users", single, []string{other, noRoots, nothing}},
		{ast.Mutation, "insert_users", "users", insert, []string{all, backend, updating, remove}},
		{ast.Mutation, "insert_users_one", "users", insert + "," + single, []string{insert, single, backend + "," + single}},
		{ast.Mutation, "update_users", "users", updating, []string{all, insert, backUpdate}},
		{ast.Mutation, "update_users_many", "users", updating, []string{all, insert, backUpdate}},
		{ast.Mutation, "update_users_by_pk", "users", updating + "," + single, []string{updating, single, updating + "," + keyless, backUpdate + "," + single}},
		{ast.Mutation, "delete_users", "users", remove, []string{all, insert, updating, backDelete}},
		{ast.Mutation, "delete_users_by_pk", "users", remove + "," + single, []string{remove, single, remove + "," + keyless, backDelete + "," + single}},
	} {
		if !d.hasRoot(t, c.op, c.field, c.table, c.with) {
			t.Errorf("%s %s is missing with %s", c.op, c.field, c.with)
		}
		for _, without := range c.without {
			if d.hasRoot(t, c.op, c.field, c.table, without) {
				t.Errorf("%s %s is there with no more than %q", c.op, c.field, without)
			}
		}
	}
	for _, view := range []string{"insert_copies", "update_copies", "delete_copies"} {
		if d.hasRoot(t, ast.Mutation, view, "copies", strings.Join([]string{insert, updating, remove}, ",")) {
			t.Errorf("%s writes to a materialized view", view)
		}
	}
	if !d.hasRoot(t, ast.Mutation, "delete_names", "names", remove) {
		t.Error("an insertable view has no delete field")
	}
}

func (d *database) hasRoot(t *testing.T, op ast.Operation, field, table, permissions string) bool {
	t.Helper()
	if permissions != "" {
		permissions = "," + permissions
	}
	m := d.model(t, fmt.Sprintf(`{"tables": [{"table": {"schema": "public", "name": %q}%s}]}`, table, permissions), model.Options{})
	s := schema.New(m, planner.Role{Name: "r"}, schema.Options{})
	return slices.ContainsFunc(s.Roots(op), func(f *planner.Field) bool { return f.Name == field })
}

// TestRelationshipsNeedTheirTargets covers the rows of 7.2 about relationships.
func TestRelationshipsNeedTheirTargets(t *testing.T) {
	t.Parallel()
	d := newDatabase(t, `
		create table users (id int primary key);
		create table posts (id int primary key, author_id int references users)`)
	for _, c := range []struct {
		name, typ, field, permissions string
		want                          bool
	}{
		{"row with select", "users", "posts", selecting(false), true},
		{"row without select", "users", "posts", inserting, false},
		{"where with select", "users_bool_exp", "posts", selecting(false), true},
		{"where without select", "users_bool_exp", "posts", inserting, false},
		{"order_by with select", "users_order_by", "posts_aggregate", selecting(false), true},
		{"order_by without select", "users_order_by", "posts_aggregate", inserting, false},
		{"aggregate allowed", "users", "posts_aggregate", selecting(true), true},
		{"aggregate not allowed", "users", "posts_aggregate", selecting(false), false},
		{"aggregate predicate allowed", "users_bool_exp", "posts_aggregate", selecting(true), true},
		{"aggregate predicate not allowed", "users_bool_exp", "posts_aggregate", selecting(false), false},
		{"nested insert with insert", "users_insert_input", "posts", inserting, true},
		{"nested insert without insert", "users_insert_input", "posts", selecting(true), false},
	} {
		m := d.model(t, `{"tables": [
			{"table": {"schema": "public", "name": "users"}, `+selecting(true)+`, `+inserting+`, "array_relationships": [
				{"name": "posts", "using": {"foreign_key_constraint_on": {"table": {"schema": "public", "name": "posts"}, "column": "author_id"}}}]},
			{"table": {"schema": "public", "name": "posts"}, `+c.permissions+`}]}`, model.Options{})
		typ := schema.New(m, planner.Role{Name: "r"}, schema.Options{}).Type(c.typ)
		if got := typ.Field(c.field) != nil || typ.Input(c.field) != nil; got != c.want {
			t.Errorf("%s: %s.%s is there: %t", c.name, c.typ, c.field, got)
		}
	}
}

const inserting = `"insert_permissions": [{"role": "r", "permission": {"check": {}, "columns": "*"}}]`

func selecting(aggregations bool) string {
	return fmt.Sprintf(`"select_permissions": [{"role": "r", "permission": {"columns": "*", "filter": {}, "allow_aggregations": %t}}]`, aggregations)
}

// TestColumnsDeniedAreNowhere checks that no type of the role so much as names a column it
// may not read.
func TestColumnsDeniedAreNowhere(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, `create table users (id int primary key, secret float8, flag boolean);
		create table posts (id int primary key, author_id int references users)`).model(t, `{"tables": [
		{"table": {"schema": "public", "name": "users"}, "select_permissions": [
			{"role": "r", "permission": {"columns": ["id"], "filter": {"secret": {"_gt": 1}}, "allow_aggregations": true}}]},
		{"table": {"schema": "public", "name": "posts"}, "select_permissions": [
			{"role": "r", "permission": {"columns": "*", "filter": {}}}],
		 "object_relationships": [{"name": "author", "using": {"foreign_key_constraint_on": "author_id"}}]}]}`, model.Options{})
	s := schema.New(m, planner.Role{Name: "r"}, schema.Options{})
	for name := range s.TypeNames() {
		typ := s.Type(name)
		if typ == nil {
			t.Errorf("TypeNames lists %s, which cannot be built", name)
			continue
		}
		for _, column := range []string{"secret", "flag"} {
			if typ.Field(column) != nil || typ.Input(column) != nil || typ.Value(column) != nil {
				t.Errorf("%s shows %s", name, column)
			}
		}
	}
}
