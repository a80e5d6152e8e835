package metadata_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/weftql/weft/postgres-source/metadata"
)

const wholeSource = `{"name":"main","kind":"postgres","tables":[
 {"table":{"name":"author","schema":"public"},"is_enum":true,"configuration":{"column_config":{"id":{"comment":"key","custom_name":"ID"}},"comment":"",
   "custom_column_names":{"id":"ID"},"custom_name":"Author","custom_root_fields":{"insert":"addAuthor","select":{"comment":"all of them","name":"authors"}}},
  "object_relationships":[{"name":"a","using":{"foreign_key_constraint_on":"x"}},{"name":"b","using":{"foreign_key_constraint_on":["x","y"]}},
   {"name":"c","using":{"foreign_key_constraint_on":{"column":"x","table":{"name":"t","schema":"s"}}}},
   {"name":"d","using":{"manual_configuration":{"column_mapping":{"z":"a","b":"c"},"insertion_order":"after_parent","remote_table":{"name":"t","schema":"public"}}},"comment":"hand-made"}],
  "array_relationships":[{"name":"e","using":{"foreign_key_constraint_on":{"columns":["x"],"table":{"name":"t","schema":"s"}}}}],
  "computed_fields":[{"name":"f","definition":{"function":{"name":"fn","schema":"public"},"session_argument":"s","table_argument":"t"}}],
  "remote_relationships":[{"name":"g","definition":{"to_source":{"field_mapping":{"id":"author_id"},"relationship_type":"array","source":"other","table":{"name":"t","schema":"public"}}}},
   {"name":"h","definition":{"to_remote_schema":{"lhs_fields":["id"],"remote_field":{"x":{"arguments":{"id":"$id"}}},"remote_schema":"r"}}},
   {"name":"i","definition":{"hasura_fields":["id"],"remote_field":{"x":{"arguments":{}}},"remote_schema":"r"}}],
  "insert_permissions":[{"role":"u","permission":{"check":{"z":{"_eq":1},"a":"X-Hasura-Id"},"set":{"z":1,"a":"x-hasura-id"},"columns":"*","backend_only":true,"validate_input":{"type":"http"}}}],
  "select_permissions":[{"role":"u","permission":{"columns":["id"],"filter":{},"limit":5,"allow_aggregations":true,"computed_fields":["f"],"query_root_fields":[],"subscription_root_fields":["select_stream"]},"comment":"c"}],
  "update_permissions":[{"role":"u","permission":{"columns":[],"filter":{},"check":null}}],
  "delete_permissions":[{"role":"u","permission":{"filter":{}}}],
  "event_triggers":[{"name":"t","definition":{"enable_manual":true},"retry_conf":{"interval_sec":10,"num_retries":0,"timeout_sec":60}}],
  "apollo_federation_config":{"enable":"v1"}}],
 "functions":[{"function":{"name":"fn","schema":"public"},"configuration":{"custom_name":"n","custom_root_fields":{"function":"x"},"exposed_as":"query","session_argument":"s"},"permissions":[{"role":"u"}],"comment":"c"}],
 "native_queries":[{"arguments":{"a":{"nullable":false,"type":"int"}},"code":"select 1","returns":"m","root_field_name":"q"}],
 "logical_models":[{"name":"m","fields":[{"name":"x","type":{"nullable":true,"scalar":"int"}},{"name":"y","type":"text"},{"name":"z","type":{"array":{"logical_model":"m"}}}]}],
 "configuration":{"connection_info":{"database_url":{"from_env":"DB"},"isolation_level":"serializable","pool_settings":{"max_connections":5},"use_prepared_statements":false},"extensions_schema":"ext"},
 "query_tags":{"disabled":false,"format":"sqlcommenter"},
 "customization":{"naming_convention":"graphql-default","root_fields":{"namespace":"n","prefix":"p"},"type_names":{"suffix":"s"}},
 "health_check":{"interval":5}}`

