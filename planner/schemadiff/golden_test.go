package schemadiff_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/planner/schemadiff"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each file of testdata holds two schemas, `before` and `after`, and operations written for
// the first, whose names end in .graphql. `changes` is what Compare lists, `broken` what it
// means to the operations: a line per change, `perhaps` before those that depend on
// variables.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { golden(t, name) })
	}
}

func golden(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range archive.Files {
		texts[f.Name] = string(f.Data)
	}
	before, after := schemaOf(t, texts["before"]), schemaOf(t, texts["after"])
	changes := schemadiff.Compare(before, after)
	var listed, broken strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&listed, "%s %s %s: %s\n", c.Severity, c.Kind, c.Coordinate, c.Message)
	}
	for _, f := range archive.Files {
		if !strings.HasSuffix(f.Name, ".graphql") {
			continue
		}
		uses, ok := schemadiff.UsesOf(before, string(f.Data))
		if !ok {
			fmt.Fprintf(&broken, "%s: not of this schema\n", f.Name)
			continue
		}
		for _, b := range uses.BrokenBy(changes) {
			fmt.Fprintf(&broken, "%s: %s%s\n", f.Name, map[bool]string{true: "perhaps "}[b.Perhaps], b.Message)
		}
	}
	check(t, archive, name, map[string]string{"changes": listed.String(), "broken": broken.String()})
}

func check(t *testing.T, archive *txtar.Archive, name string, got map[string]string) {
	t.Helper()
	for _, section := range []string{"changes", "broken"} {
		i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == section })
		switch {
		case i < 0 && *update:
			archive.Files = append(archive.Files, txtar.File{Name: section, Data: []byte(got[section])})
		case i < 0:
			t.Errorf("%s has no section %s", name, section)
		case *update:
			archive.Files[i].Data = []byte(got[section])
		default:
			if diff := cmp.Diff(string(archive.Files[i].Data), got[section]); diff != "" {
				t.Errorf("%s (-want +got)\n%s", section, diff)
			}
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestASchemaIsEqualToItself(t *testing.T) {
	const sdl = `type Query { a(b: In = 1): [T!]! } type T { x: Int u: U } union U = T input In { e: E } enum E { X Y }`
	if changes := schemadiff.Compare(schemaOf(t, sdl), schemaOf(t, sdl)); len(changes) > 0 {
		t.Error(changes)
	}
}

// The field that stands for a root without fields comes and goes unnoticed.
func TestThePlaceholderIsNoField(t *testing.T) {
	without, with := `type Mutation { a: Int }`, `type Query { b: Int } type Mutation { a: Int }`
	for _, c := range []struct{ before, after, want string }{
		{without, with, "field query_root.b of type Int was added"},
		{with, without, "field query_root.b was removed"},
	} {
		changes := schemadiff.Compare(schemaOf(t, c.before), schemaOf(t, c.after))
		if len(changes) != 1 || changes[0].Message != c.want {
			t.Errorf("got %v, want %s", changes, c.want)
		}
	}
}
