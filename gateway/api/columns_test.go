package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/postgres-source/pgtest"
)

// columnCase is metadata that names the column `a` of the table item, written as `‹a›`. It is
// given by what stands in the entry of item, of the tables refers and elsewhere, of the source, and
// of the document.
type columnCase struct {
	name                           string
	item, refers, source, document string
	// without is what is left once the column has been dropped: of the entry that names it.
	without string
	// edited is what is told to be edited by a rename, and dropped what a drop takes away as a
	// whole; what it does not take away it edits.
	edited  []string
	dropped bool
}

const (
	itemSelect   = `permission item.user.select in source "default"`
	itemInsert   = `permission item.user.insert in source "default"`
	itemUpdate   = `permission item.user.update in source "default"`
	itemDelete   = `permission item.user.delete in source "default"`
	refersSelect = `permission refers.user.select in source "default"`
)

// Everything in a document that can name a column: a rename is carried through, a drop takes
// out the name and leaves the rest, and what cannot be without it goes.
var columnCases = []columnCase{
	{name: "nothing", item: `"select_permissions":[{"role":"user","permission":{"columns":["id","b"],"filter":{"b":{"_eq":1}}}}]`,
		without: `"select_permissions":[{"role":"user","permission":{"columns":["id","b"],"filter":{"b":{"_eq":1}}}}]`},
	{name: "columns that may be selected", item: `"select_permissions":[{"role":"user","permission":{"columns":["id","‹a›"],"filter":{}}}]`,
		without: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{}}}]`, edited: []string{itemSelect}},
	{name: "a filter", item: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[{"b":1},{"‹a›":{"_gt":2}}]}}}]`,
		without: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[{"b":1},{"_or":[]}]}}}]`, edited: []string{itemSelect}},
	{name: "a filter below _not", item: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_not":{"‹a›":{"_gt":2}}}}}]`,
		without: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_not":{}}}}]`, edited: []string{itemSelect}},
	{name: "a comparison of columns", item: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"b":{"_ceq":"‹a›"}}}}]`,
		without: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[]}}}]`, edited: []string{itemSelect}},
	{name: "a comparison with a column of the root", item: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_exists":{"_table":{"name":"refers","schema":"public"},"_where":{"x":{"_ceq":["$","‹a›"]}}}}}}]`,
		without: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[]}}}]`, edited: []string{itemSelect}},
	{name: "a filter in _exists", refers: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_exists":{"_table":{"name":"item","schema":"public"},"_where":{"‹a›":{"_eq":1}}}}}}]`,
		without: `"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[]}}}]`, edited: []string{refersSelect}},
	{name: "a filter through a relationship", refers: `"object_relationships":[{"name":"item","using":{"foreign_key_constraint_on":"item_id"}}],"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"item":{"‹a›":{"_eq":1}}}}}]`,
		without: `"object_relationships":[{"name":"item","using":{"foreign_key_constraint_on":"item_id"}}],"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[]}}}]`, edited: []string{refersSelect}},
	{name: "a filter through a computed field", refers: `"computed_fields":[{"name":"items","definition":{"function":{"name":"items_of","schema":"public"}}}],"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"items":{"‹a›":{"_eq":1}}}}}]`,
		without: `"computed_fields":[{"name":"items","definition":{"function":{"name":"items_of","schema":"public"}}}],"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[]}}}]`, edited: []string{refersSelect}},
	{name: "a filter through a relationship to another source", refers: `"remote_relationships":[{"name":"far","definition":{"to_source":{"source":"default","table":{"name":"item","schema":"public"},"relationship_type":"object","field_mapping":{"item_id":"id"}}}}],"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"far":{"‹a›":{"_eq":1}}}}}]`,
		without: `"remote_relationships":[{"name":"far","definition":{"to_source":{"source":"default","table":{"name":"item","schema":"public"},"relationship_type":"object","field_mapping":{"item_id":"id"}}}}],"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"_or":[]}}}]`, edited: []string{refersSelect}},
	{name: "an insert", item: `"insert_permissions":[{"role":"user","permission":{"check":{"‹a›":{"_gt":0}},"columns":["id","‹a›"]}}]`,
		without: `"insert_permissions":[{"role":"user","permission":{"check":{"_or":[]},"columns":["id"]}}]`, edited: []string{itemInsert}},
	{name: "a preset of an insert", item: `"insert_permissions":[{"role":"user","permission":{"check":{},"columns":["id"],"set":{"‹a›":"x-hasura-user-id","b":1}}}]`,
		without: `"insert_permissions":[{"role":"user","permission":{"check":{},"columns":["id"],"set":{"b":1}}}]`, edited: []string{itemInsert}},
	{name: "an update", item: `"update_permissions":[{"role":"user","permission":{"check":{"‹a›":{"_gt":0}},"columns":["b","‹a›"],"filter":{"‹a›":1},"set":{"‹a›":"x-hasura-user-id"}}}]`,
		without: `"update_permissions":[{"role":"user","permission":{"check":{"_or":[]},"columns":["b"],"filter":{"_or":[]}}}]`, edited: []string{itemUpdate}},
	{name: "a delete", item: `"delete_permissions":[{"role":"user","permission":{"filter":{"‹a›":1}}}]`,
		without: `"delete_permissions":[{"role":"user","permission":{"filter":{"_or":[]}}}]`, edited: []string{itemDelete}},
	{name: "a foreign key", item: `"object_relationships":[{"name":"refers","using":{"foreign_key_constraint_on":"‹a›"}}]`,
		edited: []string{`relationship item.refers in source "default"`}, dropped: true},
	{name: "a foreign key from the other side", refers: `"array_relationships":[{"name":"items","using":{"foreign_key_constraint_on":{"column":"‹a›","table":{"name":"item","schema":"public"}}}}]`,
		edited: []string{`relationship refers.items in source "default"`}, dropped: true},
	{name: "a relationship of one's own", item: `"array_relationships":[{"name":"r","using":{"manual_configuration":{"column_mapping":{"‹a›":"x"},"insertion_order":null,"remote_table":{"name":"refers","schema":"public"}}}}]`,
		edited: []string{`relationship item.r in source "default"`}, dropped: true},
	{name: "a relationship of one's own from the other side", refers: `"array_relationships":[{"name":"r","using":{"manual_configuration":{"column_mapping":{"x":"‹a›"},"insertion_order":null,"remote_table":{"name":"item","schema":"public"}}}}]`,
		edited: []string{`relationship refers.r in source "default"`}, dropped: true},
	{name: "a relationship to a source", item: `"remote_relationships":[{"name":"r","definition":{"to_source":{"source":"default","table":{"name":"refers","schema":"public"},"relationship_type":"array","field_mapping":{"‹a›":"x"}}}}]`,
		edited: []string{`remote relationship item.r in source "default"`}, dropped: true},
	{name: "a relationship from a source", refers: `"remote_relationships":[{"name":"r","definition":{"to_source":{"source":"default","table":{"name":"item","schema":"public"},"relationship_type":"array","field_mapping":{"x":"‹a›"}}}}]`,
		edited: []string{`remote relationship refers.r in source "default"`}, dropped: true},
	{name: "a relationship to a remote schema", item: `"remote_relationships":[{"name":"r","definition":{"to_remote_schema":{"remote_schema":"far","lhs_fields":["‹a›"],"remote_field":{"find":{"arguments":{"key":"$‹a›"}}}}}}]`,
		edited: []string{`remote relationship item.r in source "default"`}, dropped: true},
	{name: "a relationship from a remote schema", document: `"remote_schemas":[{"name":"far","definition":{"url":"‹url›"},"remote_relationships":[{"type_name":"Thing","relationships":[{"name":"r","definition":{"to_source":{"source":"default","table":{"name":"item","schema":"public"},"relationship_type":"array","field_mapping":{"key":"‹a›"}}}}]}]}]`,
		edited: []string{"remote_relationship r on type Thing in remote schema far"}, dropped: true},
	{name: "a relationship from an action's type", document: `"custom_types":{"objects":[{"name":"Out","fields":[{"name":"key","type":"Int!"}],"relationships":[{"name":"r","type":"array","source":"default","remote_table":{"name":"item","schema":"public"},"field_mapping":{"key":"‹a›"}}]}]}`,
		without: `"custom_types":{"objects":[{"name":"Out","fields":[{"name":"key","type":"Int!"}]}]}`,
		edited:  []string{"relationship r of custom type Out"}, dropped: true},
	{name: "a relationship from a native query", source: `"logical_models":[{"name":"m","fields":[{"name":"key","type":"integer"}]}],"native_queries":[{"root_field_name":"q","code":"select 1 as key","returns":"m","array_relationships":[{"name":"r","using":{"manual_configuration":{"column_mapping":{"key":"‹a›"},"insertion_order":null,"remote_table":{"name":"item","schema":"public"}}}}]}]`,
		without: `"logical_models":[{"name":"m","fields":[{"name":"key","type":"integer"}]}],"native_queries":[{"root_field_name":"q","code":"select 1 as key","returns":"m"}]`,
		edited:  []string{`native query q in source "default"`}},
	{name: "a filter of a logical model", source: `"logical_models":[{"name":"m","fields":[{"name":"key","type":"integer"}],"select_permissions":[{"role":"user","permission":{"columns":["key"],"filter":{"_exists":{"_table":{"name":"item","schema":"public"},"_where":{"‹a›":{"_eq":1}}}}}}]}]`,
		without: `"logical_models":[{"name":"m","fields":[{"name":"key","type":"integer"}],"select_permissions":[{"role":"user","permission":{"columns":["key"],"filter":{"_or":[]}}}]}]`,
		edited:  []string{`logical model m in source "default"`}},
	{name: "names and comments", item: `"configuration":{"column_config":{"‹a›":{"custom_name":"first"}},"custom_column_names":{"‹a›":"first"},"custom_root_fields":{}}`,
		without: `"configuration":{"column_config":{},"custom_column_names":{},"custom_root_fields":{}}`, edited: []string{`table item in source "default"`}},
	{name: "an event trigger", item: `"event_triggers":[{"name":"t","definition":{"enable_manual":false,"insert":{"columns":"*"},"update":{"columns":["‹a›","b"],"payload":["‹a›"]}},"retry_conf":{"interval_sec":10,"num_retries":0,"timeout_sec":60},"webhook":"http://localhost"}]`,
		without: `"event_triggers":[{"name":"t","definition":{"enable_manual":false,"insert":{"columns":"*"},"update":{"columns":["b"],"payload":[]}},"retry_conf":{"interval_sec":10,"num_retries":0,"timeout_sec":60},"webhook":"http://localhost"}]`,
		edited:  []string{`event-trigger item.t in source "default"`}},
}

