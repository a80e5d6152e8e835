package metadata_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/gateway/metadata"
)

// project returns a directory with version.yaml and the given files.
func project(files map[string]string) fstest.MapFS {
	dir := fstest.MapFS{"version.yaml": {Data: []byte("version: 3\n")}}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return dir
}

func TestDirectoryBecomesTheDocumentItsFilesDescribe(t *testing.T) {
	doc, err := metadata.ReadDirectory(project(map[string]string{
		"databases/databases.yaml":                 "- name: main\n  kind: postgres\n  configuration:\n    connection_info:\n      database_url: {from_env: DB}\n  tables: \"!include main/tables/tables.yaml\"\n",
		"databases/main/tables/tables.yaml":        "- '!include \"public_author.yaml\"'\n",
		"databases/main/tables/public_author.yaml": "table: {schema: public, name: author}\nselect_permissions:\n- role: user\n  permission:\n    columns: [id]\n    filter: {at: {_gt: 2020-01-01}, id: {_eq: 010}}\n",
		"remote_schemas.yaml":                      "[]\n",
		"inherited_roles.yaml":                     "- role_name: both\n  role_set: [a, b]\n",
		"network.yaml":                             "{}\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := doc.Encode()
	if err != nil {
		t.Fatal(err)
	}
	// A YAML date is text, and so is a number that JSON would not read.
	want := `{"version":3,"sources":[{"name":"main","kind":"postgres","tables":[` +
		`{"table":{"name":"author","schema":"public"},"select_permissions":[{"role":"user","permission":{"columns":["id"],` +
		`"filter":{"at":{"_gt":"2020-01-01"},"id":{"_eq":"010"}}}}]}],` +
		`"configuration":{"connection_info":{"database_url":{"from_env":"DB"}}}}],` +
		`"inherited_roles":[{"role_name":"both","role_set":["a","b"]}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestActionsAreJoinedFromBothFiles(t *testing.T) {
	doc, err := metadata.ReadDirectory(project(map[string]string{
		"actions.yaml": "actions:\n- name: add\n  definition: {kind: synchronous, handler: 'http://h'}\n  permissions: [{role: user}]\n" +
			"custom_types:\n  objects:\n  - name: Sum\n    relationships: [{name: r, type: object, remote_table: t, field_mapping: {total: id}}]\n  enums: []\n",
		"actions.graphql": "extend type Mutation { \"adds\" add(a: Int!, b: Ops): Sum! }\n\"a sum\" type Sum { total: Int! }\nenum Ops { PLUS }\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := doc.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"handler":"http://h"`, `"output_type":"Sum!"`, `{"name":"a","type":"Int!"}`, `"comment":"adds"`,
		`"permissions":[{"role":"user"}]`, `{"name":"total","type":"Int!"}`, `"relationships":[`, `"values":[{"value":"PLUS"}]`,
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
}

func TestShopIsReadAndWrittenBackTheSame(t *testing.T) {
	doc, err := metadata.ReadDirectory(shop.Metadata())
	if err != nil {
		t.Fatal(err)
	}
	first, err := doc.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := metadata.Decode(first)
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(first), string(second)); diff != "" {
		t.Errorf("-first +second\n%s", diff)
	}
}

func TestReadDirectoryNamesWhatIsWrong(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		want  string
	}{
		"a file that is missing":        {map[string]string{"databases/databases.yaml": "- !include gone.yaml\n"}, "gone.yaml"},
		"bad YAML":                      {map[string]string{"remote_schemas.yaml": "- a: [\n"}, "remote_schemas.yaml"},
		"files that include each other": {map[string]string{"remote_schemas.yaml": "- !include remote_schemas.yaml\n"}, "include each other"},
		"an action without SDL":         {map[string]string{"actions.yaml": "actions: [{name: x, definition: {handler: h}}]\n", "actions.graphql": "type Query { y: Int }\n"}, "action x is not present in actions.graphql"},
		"an action that is only SDL":    {map[string]string{"actions.yaml": "actions: []\ncustom_types: {enums: []}\n", "actions.graphql": "extend type Query { y: Int }\n"}, "action y of actions.graphql has no definition in actions.yaml"},
		"a type without SDL":            {map[string]string{"actions.yaml": "actions: []\ncustom_types: {objects: [{name: T}]}\n", "actions.graphql": "scalar S\n"}, "type T is not present in actions.graphql"},
		"a table's key nobody reads":    {map[string]string{"databases/databases.yaml": "- {name: x, configuration: {connection_info: {database_url: u}}, tables: [{table: t, tabel: []}]}\n"}, "tabel"},
		"an include out of the project": {map[string]string{"remote_schemas.yaml": "- !include ../../etc/passwd.yaml\n"}, "remote_schemas.yaml"},
		"another version":               {map[string]string{"version.yaml": "version: 2\n"}, "version 2"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := metadata.ReadDirectory(project(tt.files))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to name %q", err, tt.want)
			}
		})
	}
	t.Run("a folder that is no project", func(t *testing.T) {
		if _, err := metadata.ReadDirectory(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "version.yaml") {
			t.Errorf("got %v, want it to name version.yaml", err)
		}
	})
}
