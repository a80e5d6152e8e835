package difference_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/metadata/difference"
)

func TestCompare(t *testing.T) {
	const author = `{"table":{"schema":"public","name":"author"},"is_enum":false,
		"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[{"id":{"_eq":1}}]}}}]}`
	for _, c := range []struct{ name, before, after, want string }{
		{"nothing", `{"version":3,"sources":[]}`, `{"sources":[],"version":3}`, ""},
		{"order of keys", `{"a":{"x":1,"y":2}}`, `{"a":{"y":2,"x":1}}`, ""},
		{"a section left out is empty", `{"actions":[]}`, `{}`, ""},
		{"objects come and go", `{"actions":[{"name":"a"},{"name":"b"}]}`, `{"actions":[{"name":"b"},{"name":"c"}]}`,
			"removed actions[a]\nadded actions[c]\n"},
		{"the whole object, not its parts", `{"sources":[{"name":"d","tables":[` + author + `]}]}`, `{"sources":[{"name":"d","tables":[]}]}`,
			"removed sources[d].tables[author]\n"},
		{"a list that appears", `{"sources":[{"name":"d"}]}`, `{"sources":[{"name":"d","tables":[` + author + `]}]}`,
			"added sources[d].tables[author]\n"},
		{"a schema", `{"sources":[{"name":"d","tables":[{"table":{"schema":"x","name":"t"}}]}]}`, `{"sources":[{"name":"d","tables":[]}]}`,
			"removed sources[d].tables[x.t]\n"},
		{"keys of a part", `{"sources":[{"name":"d","tables":[` + author + `]}]}`,
			`{"sources":[{"name":"d","tables":[` + strings.Replace(author, `"_eq":1`, `"_eq":2`, 1) + `]}]}`,
			"changed sources[d].tables[author].select_permissions[user] permission.filter._or\n"},
		{"an object before its parts", `{"sources":[{"name":"d","tables":[` + author + `]}]}`,
			`{"sources":[{"name":"d","tables":[` + strings.NewReplacer(`"is_enum":false`, `"is_enum":true`, `["id"]`, `["id","x"]`).Replace(author) + `]}]}`,
			"changed sources[d].tables[author] is_enum\nchanged sources[d].tables[author].select_permissions[user] permission.columns\n"},
		{"a section that is an object", `{"api_limits":{"disabled":false}}`, `{"api_limits":{"disabled":true},"network":{}}`,
			"changed api_limits disabled\nadded network\n"},
		{"lists inside of objects", `{"query_collections":[{"name":"c","definition":{"queries":[{"name":"q","query":"a"}]}}]}`,
			`{"query_collections":[{"name":"c","definition":{"queries":[{"name":"q","query":"b"},{"name":"r","query":"c"}]}}]}`,
			"changed query_collections[c].definition.queries[q] query\nadded query_collections[c].definition.queries[r]\n"},
		{"names that are not unique are no names", `{"x":{"list":[{"name":"a"},{"name":"a"}]}}`, `{"x":{"list":[{"name":"a"}]}}`, "changed x list\n"},
		{"plain lists", `{"graphql_schema_introspection":{"disabled_for_roles":["a"]}}`, `{"graphql_schema_introspection":{"disabled_for_roles":["a","b"]}}`,
			"changed graphql_schema_introspection disabled_for_roles\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changes, err := difference.Compare([]byte(c.before), []byte(c.after))
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, change := range changes {
				fmt.Fprintln(&got, strings.TrimSpace(fmt.Sprint(change.Kind, " ", change.Object, " ", strings.Join(change.Keys, " "))))
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := difference.Compare([]byte("{"), []byte("{}")); err == nil {
		t.Error("a document that is no JSON was compared")
	}
}