// columnSchema is made anew for each case.
const columnSchema = `drop schema public cascade; create schema public;
create table refers (id int primary key, item_id int, x int);
create table item (id int primary key, a int references refers, b int);
alter table refers add foreign key (item_id) references item;
create function items_of(r refers) returns setof item language sql stable as 'select * from item'`

// things is what the remote schema of the cases answers to introspection.
const things = `{"data":{"__schema":{"queryType":{"name":"Query"},"mutationType":null,"subscriptionType":null,"directives":[],"types":[
	{"kind":"OBJECT","name":"Query","interfaces":[],"fields":[{"name":"find","args":[{"name":"key","type":{"kind":"SCALAR","name":"Int"}}],"isDeprecated":false,"type":{"kind":"OBJECT","name":"Thing"}}]},
	{"kind":"OBJECT","name":"Thing","interfaces":[],"fields":[{"name":"key","args":[],"isDeprecated":false,"type":{"kind":"SCALAR","name":"Int"}}]},
	{"kind":"SCALAR","name":"Int"},{"kind":"SCALAR","name":"String"},{"kind":"SCALAR","name":"Boolean"}]}}}`

func TestEverythingThatNamesAColumn(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(things)) }))
	t.Cleanup(upstream.Close)
	g := start(t, "")
	for _, c := range columnCases {
		t.Run(c.name, func(t *testing.T) {
			before := c.on(upstream.URL, "a")
			told := g.change(t, before, "alter table item rename column a to fresh")
			if diff := cmp.Diff(told, changesOf(nil, c.edited)); diff != "" {
				t.Errorf("told of the rename (-got +want)\n%s", diff)
			}
			g.expectDocument(t, c.on(upstream.URL, "fresh"))

			left := c
			*left.named() = c.without
			dropped, edited := c.edited, []string(nil)
			if !c.dropped {
				dropped, edited = nil, c.edited
			}
			told = g.change(t, before, "alter table item drop column a")
			if diff := cmp.Diff(told, changesOf(dropped, edited)); diff != "" {
				t.Errorf("told of the drop (-got +want)\n%s", diff)
			}
			g.expectDocument(t, left.on(upstream.URL, "a"))
		})
	}
}

