package model_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// build makes a model of a database made with sql and metadata with the members written in
// source.
func build(t *testing.T, sql, source string, o model.Options) (*model.Model, []model.Inconsistency) {
	t.Helper()
	return buildAt(t, pgtest.New(t), sql, source, o)
}

func buildAt(t *testing.T, url, sql, source string, o model.Options) (*model.Model, []model.Inconsistency) {
	t.Helper()
	pgtest.Exec(t, url, sql)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // nothing is pending
	cat, err := catalog.Read(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	md := parse(t, source)
	o.EnumRows = catalog.ReadEnums(t.Context(), conn, model.EnumTables(cat, md))
	return model.Build(cat, md, o)
}

func parse(tb testing.TB, source string) *metadata.Source {
	tb.Helper()
	text := `{"name":"default","kind":"postgres","configuration":{"connection_info":{"database_url":"x"}},` + strings.TrimSpace(source)
	md := &metadata.Source{}
	if err := json.Unmarshal([]byte(text), md); err != nil {
		tb.Fatalf("%v in %s", err, text)
	}
	return md
}

func reasons(found []model.Inconsistency) string {
	var out []string
	for _, i := range found {
		out = append(out, i.Reason)
	}
	return strings.Join(out, "\n")
}

func mustBuild(t *testing.T, sql, source string, o model.Options) *model.Model {
	t.Helper()
	m, found := build(t, sql, source, o)
	if len(found) > 0 {
		t.Fatal(reasons(found))
	}
	return m
}

func TestConditionsFollowRelationships(t *testing.T) {
	t.Parallel()
	m := mustBuild(t, `
		create table author (id int primary key, name text);
		create table article (id int primary key, author_id int not null references author, body jsonb)`,
		`"tables":[
			{"table":"author","array_relationships":[{"name":"articles","using":{"foreign_key_constraint_on":{"table":"article","column":"author_id"}}}],
			 "select_permissions":[{"role":"r","permission":{"columns":["id"],"filter":{"articles":{"id":{"_gt":"X-Hasura-Id"}}}}}]},
			{"table":"article","object_relationships":[{"name":"author","using":{"foreign_key_constraint_on":"author_id"}}]}]}`, model.Options{})
	if got := model.Text(m.Permissions(m.Tables[1], "r").Select.Filter); got != `some "articles" where ("id" _gt session x-hasura-id)` {
		t.Error(got)
	}
}
