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
			want: []string{"users_aggregate: Found conflicting definitions for GraphQL type 'users_aggregate'"},
		},
		{
			name: "a row type like a scalar", table: "timestamptz",
			want: []string{"timestamptz: Found conflicting definitions for GraphQL type 'timestamptz'"},
		},
		{
			name: "a row type like a shared one", table: "order_by",
			want: []string{"order_by: Found conflicting definitions for GraphQL type 'order_by'"},
		},
		{
			name: "a row type like an input for updates", table: "users_updates",
			want: []string{"users_updates: Found conflicting definitions for GraphQL type 'users_updates'"},
		},
		{name: "the same, which is switched off", table: "users_updates", options: schema.Options{HideUpdateMany: true}},
		{name: "a root field like another table's", table: "users_by_pk", want: []string{"users_by_pk: " + field}},
		{name: "a function like a table's root field", table: "posts", function: "users_by_pk", want: []string{"users_by_pk(): " + field}},
		{name: "a function whose arguments are a table", table: "look_args", function: "look",
			want: []string{"look(): Found conflicting definitions for GraphQL type 'look_args'"}},
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
		for _, p := range s.Problems() {
			if p.Table != nil {
				got = append(got, p.Table.Name.Name+": "+p.Reason)
			} else {
				got = append(got, p.Function.Name.Name+"(): "+p.Reason)
			}
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