// Of what happens at once nothing is in the way of anything else: names are found by way of
// relationships that lead to tables with other names.
func TestRenamesAndDropsAtOnce(t *testing.T) {
	g := start(t, "")
	const item = `{"table":{"name":"item","schema":"public"},"select_permissions":[{"role":"user","permission":{"columns":["a","b"],"filter":{"refers":{"x":{"_eq":1}}}}}],"object_relationships":[{"name":"refers","using":{"foreign_key_constraint_on":"a"}}]}`
	const refers = `{"table":{"name":"refers","schema":"public"},"object_relationships":[{"name":"own","using":{"manual_configuration":{"column_mapping":{"item_id":"id"},"insertion_order":null,"remote_table":{"name":"item","schema":"public"}}}}],"select_permissions":[{"role":"user","permission":{"columns":["id"],"filter":{"own":{"a":{"_eq":1}}}}}]}`
	document := func(item, refers string) string {
		return `{"version":3,"sources":[{"name":"default","kind":"postgres","tables":[` + item + `,` + refers + `],"configuration":{"connection_info":{"database_url":{"from_env":"SOURCE_URL"}}}}]}`
	}
	told := g.change(t, document(item, refers), "alter table item drop column b; alter table item rename to thing; alter table thing rename column a to fresh; alter table refers rename column x to y")
	want := changesOf(nil, []string{
		`permission refers.user.select in source "default"`, `permission thing.user.select in source "default"`,
		`relationship refers.own in source "default"`, `relationship thing.refers in source "default"`,
	})
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got)\n%s", diff)
	}
	g.expectDocument(t, document(
		strings.NewReplacer(`"item"`, `"thing"`, `"a"`, `"fresh"`).Replace(refers),
		strings.NewReplacer(`"item"`, `"thing"`, `"a"`, `"fresh"`, `,"b"`, ``, `"x"`, `"y"`).Replace(item)))
}

