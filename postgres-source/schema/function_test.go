package schema_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// A query calls a VOLATILE function by itself, in order; in a mutation it belongs to the
// transaction of the other fields.
func TestVolatileFunctionsStandAloneInQueriesOnly(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, `
		create table users (id int primary key);
		create function steady() returns setof users language sql stable as 'select * from users';
		create function roll() returns setof users language sql volatile as 'select * from users';
		create function touch() returns setof users language sql volatile as 'select * from users'`).model(t, `{
		"tables": [{"table": {"schema": "public", "name": "users"}}],
		"functions": [
			{"function": {"schema": "public", "name": "steady"}}, {"function": {"schema": "public", "name": "touch"}},
			{"function": {"schema": "public", "name": "roll"}, "configuration": {"exposed_as": "query"}}]}`, model.Options{})
	s := schema.New(m, planner.Role{Name: planner.Admin}, schema.Options{})
	alone := map[string]bool{}
	for _, op := range []ast.Operation{ast.Query, ast.Mutation} {
		for _, f := range s.Roots(op) {
			if f.Alone {
				alone[f.Name] = true
			}
		}
	}
	if len(alone) != 2 || !alone["roll"] || !alone["roll_aggregate"] {
		t.Errorf("fields alone: %v", alone)
	}
}
