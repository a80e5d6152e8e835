package model_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
)

// regranted takes the permissions of each table away and gives them back: both models, and
// what is left out of them, are those that a build makes.
func regranted(t *testing.T, m *model.Model, source string, want map[string]string) {
	t.Helper()
	written := parse(t, source)
	for i := range written.Tables {
		none := *written
		none.Tables = slices.Clone(written.Tables)
		none.Tables[i] = withoutPermissions(written.Tables[i])
		without, found, ok := m.Regrant(&none)
		if !ok {
			t.Fatalf("permissions of %s are more than permissions", written.Tables[i].Table)
		}
		built, left := model.Build(m.Catalog, &none, m.Options())
		if diff := cmp.Diff(built.String()+describe(t, left), without.String()+describe(t, found)); diff != "" {
			t.Errorf("without permissions of %s (-built +regranted): %s", written.Tables[i].Table, diff)
		}
		back, found, ok := without.Regrant(written)
		if !ok {
			t.Fatalf("permissions of %s cannot be given back", written.Tables[i].Table)
		}
		if diff := cmp.Diff(want, map[string]string{"model.txt": back.String(), "left-out.txt": describe(t, found)}); diff != "" {
			t.Errorf("permissions of %s given back: %s", written.Tables[i].Table, diff)
		}
	}
}

func withoutPermissions(t *metadata.Table) *metadata.Table {
	out := *t
	out.SelectPermissions, out.InsertPermissions, out.UpdatePermissions, out.DeletePermissions = nil, nil, nil, nil
	return &out
}

const twoTables = `"tables": [
	{"table": {"schema": "public", "name": "a"},
		"object_relationships": [{"name": "to_b", "using": {"foreign_key_constraint_on": "b_id"}}],
		"select_permissions": [
			{"role": "one", "permission": {"columns": ["id"], "filter": {"id": {"_eq": 1}}}},
			{"role": "same", "permission": {"columns": ["id"], "filter": {"id": {"_eq": 1}}}}]},
	{"table": {"schema": "public", "name": "b"},
		"select_permissions": [{"role": "one", "permission": {"columns": ["id"], "filter": {}}}]}]}`

const twoTablesSQL = `create table b (id int primary key); create table a (id int primary key, b_id int references b);`

// TestRegrantRefusesWhatIsMore changes something beside permissions.
func TestRegrantRefusesWhatIsMore(t *testing.T) {
	t.Parallel()
	m := mustBuild(t, twoTablesSQL, twoTables, model.Options{})
	for name, change := range map[string]func(*metadata.Source){
		"a table less":                 func(s *metadata.Source) { s.Tables = s.Tables[:1] },
		"tables in each other's place": func(s *metadata.Source) { slices.Reverse(s.Tables) },
		"a relationship less":          func(s *metadata.Source) { s.Tables[0].ObjectRelationships = nil },
		"another table's name":         func(s *metadata.Source) { s.Tables[0].Configuration = &metadata.TableConfiguration{CustomName: "c"} },
		"an enum":                      func(s *metadata.Source) { s.Tables[1].IsEnum = true },
		"a prefix": func(s *metadata.Source) {
			s.Customization = &metadata.Customization{RootFields: metadata.RootFieldsCustomization{Prefix: "p"}}
		},
		"a function": func(s *metadata.Source) { s.Functions = []*metadata.Function{{}} },
	} {
		md := parse(t, twoTables)
		change(md)
		if _, _, ok := m.Regrant(md); ok {
			t.Errorf("%s: taken for a change of permissions", name)
		}
	}
}

// TestRegrantedModelsAreApart grants and revokes, and looks at both models: what one role
// loses another keeps, and the model before is as it was.
func TestRegrantedModelsAreApart(t *testing.T) {
	t.Parallel()
	m := mustBuild(t, twoTablesSQL, twoTables, model.Options{})
	md := parse(t, twoTables)
	md.Tables[0].SelectPermissions = md.Tables[0].SelectPermissions[1:] // role one loses a
	next, _, ok := m.Regrant(md)
	if !ok {
		t.Fatal("not a change of permissions")
	}
	a, b := m.Tables[0], m.Tables[1]
	if next.Tables[0] != a || !next.SameStructure(m) {
		t.Error("the tables were built again")
	}
	if next.Permissions(a, "one") != nil {
		t.Error("a revoked permission is still there")
	}
	if m.Permissions(a, "one") == nil || next.Permissions(a, "same") == nil {
		t.Error("a permission is gone that nobody revoked")
	}
	if next.Permissions(b, "one") != m.Permissions(b, "one") || next.Permissions(b, "one") == nil {
		t.Error("the permissions of a table that did not change are not kept")
	}
	if next.GrantsLike(m, "one") || next.GrantsLike(m, "same") || !next.GrantsLike(m, "admin") {
		t.Error("roles of a table that changed pass for unchanged, or admin for changed")
	}
	other := mustBuild(t, twoTablesSQL, twoTables, model.Options{})
	if other.Permissions(a, "admin") != nil || other.Permissions(a, "one") != nil {
		t.Error("a table of another model has permissions")
	}
}
