package rehearsal_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"github.com/weftql/weft/gateway/rehearsal"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each file of testdata is a deployment: `first.sql` and `other.sql` are what the databases
// hold, `metadata.yaml` what is served, `plan.yaml` the request, and `report.json` what a
// rehearsal says, without its times, and with the number of a schema's changes in their
// place: package schemadiff shows those. No rehearsal leaves anything behind, and none changes
// what is served.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			golden(t, name)
		})
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
	g := start(t, texts["first.sql"], texts["other.sql"])
	g.must(&g.commands, `{"type":"replace_metadata","args":{"allow_inconsistent_metadata":true,"metadata":`+asJSON(t, texts["metadata.yaml"])+`}}`)
	before, epoch := g.contents(), g.keeper.Epoch()
	answer := g.must(&g.plan, asJSON(t, texts["plan.yaml"]))
	if diff := cmp.Diff(before, g.contents()); diff != "" {
		t.Errorf("the rehearsal has left something behind:\n%s", diff)
	}
	if g.keeper.Epoch() != epoch {
		t.Error("the rehearsal has changed what is served")
	}
	got := abridged(t, answer)
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "report.json" })
	if *update {
		if i < 0 {
			i = len(archive.Files)
			archive.Files = append(archive.Files, txtar.File{Name: "report.json"})
		}
		archive.Files[i].Data = got
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(texts["report.json"], string(got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func asJSON(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func abridged(t *testing.T, answer []byte) []byte {
	t.Helper()
	var report rehearsal.Report
	if err := json.Unmarshal(answer, &report); err != nil {
		t.Fatal(err)
	}
	for i := range report.Databases {
		d := &report.Databases[i]
		d.Milliseconds = 0
		for j := range d.Migrations {
			m := &d.Migrations[j]
			m.Milliseconds = 0
			for k := range m.Statements {
				m.Statements[k].Milliseconds = 0
			}
		}
	}
	for i := range report.Schemas {
		s := &report.Schemas[i]
		s.Omitted, s.Changes = s.Omitted+len(s.Changes), nil
	}
	out, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}
