package metadata_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/weftql/weft/gateway/metadata"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/sqlname"
)

func open(t *testing.T, url string) *metadata.Store {
	t.Helper()
	s, err := metadata.Open(t.Context(), url, &metadata.Document{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestStoreKeepsTheDocumentAndCountsVersions(t *testing.T) {
	ctx := t.Context()
	url := pgtest.New(t)
	first, second := open(t, url), open(t, url)
	if first.ServerID() != second.ServerID() {
		t.Error("two servers on one catalog have different ids")
	}
	snap, err := first.Load(ctx)
	if err != nil || snap.ResourceVersion != 1 {
		t.Fatalf("fresh catalog: version %d, %v", snap.ResourceVersion, err)
	}
	snap.Document.InheritedRoles = []metadata.InheritedRole{{RoleName: "r", RoleSet: []string{"a"}}}
	if v, err := first.Save(ctx, snap.Document, 1, metadata.Notification{Metadata: true}); err != nil || v != 2 {
		t.Fatalf("save: version %d, %v", v, err)
	}
	if _, err := second.Save(ctx, snap.Document, 1, metadata.Notification{}); !errors.Is(err, metadata.ErrConflict) {
		t.Errorf("a stale save: got %v, want ErrConflict", err)
	}
	snap, err = second.Load(ctx)
	if err != nil || snap.ResourceVersion != 2 || len(snap.Document.InheritedRoles) != 1 {
		t.Errorf("load: %+v, %v", snap, err)
	}
}

func TestServersThatStartTogetherMakeOneCatalog(t *testing.T) {
	url := pgtest.New(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := metadata.Open(context.Background(), url, &metadata.Document{})
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
}

func TestOpenRefusesACatalogOfANewerServer(t *testing.T) {
	ctx := t.Context()
	url := pgtest.New(t)
	open(t, url).Close()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing is kept
	if _, err := conn.Exec(ctx, `update hdb_catalog.hdb_version set version = '49'`); err != nil {
		t.Fatal(err)
	}
	_, err = metadata.Open(ctx, url, &metadata.Document{})
	var newer *metadata.NewerCatalogError
	if !errors.As(err, &newer) {
		t.Errorf("got %v, want a NewerCatalogError", err)
	}
}

// TestSavesShareWhatAnEditDidNotTouch stores documents that share tables with the one before,
// as edits make them: each is stored as it is written by itself.
func TestSavesShareWhatAnEditDidNotTouch(t *testing.T) {
	store := open(t, pgtest.New(t))
	table := func(name, custom string) *postgres.Table {
		t := &postgres.Table{Table: sqlname.Public(name)}
		if custom != "" {
			t.Configuration = &postgres.TableConfiguration{CustomName: custom}
		}
		return t
	}
	a, b, c := table("a", ""), table("b", "other"), table("c", "")
	edited := table("b", "another")
	for i, tables := range [][]*postgres.Table{{a, b}, {a, edited}, {c, a, edited}, {a}, {b, a}, {}, {a, b, c}} {
		doc := &metadata.Document{Sources: []*postgres.Source{
			{Name: "one", Tables: tables, Configuration: postgres.Configuration{ConnectionInfo: postgres.ConnectionInfo{DatabaseURL: postgres.DatabaseURL{URL: "postgres://"}}}},
			{Name: "two", Tables: []*postgres.Table{c}, Configuration: postgres.Configuration{ConnectionInfo: postgres.ConnectionInfo{DatabaseURL: postgres.DatabaseURL{URL: "postgres://"}}}},
		}}
		if _, err := store.Save(t.Context(), doc, i+1, metadata.Notification{}); err != nil {
			t.Fatal(err)
		}
		want, err := doc.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got := stored(t, store); got != string(want) {
			t.Errorf("document %d is stored as\n%s\nwant\n%s", i, got, want)
		}
	}
}

// stored returns the document as it is read back, encoded.
func stored(t *testing.T, store *metadata.Store) string {
	t.Helper()
	snap, err := store.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := snap.Document.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
