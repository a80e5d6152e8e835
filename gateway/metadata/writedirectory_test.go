package metadata_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
)

func inMemory(files map[string][]byte) fstest.MapFS {
	dir := fstest.MapFS{}
	for name, data := range files {
		dir[name] = &fstest.MapFile{Data: data}
	}
	return dir
}

// written takes a document apart and joins it again.
func written(t *testing.T, document []byte) (joined []byte, files map[string][]byte) {
	t.Helper()
	files, err := metadata.DirectoryFiles(document)
	if err != nil {
		t.Fatal(err)
	}
	if _, joined, err = metadata.DirectoryDocument(inMemory(files)); err != nil {
		for name, data := range files {
			t.Logf("%s:\n%s", name, data)
		}
		t.Fatal(err)
	}
	return joined, files
}

func TestWritingTheShopGivesTheFilesItWasReadFrom(t *testing.T) {
	_, document, err := metadata.DirectoryDocument(shop.Metadata())
	if err != nil {
		t.Fatal(err)
	}
	joined, files := written(t, document)
	again, second := written(t, joined)
	if diff := cmp.Diff(string(joined), string(again)); diff != "" {
		t.Errorf("-first +second\n%s", diff)
	}
	if diff := cmp.Diff(files, second); diff != "" {
		t.Errorf("-first +second\n%s", diff)
	}
	err = fs.WalkDir(shop.Metadata(), "databases", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && files[name] == nil {
			t.Errorf("%s is not written", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEmptySectionsAreWrittenAsEmptyFiles(t *testing.T) {
	_, files := written(t, []byte(`{"version":3,"sources":[]}`))
	want := map[string]string{
		"version.yaml": "version: 3\n", "databases/databases.yaml": "[]\n", "actions.graphql": "",
		"actions.yaml":    "actions: []\ncustom_types:\n  enums: []\n  input_objects: []\n  objects: []\n  scalars: []\n",
		"allow_list.yaml": "[]\n", "cron_triggers.yaml": "[]\n", "inherited_roles.yaml": "[]\n", "query_collections.yaml": "[]\n",
		"remote_schemas.yaml": "[]\n", "rest_endpoints.yaml": "[]\n", "api_limits.yaml": "{}\n", "backend_configs.yaml": "{}\n",
		"graphql_schema_introspection.yaml": "disabled_for_roles: []\n", "metrics_config.yaml": "{}\n", "network.yaml": "{}\n", "opentelemetry.yaml": "{}\n",
	}
	got := map[string]string{}
	for name, data := range files {
		got[name] = string(data)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestObjectsHaveFilesOfTheirOwn(t *testing.T) {
	document := `{"version":3,"sources":[{"name":"main","kind":"postgres","tables":[` +
		`{"table":{"name":"b_c","schema":"a"}},{"table":{"name":"c","schema":"a_b"}},{"table":{"name":"a/../x","schema":"public"}},{"table":"plain"}],` +
		`"functions":[{"function":{"name":"f","schema":"public"}}],"configuration":{"connection_info":{"database_url":{"from_env":"DB"}}}}]}`
	_, files := written(t, []byte(document))
	want := map[string]string{
		"databases/databases.yaml": "- name: main\n  kind: postgres\n  configuration:\n    connection_info:\n      database_url:\n        from_env: DB\n" +
			"  tables: \"!include main/tables/tables.yaml\"\n  functions: \"!include main/functions/functions.yaml\"\n",
		"databases/main/tables/tables.yaml":       "- \"!include a_b_c.yaml\"\n- \"!include a_b_c_2.yaml\"\n- \"!include public_a_.._x.yaml\"\n- \"!include public_plain.yaml\"\n",
		"databases/main/tables/a_b_c.yaml":        "table:\n  name: b_c\n  schema: a\n",
		"databases/main/tables/public_plain.yaml": "table: plain\n",
	}
	for name, text := range want {
		if diff := cmp.Diff(text, string(files[name])); diff != "" {
			t.Errorf("%s -want +got\n%s", name, diff)
		}
	}
}

func TestActionsAreTakenApart(t *testing.T) {
	document := `{"version":3,"sources":[],"actions":[{"name":"add","definition":{"kind":"synchronous","handler":"http://h","type":"mutation",` +
		`"arguments":[{"name":"a","type":"Int!","description":"the \"a\""}],"output_type":"Sum!","ignored_client_headers":["x"]},"permissions":[{"role":"user"}]}],` +
		`"custom_types":{"objects":[{"name":"Sum","description":"two\nlines","fields":[{"name":"total","type":"Int!"}],"relationships":[{"name":"r"}]}],` +
		`"scalars":[{"name":"S"}],"enums":[{"name":"E","values":[{"value":"A","is_deprecated":true},{"value":"B","description":"b"}]}]}}`
	joined, files := written(t, []byte(document))
	wantSDL := "type Mutation {\n  add(\"the \\\"a\\\"\" a: Int!): Sum!\n}\n\n\"two\\nlines\"\ntype Sum {\n  total: Int!\n}\n\nscalar S\n\nenum E {\n  A @deprecated\n  \"b\"\n  B\n}\n"
	if diff := cmp.Diff(wantSDL, string(files["actions.graphql"])); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, part := range []string{`"ignored_client_headers":["x"]`, `"relationships":[{"name":"r"}]`, `"is_deprecated":true`, `"description":"two\nlines"`, `"description":"the \"a\""`} {
		if !strings.Contains(string(joined), part) {
			t.Errorf("%s is lost in %s", part, joined)
		}
	}
	if strings.Contains(string(files["actions.yaml"]), "output_type") {
		t.Errorf("actions.yaml repeats its SDL:\n%s", files["actions.yaml"])
	}
}

func TestOperationsAndPermissionsAreLaidOut(t *testing.T) {
	document := `{"version":3,"sources":[],"remote_schemas":[{"name":"r","definition":{"url":"u"},"permissions":[{"role":"user","definition":{"schema":"schema{query:Q} type Q{a(b:Int@preset(value:1)):Int}"}}]}],` +
		`"query_collections":[{"name":"c","definition":{"queries":[{"name":"q","query":"query q{a{b}}"},{"name":"broken","query":"query {"},{"name":"escaped","query":"{a(b:\"\\ud83d\\ude00\"){b}}"}]}}]}`
	_, files := written(t, []byte(document))
	want := "- name: c\n  definition:\n    queries:\n      - name: q\n        query: |\n          query q {\n            a {\n              b\n            }\n          }\n      - name: broken\n        query: query {\n" +
		"      - name: escaped\n        query: '{a(b:\"\\ud83d\\ude00\"){b}}'\n"
	if diff := cmp.Diff(want, string(files["query_collections.yaml"])); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if !strings.Contains(string(files["remote_schemas.yaml"]), "@preset(value: 1)") {
		t.Errorf("the permission is not laid out:\n%s", files["remote_schemas.yaml"])
	}
}

func TestVersionTwoKeepsItsTablesAtTheTop(t *testing.T) {
	document := `{"version":2,"tables":[{"table":{"schema":"public","name":"t"}}],"functions":[{"function":{"schema":"public","name":"f"}}],"network":{"tls_allowlist":[]}}`
	joined, files := written(t, []byte(document))
	if diff := cmp.Diff(document, string(joined)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if files["tables.yaml"] == nil || files["functions.yaml"] == nil || files["databases/databases.yaml"] != nil {
		t.Errorf("got %v", files)
	}
	if _, err := metadata.ReadDirectory(inMemory(files)); err == nil {
		t.Error("a server serves a version 2 directory, which has no database address")
	}
}

func TestWholeDocumentsAreReadFromOneFile(t *testing.T) {
	dir := fstest.MapFS{"metadata.yaml": {Data: []byte("version: 2\ntables: []\n")}, "list.yaml": {Data: []byte("[]\n")}}
	got, err := metadata.FileDocument(dir, "metadata.yaml")
	if err != nil || string(got) != `{"version":2,"tables":[]}` {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err := metadata.FileDocument(dir, "list.yaml"); err == nil {
		t.Error("a list passes for a document")
	}
}

func TestWriteDirectoryRemovesObjectsThatAreGone(t *testing.T) {
	root := t.TempDir()
	write := func(document string) {
		t.Helper()
		if err := metadata.WriteDirectory(root, []byte(document)); err != nil {
			t.Fatal(err)
		}
	}
	source := func(name, tables string) string {
		return fmt.Sprintf(`{"version":3,"sources":[{"name":%q,"kind":"postgres","tables":[%s]}]}`, name, tables)
	}
	write(source("a", `{"table":{"name":"t","schema":"public"}},{"table":{"name":"u","schema":"public"}}`))
	notes := filepath.Join(root, "databases/a/tables/NOTES.md")
	if err := os.WriteFile(notes, []byte("ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(root, "databases/a/tables/public_t.yaml")
	before, err := os.Stat(kept)
	if err != nil {
		t.Fatal(err)
	}
	write(source("a", `{"table":{"name":"t","schema":"public"}}`))
	if _, err := os.Stat(filepath.Join(root, "databases/a/tables/public_u.yaml")); err == nil {
		t.Error("the file of a table that is gone is still there")
	}
	if after, err := os.Stat(kept); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file of a table that did not change was replaced: %v", err)
	}
	write(source("b", ""))
	if _, err := os.Stat(notes); err != nil {
		t.Errorf("a file of the user's is gone: %v", err)
	}
	write(`{"version":3,"sources":[]}`)
	if _, err := os.Stat(filepath.Join(root, "databases/b")); err == nil {
		t.Error("the folder of a database that is gone is still there")
	}
}

// TestDirectoryIsAFixedPoint writes and reads generated documents: nothing is lost, and
// writing again changes no byte.
func TestDirectoryIsAFixedPoint(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the tests are to be repeatable
		document := generated(r)
		joined, files := written(t, document)
		if !sameJSON(t, document, joined) {
			t.Fatalf("seed %d: lost something\n%s\n%s", seed, document, joined)
		}
		again, second := written(t, joined)
		if string(joined) != string(again) {
			t.Fatalf("seed %d: -first +second\n%s", seed, cmp.Diff(string(joined), string(again)))
		}
		if diff := cmp.Diff(files, second); diff != "" {
			t.Fatalf("seed %d: -first +second\n%s", seed, diff)
		}
	}
}

// texts are strings that YAML has its own mind about.
var texts = []string{
	"a", "", " ", "yes", "on", "null", "~", "1", "0x1f", "1e5", "010", "2020-01-01", "a: b", "- a", "#c", "a #c", "!include x.yaml", " !include y.yaml ",
	"!tag", "&a", "*a", "%a", "@a", "`a`", "'q'", "\"q\"", "line\nline", "line\n", "\nline", " lead\nline", "tail \nline", "tab\tx\ny", "a\r\nb", "\r", "\u2028", "\u0085x",
	"é\n漢", "\U0001f600", "\ufeffb", "\x00", "\x1b[0m\nx", "{{X}}", "{a", "[a", "---", "--- \nx", "...", "|", ">", "?", ": ", "a:", "=", "<<", "\n", "\n\n", "x\n\n\n", "\\n", strings.Repeat("long words ", 30),
}

func text(r *rand.Rand) string { return texts[r.IntN(len(texts))] }

func generated(r *rand.Rand) []byte {
	doc := &planner.Value{Kind: planner.Object}
	add := func(name string, v *planner.Value) {
		doc.Members = append(doc.Members, planner.Member{Name: name, Value: v})
	}
	add("version", planner.IntValue(3))
	sources := &planner.Value{Kind: planner.List}
	for i := range r.IntN(3) {
		sources.Items = append(sources.Items, generatedSource(r, fmt.Sprint(text(r), i)))
	}
	add("sources", sources)
	for _, section := range []string{"remote_schemas", "query_collections", "cron_triggers", "api_limits", "network", "opentelemetry"} {
		if v := value(r, 3); v.Kind == planner.Object && len(v.Members) > 0 || v.Kind == planner.List && len(v.Items) > 0 {
			add(section, v)
		}
	}
	return doc.AppendJSON(nil)
}

func generatedSource(r *rand.Rand, name string) *planner.Value {
	objects := func(key string) *planner.Value {
		list := &planner.Value{Kind: planner.List}
		for range r.IntN(4) {
			o := &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: key, Value: &planner.Value{Kind: planner.Object, Members: []planner.Member{
				{Name: "name", Value: planner.StringValue(text(r))}, {Name: "schema", Value: planner.StringValue(text(r))},
			}}}, {Name: "more", Value: value(r, 3)}}}
			list.Items = append(list.Items, o)
		}
		return list
	}
	members := []planner.Member{{Name: "name", Value: planner.StringValue(name)}, {Name: "configuration", Value: value(r, 2)}, {Name: "tables", Value: objects("table")}}
	if f := objects("function"); len(f.Items) > 0 {
		members = append(members, planner.Member{Name: "functions", Value: f})
	}
	return &planner.Value{Kind: planner.Object, Members: members}
}

func value(r *rand.Rand, depth int) *planner.Value {
	kind := r.IntN(8)
	switch {
	case kind < 3 && depth > 0:
		v := &planner.Value{Kind: planner.Object}
		for i := range r.IntN(4) {
			v.Members = append(v.Members, planner.Member{Name: fmt.Sprint(text(r), i), Value: value(r, depth-1)})
		}
		return v
	case kind < 5 && depth > 0:
		v := &planner.Value{Kind: planner.List}
		for range r.IntN(4) {
			v.Items = append(v.Items, value(r, depth-1))
		}
		return v
	}
	numbers := []string{"0", "-1", "1e5", "1E+5", "2.50", "123456789012345678901234567890", "-0.0", "true", "false", "null"}
	if r.IntN(3) == 0 {
		v, err := planner.ParseValue([]byte(numbers[r.IntN(len(numbers))]))
		if err != nil {
			panic(err)
		}
		return v
	}
	return planner.StringValue(text(r))
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	v, err := planner.ParseValue(a)
	if err != nil {
		t.Fatal(err)
	}
	w, err := planner.ParseValue(b)
	if err != nil {
		t.Fatal(err)
	}
	return v.Equal(w)
}

// What a person changes is what a diff of the files shows: one line of one file.
func TestAChangeShowsInOnePlace(t *testing.T) {
	const document = `{"version":3,"sources":[{"name":"default","kind":"postgres","tables":[
		{"table":{"schema":"public","name":"author"},"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{}}}]},
		{"table":{"schema":"public","name":"book"},"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{}}}]}],
		"configuration":{"connection_info":{"database_url":{"from_env":"X"}}}}],"inherited_roles":[{"role_name":"both","role_set":["user","editor"]}]}`
	before := exportedFiles(t, document)
	after := exportedFiles(t, strings.Replace(document, `"columns":["id"]`, `"columns":["id","name"]`, 1))
	for name, text := range after {
		added := strings.Replace(string(before[name]), "        - id\n", "        - id\n        - name\n", 1)
		switch {
		case name == "databases/default/tables/public_author.yaml" && string(text) != added:
			t.Errorf("%s is not one line longer:\n%s", name, text)
		case name != "databases/default/tables/public_author.yaml" && !bytes.Equal(text, before[name]):
			t.Errorf("%s has changed too:\n%s", name, text)
		}
	}
	if len(before) != len(after) {
		t.Errorf("%d files became %d", len(before), len(after))
	}
}

// exportedFiles are the files of a document as a server exports it.
func exportedFiles(t *testing.T, document string) map[string][]byte {
	t.Helper()
	doc, err := metadata.Decode([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	exported, err := doc.Export()
	if err != nil {
		t.Fatal(err)
	}
	files, err := metadata.DirectoryFiles(exported)
	if err != nil {
		t.Fatal(err)
	}
	return files
}
