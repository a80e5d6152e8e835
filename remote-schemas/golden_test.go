package remote_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/metadata"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden runs every testdata/<world>/<name>.txtar: a query and its variables, the plan,
// the requests each server got, and the answer. Each runs twice: the second time from the
// plan cache, with the same outcome.
func TestGolden(t *testing.T) {
	worlds := map[string]map[string]change{
		"plain": nil,
		"customized": {
			"shop": customize(`{"type_names":{"prefix":"Shop_","mapping":{"Item":"Product"}},
				"field_names":[{"parent_type":"Item","mapping":{"id":"productId","name":"title"}},{"parent_type":"Query","mapping":{"item":"product"}},
					{"parent_type":"Node","mapping":{"id":"productId"}},{"parent_type":"Shelf","mapping":{"id":"productId"}}]}`),
			"meteo": customize(`{"root_fields_namespace":"meteo"}`),
		},
	}
	for folder, changes := range worlds {
		w := newWorld(t, changes)
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no golden files (%v)", folder, err)
		}
		for _, file := range files {
			t.Run(folder+"/"+strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, w, file) })
		}
	}
}

func customize(text string) change {
	return func(opts *remote.Options) {
		opts.Definition.Customization = &metadata.Customization{}
		if err := json.Unmarshal([]byte(text), opts.Definition.Customization); err != nil {
			panic(err)
		}
	}
}

func golden(t *testing.T, w *world, file string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, f := range archive.Files {
		sections[f.Name] = string(f.Data)
	}
	got := w.outcome(t, sections["query"], sections["variables"])
	if again := w.outcome(t, sections["query"], sections["variables"]); !cmp.Equal(got, again) {
		t.Errorf("from the cache: %s", cmp.Diff(got, again))
	}
	if *update {
		rewrite(t, file, archive, sections, got)
		return
	}
	for _, name := range []string{"plan", "requests", "answer"} {
		if diff := cmp.Diff(sections[name], got[name]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// outcome runs one query and prints what came of it.
func (w *world) outcome(t *testing.T, query, variables string) map[string]string {
	t.Helper()
	prepared, err := w.prepare(t, planner.Admin, query, variables)
	if err != nil {
		return map[string]string{"answer": err.Error() + "\n"}
	}
	answer := reply(t.Context(), prepared, session(planner.Admin), nil)
	return map[string]string{
		"plan": strings.TrimRight(prepared.Plan.String(), "\n") + "\n", "requests": w.requests(t), "answer": answer + "\n",
	}
}

// requests prints what the servers got since the last time.
func (w *world) requests(t *testing.T) string {
	t.Helper()
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(w.servers)) {
		for _, r := range w.servers[name].Requests() {
			variables, err := json.Marshal(r.Variables)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s %s\n    %s\n", name, r.Query, variables))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func rewrite(t *testing.T, file string, archive *txtar.Archive, sections, got map[string]string) {
	t.Helper()
	out := &txtar.Archive{Comment: archive.Comment}
	for _, name := range []string{"query", "variables", "plan", "requests", "answer"} {
		text := sections[name]
		if name != "query" && name != "variables" {
			text = got[name]
		}
		if text != "" {
			out.Files = append(out.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	text := bytes.TrimSpace(txtar.Format(out))
	if err := os.WriteFile(file, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}
