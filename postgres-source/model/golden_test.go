package model_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pgtest"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Each golden holds a database (schema.sql), the members of a source (metadata.json) and, if
// it needs them, options.json; it shows the model and what was left out of it.
func TestModelOfDatabaseAndMetadata(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			golden(t, file)
		})
	}
}

func golden(t *testing.T, file string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]string{}
	for _, f := range archive.Files {
		in[f.Name] = string(f.Data)
	}
	var o model.Options
	if text := in["options.json"]; text != "" {
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			t.Fatal(err)
		}
	}
	m, found := buildAt(t, databaseFor(t, file), in["schema.sql"], in["metadata.json"], o)
	got := map[string]string{"model.txt": m.String(), "left-out.txt": describe(t, found)}
	regranted(t, m, in["metadata.json"], got)
	if !*update {
		for name, text := range got {
			if diff := cmp.Diff(in[name], text); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		return
	}
	kept := archive.Files[:0]
	for _, f := range archive.Files {
		if _, output := got[f.Name]; !output {
			kept = append(kept, f)
		}
	}
	for _, name := range []string{"model.txt", "left-out.txt"} {
		kept = append(kept, txtar.File{Name: name, Data: []byte(got[name])})
	}
	archive.Files = kept
	if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

// databaseFor returns a database; goldens named after an extension need it.
func databaseFor(t *testing.T, file string) string {
	t.Helper()
	switch name := strings.TrimSuffix(filepath.Base(file), ".txtar"); name {
	case "postgis", "ltree":
		return pgtest.WithExtensions(t, name)
	}
	return pgtest.New(t)
}

// describe prints inconsistencies; definitions are checked to be JSON only where they are
// long.
func describe(t *testing.T, found []model.Inconsistency) string {
	t.Helper()
	var out strings.Builder
	object := func(indent, kind, name string, definition json.RawMessage) {
		if len(definition) > 0 && !json.Valid(definition) {
			t.Errorf("definition of %s is no JSON: %s", name, definition)
		}
		fmt.Fprintf(&out, "%s%s: %s\n", indent, kind, name)
	}
	for _, i := range found {
		if i.Type != "" {
			object("", i.Type, i.Name, i.Definition)
		}
		for _, o := range i.Objects {
			object("", o.Type, o.Name, o.Definition)
		}
		fmt.Fprintf(&out, "  %s\n", strings.ReplaceAll(i.Reason, "\n", "\n  "))
		if i.Entity != nil {
			fmt.Fprintf(&out, "  entity %s\n", i.Entity)
		}
	}
	return out.String()
}