func TestEncodingADecodedSourceGivesTheSameBytes(t *testing.T) {
	var compact strings.Builder
	for _, line := range strings.Split(wholeSource, "\n") {
		compact.WriteString(strings.TrimSpace(line))
	}
	source, err := metadata.Decode([]byte(wholeSource), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(source)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(compact.String(), string(got)); diff != "" {
		t.Errorf("-written +exported\n%s", diff)
	}
}

func TestDecodeRefusesWhatItCannotHonour(t *testing.T) {
	tests := map[string]struct{ table, want string }{
		"an unknown key of a table":         {`{"table":"t","tabel":1}`, "parse-failed @ $: unexpected keys when parsing TableMetadata : tabel"},
		"a misspelt key of a permission":    {`{"table":"t","select_permissions":[{"role":"r","permission":{"columns":"*","filter":{},"limt":1}}]}`, "unexpected keys when parsing SelPerm : limt"},
		"a permission without its filter":   {`{"table":"t","delete_permissions":[{"role":"r","permission":{}}]}`, "parse-failed @ $.delete_permissions[0].permission: the key 'filter' was not present"},
		"a filter that is not an object":    {`{"table":"t","delete_permissions":[{"role":"r","permission":{"filter":null}}]}`, "expected Object, but encountered Null"},
		"a negative limit":                  {`{"table":"t","select_permissions":[{"role":"r","permission":{"columns":"*","filter":{},"limit":-1}}]}`, "not-supported @ $.select_permissions[0].permission.limit: unexpected negative value"},
		"columns that are neither":          {`{"table":"t","update_permissions":[{"role":"r","permission":{"columns":"id","filter":{}}}]}`, "only * or [] allowed"},
		"an unknown root field":             {`{"table":"t","select_permissions":[{"role":"r","permission":{"columns":"*","filter":{},"query_root_fields":["x"]}}]}`, `unknown root field "x"`},
		"root fields that are no list":      {`{"table":"t","select_permissions":[{"role":"r","permission":{"columns":"*","filter":{},"query_root_fields":"select"}}]}`, "parse-failed @ $.select_permissions[0].permission.query_root_fields: parsing [] failed, expected Array, but encountered String"},
		"a root field that is a number":     {`{"table":"t","select_permissions":[{"role":"r","permission":{"columns":"*","filter":{},"subscription_root_fields":["select",5]}}]}`, "permission.subscription_root_fields[1]: parsing Text failed, expected String, but encountered Number"},
		"a root field that is null":         {`{"table":"t","select_permissions":[{"role":"r","permission":{"columns":"*","filter":{},"query_root_fields":[null]}}]}`, "permission.query_root_fields[0]: parsing Text failed, expected String, but encountered Null"},
		"the same role twice":               {`{"table":"t","delete_permissions":[{"role":"r","permission":{"filter":{}}},{"role":"r","permission":{"filter":{}}}]}`, "multiple declarations exist for the following delete permissions : r"},
		"an empty role":                     {`{"table":"t","delete_permissions":[{"role":"","permission":{"filter":{}}}]}`, "a role name must not be empty"},
		"both ways to use a relationship":   {`{"table":"t","object_relationships":[{"name":"r","using":{"foreign_key_constraint_on":"x","manual_configuration":{"remote_table":"t","column_mapping":{"a":"b"}}}}]}`, "only one of"},
		"neither way to use a relationship": {`{"table":"t","object_relationships":[{"name":"r","using":{}}]}`, "atleast one of"},
		"two root fields of one name":       {`{"table":"t","configuration":{"custom_root_fields":{"select":"a","insert":{"name":"a"}}}}`, "the following custom root field names are duplicated: a"},
		"a name that is null":               {`{"table":{"name":null}}`, "parse-failed @ $.table.name: a value is expected, but encountered Null"},
		"null":                              {`null`, "expected Object, but encountered Null"},
		"a list":                            {`[]`, "expected Object, but encountered Array"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := metadata.DecodeTable([]byte(tt.table), nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestEscapesInNamesAreDecoded(t *testing.T) {
	table, err := metadata.DecodeTable([]byte(`{"table":"t","select_permissions":[{"role":"r\u0021","permission":{
		"columns":["plain","a\"b","c\\d","\u00e9","é"],"filter":{}}}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := table.SelectPermissions[0]
	if diff := cmp.Diff([]string{"plain", `a"b`, `c\d`, "é", "é"}, p.Columns.Names); diff != "" || p.Role != "r!" {
		t.Errorf("role %q, columns: -want +got\n%s", p.Role, diff)
	}
}

func TestNamesAreReadInBothForms(t *testing.T) {
	for _, form := range []string{`"t"`, `{"name":"t"}`, `{"schema":"public","name":"t"}`} {
		name, err := metadata.ParseName([]byte(form))
		if err != nil || name.SQL() != `"public"."t"` {
			t.Errorf("%s: got %v, %v", form, name, err)
		}
	}
}
