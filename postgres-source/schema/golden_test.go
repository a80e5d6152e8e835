package schema_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

var update = flag.Bool("update", false, "rewrite the golden parts of testdata")

// TestGolden prints schemas of real databases. Each file of testdata/<topic> holds
//
//	setup.sql        the database
//	metadata.json    the source; the sections `configuration` and `name` may be left out
//	options          one setting per line, see readOptions
//	ROLE: TYPE ...   what the role sees: the named types as they are printed in SDL, `*` for
//	                 all of them. ROLE may end in +backend or +relay.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "testdata/"), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			goldenFile(t, file)
		})
	}
}

func goldenFile(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	build, options := readOptions(t, section(archive, "options"))
	m := newDatabase(t, section(archive, "setup.sql")).model(t, section(archive, "metadata.json"), build)
	for i := range archive.Files {
		f := &archive.Files[i]
		role, names, golden := strings.Cut(f.Name, ": ")
		if !golden {
			continue
		}
		got := printTypes(t, schema.New(m, readRole(role), options), strings.Fields(names))
		if *update {
			f.Data = []byte(got)
			continue
		}
		if diff := cmp.Diff(string(f.Data), got); diff != "" {
			t.Errorf("%s (-golden +got):\n%s", f.Name, diff)
		}
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func section(archive *txtar.Archive, name string) string {
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func readRole(text string) planner.Role {
	name, flags, _ := strings.Cut(text, "+")
	return planner.Role{Name: name, Backend: strings.Contains(flags, "backend"), Relay: strings.Contains(flags, "relay")}
}

func readOptions(t *testing.T, text string) (model.Options, schema.Options) {
	t.Helper()
	build, options := model.Options{}, schema.Options{}
	for line := range strings.Lines(text) {
		switch key, value, _ := strings.Cut(strings.TrimSpace(line), " "); key {
		case "naming":
			build.Naming = model.Naming(value)
		case "inherited":
			role, parents, _ := strings.Cut(value, " ")
			build.InheritedRoles = append(build.InheritedRoles, model.InheritedRole{Name: role, Parents: strings.Fields(parents)})
		case "explicit_function_permissions":
			build.ExplicitFunctionPermissions = true
		case "sep_2023":
			options.Sep2023 = true
		case "hide_update_many_fields":
			options.HideUpdateMany = true
		case "hide_aggregation_predicates":
			options.HideAggregationPredicates = true
		case "hide_stream_fields":
			options.HideStreams = true
		case "disable_postgres_arrays":
			options.OpaqueArrays = true
		case "apollo_federation":
			options.Federation = true
		default:
			t.Fatalf("unknown option %q", line)
		}
	}
	return build, options
}

// printTypes prints the types of a schema, merged as the planner merges it: what cannot be
// reached is not printed.
func printTypes(t *testing.T, s *schema.Schema, names []string) string {
	t.Helper()
	merged, conflicts := planner.Merge(s.Role(), []planner.Part{part{s}}, planner.BindOptions{})
	for _, c := range conflicts {
		if c.Link == nil {
			t.Fatalf("conflict: %s", c.Reason)
		}
	}
	text := string(planner.AppendSDL(nil, merged, planner.SDLOptions{}))
	if slices.Equal(names, []string{"*"}) {
		return text
	}
	var out strings.Builder
	for _, name := range names {
		block := findType(text, name)
		if block == "" {
			block = "# no " + name + "\n"
		}
		out.WriteString(block)
	}
	return out.String()
}

// findType returns the definition of a type in printed SDL.
func findType(sdl, name string) string {
	for block := range strings.SplitSeq(sdl, "\n\n") {
		for line := range strings.Lines(block) {
			words := strings.Fields(line)
			if len(words) > 1 && slices.Contains([]string{"type", "input", "enum", "scalar", "interface", "union"}, words[0]) && words[1] == name {
				return strings.TrimSpace(block) + "\n"
			}
		}
	}
	return ""
}
