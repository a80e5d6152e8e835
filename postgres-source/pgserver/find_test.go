package pgserver_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/weftql/weft/postgres-source/pgserver"
)

func TestFindTrustsOnlyRealFiles(t *testing.T) {
	client, server := t.TempDir(), t.TempDir()
	put(t, filepath.Join(client, "psql"))
	put(t, filepath.Join(client, "postgres")) // without initdb it is no server
	put(t, filepath.Join(server, "initdb"))
	put(t, filepath.Join(server, "postgres"))

	t.Setenv("WEFT_POSTGRES_BIN", client)
	if dir, err := pgserver.Find(); err == nil {
		t.Errorf("found %s where there is no server", dir)
	}
	t.Setenv("WEFT_POSTGRES_BIN", server)
	if dir, err := pgserver.Find(); err != nil || dir != server {
		t.Errorf("found %s, %v; want %s", dir, err, server)
	}
}

func put(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}