// named is the part of the case that names the column.
func (c *columnCase) named() *string {
	for _, part := range []*string{&c.item, &c.refers, &c.source, &c.document} {
		if *part != "" {
			return part
		}
	}
	return &c.item
}

// on is the whole document, with a name for the column.
func (c *columnCase) on(url, column string) string {
	with := func(member string) string {
		if member == "" {
			return ""
		}
		return "," + member
	}
	document := c.document
	if !strings.Contains(document, "remote_schemas") {
		document = strings.Trim(document+`,"remote_schemas":[{"name":"far","definition":{"url":"‹url›"}}]`, ",")
	}
	text := `{"version":3,"sources":[{"name":"default","kind":"postgres","tables":[` +
		`{"table":{"name":"item","schema":"public"}` + with(c.item) + `},{"table":{"name":"refers","schema":"public"}` + with(c.refers) + `}]` + with(c.source) +
		`,"configuration":{"connection_info":{"database_url":{"from_env":"SOURCE_URL"}}}}],` + document + `}`
	return strings.NewReplacer("‹a›", column, "‹url›", url).Replace(text)
}

// change begins with a document and a fresh schema, changes the schema with cascade, and
// returns what is told of the metadata.
func (g *gateway) change(t *testing.T, document, sql string) any {
	t.Helper()
	pgtest.Exec(t, g.source, columnSchema)
	g.must("/v1/metadata", `{"type":"replace_metadata","version":2,"args":{"allow_inconsistent_metadata":true,"metadata":`+document+`}}`)
	g.expectDocument(t, document)
	status, answer := g.post("/v2/query", "admin", `{"type":"run_sql","args":{"cascade":true,"sql":"`+sql+`"}}`)
	var got struct {
		Changes any `json:"metadata_changes"`
	}
	if err := json.Unmarshal(answer, &got); err != nil || status != http.StatusOK {
		t.Fatalf("%s: %d %s", sql, status, answer)
	}
	return got.Changes
}

func changesOf(dropped, edited []string) any {
	if len(dropped)+len(edited) == 0 {
		return nil
	}
	list := func(names []string) []any {
		out := []any{}
		for _, name := range slices.Sorted(slices.Values(names)) {
			out = append(out, name)
		}
		return out
	}
	return map[string]any{"dropped": list(dropped), "edited": list(edited)}
}

// expectDocument compares the document with one that has defaults left out.
func (g *gateway) expectDocument(t *testing.T, want string) {
	t.Helper()
	var expected, got any
	if err := json.Unmarshal([]byte(want), &expected); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(g.must("/v1/metadata", `{"type":"export_metadata","args":{}}`), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(expected, got); diff != "" {
		t.Errorf("the metadata (-want +got)\n%s", diff)
	}
}
