package schema_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// A table or function that brings a taken name is left out as a whole: half of it would
// mean something else than it says.
func TestTakenNamesLeaveTablesAndFunctionsOut(t *testing.T) {
	t.Parallel()
	const field = "Encountered conflicting definitions in the selection set for 'query_root' for field 'users_by_pk'. " +
		"Fields must not be defined more than once across all sources."
	for _, c := range []struct {
		name, setup, table, function string
		options                      schema.Options
		want                         []string
	}{
		{
			name: "a row type like another table's aggregate", table: "users_aggregate",
			want: []string{"table users_aggregate in source default: Inconsistent object: Found conflicting definitions for GraphQL type 'users_aggregate'"},
		},
		{
			name: "a row type like a scalar", table: "timestamptz",
			want: []string{"table timestamptz in source default: Inconsistent object: Found conflicting definitions for GraphQL type 'timestamptz'"},
		},
		{
			name: "a row type like a shared one", table: "order_by",
			want: []string{"table order_by in source default: Inconsistent object: Found conflicting definitions for GraphQL type 'order_by'"},
		},
		{
			name: "a row type like an input for updates", table: "users_updates",
			want: []string{"table users_updates in source default: Inconsistent object: Found conflicting definitions for GraphQL type 'users_updates'"},
		},
		{name: "the same, which is switched off", table: "users_updates", options: schema.Options{HideUpdateMany: true}},
		{name: "a root field like another table's", table: "users_by_pk", want: []string{"table users_by_pk in source default: Inconsistent object: " + field}},
		{name: "a function like a table's root field", table: "posts", function: "users_by_pk", want: []string{"function users_by_pk in source default: Inconsistent object: " + field}},
		{name: "a function whose arguments are a table", table: "look_args", function: "look",
			want: []string{"function look in source default: Inconsistent object: Found conflicting definitions for GraphQL type 'look_args'"}},
	} {
		functions := ""
		setup := fmt.Sprintf(`create table users (id int primary key, seen timestamptz); create table %s (id int primary key);`, c.table)
		if c.function != "" {
			setup += fmt.Sprintf(`create function %s(word text) returns setof users language sql stable as 'select * from users'`, c.function)
			functions = fmt.Sprintf(`, "functions": [{"function": {"schema": "public", "name": %q}}]`, c.function)
		}
		m := newDatabase(t, setup).model(t, fmt.Sprintf(`{"tables": [{"table": {"schema": "public", "name": %q}},
			{"table": {"schema": "public", "name": "users"}}]%s}`, c.table, functions), model.Options{})
		s := schema.New(m, planner.Role{Name: planner.Admin}, c.options)
		var got []string
		for _, p := range schema.Inconsistencies(m, c.options) {
			got = append(got, p.Name+": "+p.Reason)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		names := map[string]int{}
		for _, f := range s.Roots(ast.Query) {
			names[f.Name]++
		}
		if names["users"] != 1 || names["users_by_pk"] != 1 || slices.ContainsFunc(s.Roots(ast.Query), func(f *planner.Field) bool { return s.Type(f.Type.Name()) == nil }) {
			t.Errorf("%s: root fields are not whole: %v", c.name, names)
		}
	}
}

func TestTakenNamesLeaveNativeQueriesOut(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, `create table users (id int primary key)`).model(t, `{
		"tables": [{"table": {"schema": "public", "name": "users"}}],
		"logical_models": [{"name": "users_bool_exp", "fields": [{"name": "a", "type": "integer"}]},
			{"name": "one", "fields": [{"name": "a", "type": "integer"}]}],
		"native_queries": [{"root_field_name": "users", "code": "select 1 as a", "returns": "one"},
			{"root_field_name": "ones", "code": "select 1 as a", "returns": "one"}]}`, model.Options{})
	var got []string
	for _, p := range schema.Inconsistencies(m, schema.Options{}) {
		got = append(got, string(p.Definition)+" "+p.Reason)
	}
	want := []string{
		`{"name":"users_bool_exp"} Inconsistent object: Found conflicting definitions for GraphQL type 'users_bool_exp'`,
		`{"root_field_name":"users"} Inconsistent object: Encountered conflicting definitions in the selection set for 'query_root' for field 'users'. ` +
			"Fields must not be defined more than once across all sources.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s := schema.New(m, planner.Role{Name: planner.Admin}, schema.Options{})
	if s.Type("one") == nil || !slices.ContainsFunc(s.Roots(ast.Query), func(f *planner.Field) bool { return f.Name == "ones" }) {
		t.Error("a query beside the conflicts is missing")
	}
}
