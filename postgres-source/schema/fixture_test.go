package schema_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/schema"
)

// database is a real database that models are built from.
type database struct {
	catalog *catalog.Catalog
	conn    *pgx.Conn
}

func newDatabase(t testing.TB, setup string) *database {
	t.Helper()
	url := pgtest.New(t)
	pgtest.Exec(t, url, setup)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	c, err := catalog.Read(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return &database{c, conn}
}

// model builds a model; the metadata must be consistent.
func (d *database) model(t testing.TB, source string, options model.Options) *model.Model {
	t.Helper()
	src := decodeSource(t, source)
	options.EnumRows = catalog.ReadEnums(t.Context(), d.conn, model.EnumTables(d.catalog, src))
	m, problems := model.Build(d.catalog, src, options)
	for _, p := range problems {
		t.Errorf("inconsistent metadata: %s: %s", p.Name, p.Reason)
	}
	return m
}

// decodeSource reads a source's metadata and adds what every source must have.
func decodeSource(t testing.TB, text string) *metadata.Source {
	t.Helper()
	whole := map[string]json.RawMessage{
		"name": json.RawMessage(`"default"`), "kind": json.RawMessage(`"postgres"`), "tables": json.RawMessage(`[]`),
		"configuration": json.RawMessage(`{"connection_info":{"database_url":"postgres://"}}`),
	}
	if err := json.Unmarshal([]byte(text), &whole); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	source, err := metadata.Decode(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// part makes a schema a whole part, which is never asked to compile.
type part struct{ *schema.Schema }

func (p part) Source() planner.Source { return source{p} }

func (p part) Compile(*planner.CallSpec) (*planner.Answer, error) {
	return nil, errors.New("a schema does not compile")
}

type source struct{ part part }

func (s source) ID() planner.ID {
	return planner.ID{Kind: planner.DatabaseSource, Name: s.part.Model().Source}
}

func (s source) Part(planner.Role) (planner.Part, error) { return s.part, nil }
