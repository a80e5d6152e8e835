package schema_test

import (
	"maps"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

func TestRolesThatSeeTheSameShareTypes(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, `create table users (id int primary key, name text)`).model(t, `{"tables": [
		{"table": {"schema": "public", "name": "users"}, "select_permissions": [
			{"role": "one", "permission": {"columns": "*", "filter": {"id": {"_eq": 1}}}},
			{"role": "two", "permission": {"columns": "*", "filter": {"id": {"_eq": 2}}}},
			{"role": "less", "permission": {"columns": ["id"], "filter": {"id": {"_eq": 1}}}}]}]}`, model.Options{})
	options := schema.Options{Cache: &schema.Cache{}}
	one := schema.New(m, planner.Role{Name: "one"}, options)
	two := schema.New(m, planner.Role{Name: "two"}, options)
	less := schema.New(m, planner.Role{Name: "less"}, options)
	for _, name := range []string{"users", "users_bool_exp", "users_order_by", "users_select_column", "Int_comparison_exp"} {
		if one.Type(name) != two.Type(name) {
			t.Errorf("%s is built twice for roles that see the same", name)
		}
		if again := one.Type(name); one.Type(name) != again {
			t.Errorf("%s is not the same when asked for again", name)
		}
	}
	if one.Type("users") == less.Type("users") || one.Type("users_bool_exp") == less.Type("users_bool_exp") {
		t.Error("roles with different columns share a row type")
	}
	if one.Type("Int_comparison_exp") != less.Type("Int_comparison_exp") {
		t.Error("comparison types are not shared")
	}
	if one.Roots(ast.Query)[0] != two.Roots(ast.Query)[0] {
		t.Error("root fields are not shared")
	}
}

func TestACacheServesOneModelOnly(t *testing.T) {
	t.Parallel()
	d := newDatabase(t, `create table users (id int primary key)`)
	source := `{"tables": [{"table": {"schema": "public", "name": "users"}}]}`
	options := schema.Options{Cache: &schema.Cache{}}
	admin := planner.Role{Name: planner.Admin}
	first := d.model(t, source, model.Options{})
	second := d.model(t, source, model.Options{})
	schema.New(first, admin, options)
	s := schema.New(second, admin, options)
	if s.Model() != second || s.Type("users").Meta.(*schema.Row).Table != second.Tables[0] {
		t.Error("a schema shows another model's tables")
	}
}

func TestUnknownTypesAreNil(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, `create table users (id int primary key)`).model(t,
		`{"tables": [{"table": {"schema": "public", "name": "users"}}]}`, model.Options{})
	s := schema.New(m, planner.Role{Name: planner.Admin}, schema.Options{})
	for _, name := range []string{"", "user", "users_enum", "usersConnection", "Int"} {
		if s.Type(name) != nil {
			t.Errorf("type %q is there", name)
		}
	}
}

func TestNamesAreFixedBeforeTypesAreBuilt(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, `create extension ltree; create extension postgis;
		create table things (tree ltree, geom geometry, doc jsonb);
		create function f(t things, by interval) returns oid language sql stable as 'select 1::oid'`).model(t, `{"tables": [
		{"table": {"schema": "public", "name": "things"}, "computed_fields": [
			{"name": "f", "definition": {"function": {"schema": "public", "name": "f"}}}]}]}`, model.Options{})
	s := schema.New(m, planner.Role{Name: planner.Admin}, schema.Options{})
	names := map[string]bool{}
	for name := range s.TypeNames() {
		names[name] = true
	}
	missing := func(name string) {
		switch name {
		case "Int", "Float", "String", "Boolean", "ID":
			return
		}
		if !names[name] {
			t.Errorf("type %s is used but not listed", name)
		}
	}
	for name := range names {
		typ := s.Type(name)
		for _, f := range typ.Fields {
			missing(f.Type.Name())
			for _, arg := range f.Args {
				missing(arg.Type.Name())
			}
		}
		for _, in := range typ.Inputs {
			missing(in.Type.Name())
		}
	}
}

func TestTypesAreBuiltByManyAtOnce(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, `create table users (id int primary key, tags text[], doc jsonb)`).model(t,
		`{"tables": [{"table": {"schema": "public", "name": "users"}}]}`, model.Options{})
	options := schema.Options{Cache: &schema.Cache{}}
	const readers = 8
	built := make([]map[string]*planner.Type, readers)
	var wait sync.WaitGroup
	for i := range readers {
		wait.Go(func() {
			s := schema.New(m, planner.Role{Name: planner.Admin}, options)
			built[i] = map[string]*planner.Type{}
			for name := range s.TypeNames() {
				built[i][name] = s.Type(name)
			}
		})
	}
	wait.Wait()
	for _, other := range built[1:] {
		if !maps.Equal(built[0], other) {
			t.Fatal("types differ between readers")
		}
	}
}
