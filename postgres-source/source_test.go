package postgres_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/pgtest"
)

func TestReopeningCostsWhatChanged(t *testing.T) {
	f := openShop(t)
	reopen := func(change func(*postgres.Options)) *postgres.Source {
		t.Helper()
		o := fixture(t, "testdata")
		o.Pool.URL, o.Previous = f.url, f.source
		change(&o)
		s, _, err := postgres.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s
	}
	field := func(s *postgres.Source) *planner.Field {
		t.Helper()
		p, err := s.Part(planner.Role{Name: "user"})
		if err != nil {
			t.Fatal(err)
		}
		return p.Roots(ast.Query)[0]
	}
	same := reopen(func(*postgres.Options) {})
	if same.Model() != f.source.Model() || same.Pool() != f.source.Pool() || field(same) != field(f.source) {
		t.Error("nothing changed, and model, pool or schemas were made anew")
	}
	metadata := reopen(func(o *postgres.Options) { o.Metadata.Tables = o.Metadata.Tables[1:]; o.KeepCatalog = true })
	if metadata.Model() == f.source.Model() || metadata.Catalog() != f.source.Catalog() || metadata.Pool() != f.source.Pool() {
		t.Error("the metadata changed: the model, and nothing else, must be new")
	}
	pool := reopen(func(o *postgres.Options) { o.Pool.MaxConnections = 3 })
	if pool.Model() != f.source.Model() || pool.Pool() == f.source.Pool() {
		t.Error("the pool settings changed: the pool, and nothing else, must be new")
	}
	pgtest.Exec(t, f.url, "alter table product add column color text")
	catalog := reopen(func(*postgres.Options) {})
	if catalog.Model() == f.source.Model() {
		t.Error("the database changed, and the model did not")
	}
}

func TestClosedEpochLeavesThePoolToTheNext(t *testing.T) {
	o := fixture(t, "testdata")
	f := openShop(t)
	o.Pool.URL = f.url
	first, _, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	o.Previous = first
	second, _, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	first.Close()
	if err := second.Ping(t.Context()); err != nil {
		t.Errorf("after the first epoch was closed: %v", err)
	}
	second.Close()
}

func TestEqualRolesShareAPart(t *testing.T) {
	f := openShop(t)
	part := func(name string) planner.Part {
		p, err := f.source.Part(planner.Role{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if part("unknown") != part("another unknown") {
		t.Error("two roles without permissions have parts of their own")
	}
	if part("user") == part("names") {
		t.Error("roles with different permissions share a part")
	}
	if part("user") != part("user") {
		t.Error("a part was made twice")
	}
}

func TestSourceThatCannotBeReadIsAnError(t *testing.T) {
	o := fixture(t, "testdata")
	o.Pool.URL, o.Pool.Retries = "postgres://nobody@127.0.0.1:1/none", -1
	if _, _, err := postgres.Open(t.Context(), o); err == nil {
		t.Error("opened without a database")
	}
	o.Pool.URL = "postgres://%"
	if _, _, err := postgres.Open(t.Context(), o); err == nil {
		t.Error("opened without a sensible URL")
	}
}
