package metadata_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/remote-schemas/metadata"
)

func TestRemoteSchemaRoundTrips(t *testing.T) {
	for name, text := range map[string]string{
		"least": `{"name":"shop","definition":{"url":"https://shop/graphql"}}`,
		"everything": `{"name":"shop","definition":{"url_from_env":"SHOP_URL",
			"headers":[{"name":"X-Key","value":"{{KEY}}"},{"name":"X-Other","value_from_env":"OTHER"}],
			"forward_client_headers":true,"timeout_seconds":5,
			"customization":{"root_fields_namespace":"shop","type_names":{"prefix":"S_","suffix":"_R","mapping":{"Item":"ShopItem"}},
				"field_names":[{"parent_type":"Item","prefix":"s_","mapping":{"id":"itemId"}}]}},
			"comment":"the shop",
			"permissions":[{"role":"clerk","definition":{"schema":"type Query { a: Int }"}}],
			"remote_relationships":[{"type_name":"Item","relationships":[
				{"name":"stock","definition":{"to_source":{"relationship_type":"array","source":"main","table":{"schema":"public","name":"stock"},"field_mapping":{"id":"item_id"}}}},
				{"name":"more","definition":{"to_source":{"relationship_type":"object","source":"main","table":"stock","field_mapping":{"id":"item_id"}}}},
				{"name":"weather","definition":{"to_remote_schema":{"remote_schema":"meteo","lhs_fields":["lat","lon"],
					"remote_field":{"place":{"arguments":{"z":{"lat":"$lat","lon":"$lon"},"at":["$lat"]},
						"field":{"forecast":{"arguments":{"unit":"C","days":3,"f":1.50,"exact":true,"o":{},"l":[]}}}}}}}}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			var s metadata.Schema
			if err := json.Unmarshal([]byte(text), &s); err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			compact := strings.NewReplacer("\n", "", "\t", "").Replace(text)
			if string(got) != compact {
				t.Error(cmp.Diff(compact, string(got)))
			}
		})
	}
}

func TestDefaultsAreFilledAndNotWritten(t *testing.T) {
	var d metadata.Definition
	text := `{"url":"https://shop","headers":[],"forward_client_headers":false,"timeout_seconds":60}`
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	if d.TimeoutSeconds != 60 {
		t.Errorf("timeout %d", d.TimeoutSeconds)
	}
	if got, err := json.Marshal(d); err != nil || string(got) != `{"url":"https://shop"}` {
		t.Errorf("written as %s, %v", got, err)
	}
}

func TestBothRelationshipFormatsAreWrittenAsTheyWereRead(t *testing.T) {
	for _, text := range []string{
		`{"to_remote_schema":{"remote_schema":"shop","lhs_fields":["sku"],"remote_field":{"item":{"arguments":{"id":"$sku"}}}}}`,
		`{"remote_schema":"shop","hasura_fields":["sku"],"remote_field":{"item":{"arguments":{"id":"$sku"}}}}`,
	} {
		var d metadata.RelationshipDefinition
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatal(err)
		}
		if d.ToRemoteSchema == nil || d.ToRemoteSchema.Field.Arguments[0].Value.Key != "sku" {
			t.Errorf("read as %+v", d)
		}
		if got, err := json.Marshal(d); err != nil || string(got) != text {
			t.Errorf("written as %s, want %s", got, text)
		}
	}
}

func TestMistakesAreRefused(t *testing.T) {
	const rest = `,"definition":{"url":"https://shop"}}`
	relationship := func(definition string) string {
		return `{"name":"s","definition":{"url":"https://shop"},"remote_relationships":[{"type_name":"T","relationships":[{"name":"r","definition":` + definition + `}]}]}`
	}
	field := func(field string) string {
		return relationship(`{"to_remote_schema":{"remote_schema":"o","lhs_fields":["a"],"remote_field":` + field + `}}`)
	}
	for _, c := range []struct{ text, want string }{
		{`{"definition":{"url":"https://shop"}}`, "the key 'name' was not present"},
		{`{"name":"s"}`, "the key 'definition' was not present"},
		{`{"name":"s","surprise":1` + rest, `unknown field "surprise"`},
		{`{"name":"s","definition":{}}`, "both `url` and `url_from_env` can't be empty"},
		{`{"name":"s","definition":{"url":"a","url_from_env":"B"}}`, "both `url` and `url_from_env` can't be present"},
		{`{"name":"s","definition":{"url":"a","customization":{"type_names":{"mapping":{"__Type":"T"}}}}}`, `attempt to customize reserved field name "__Type"`},
		{`{"name":"s","definition":{"url":"a","customization":{"field_names":[{"parent_type":"T","mapping":{"__typename":"t"}}]}}}`, `attempt to customize reserved field name "__typename"`},
		{`{"name":"s","definition":{"url":"a","customization":{"field_names":[{}]}}}`, "the key 'parent_type' was not present"},
		{`{"name":"s","permissions":[{"role":"r"}]` + rest, "the key 'definition' was not present"},
		{relationship(`{}`), "exactly one of"},
		{relationship(`{"to_source":{"relationship_type":"many","source":"s","table":"t","field_mapping":{"a":"b"}}}`), "relationship_type"},
		{relationship(`{"to_source":{"relationship_type":"array","source":"s","table":"t"}}`), "the key 'field_mapping' was not present"},
		{relationship(`{"to_source":{"relationship_type":"array","source":"s","table":{"name":"t","x":1},"field_mapping":{"a":"b"}}}`), `unknown field "x"`},
		{field(`{}`), "Expecting one single mapping, received none."},
		{field(`{"a":{"arguments":{}},"b":{"arguments":{}}}`), "Expecting one single mapping, received too many."},
		{field(`{"a":{}}`), "the key 'arguments' was not present"},
		{field(`{"a":{"arguments":{"x":null}}}`), "null is not allowed here"},
		{field(`{"a":{"arguments":{"x":"$"}}}`), "Empty variable name"},
		{field(`{"a":{"arguments":{"x":{"y":"$1a"}}}}`), "Invalid variable name '1a'"},
		{field(`{"a":{"arguments":[]}}`), "arguments must be an object"},
	} {
		var s metadata.Schema
		if err := json.Unmarshal([]byte(c.text), &s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestReferencesListWhatElseIsNamed(t *testing.T) {
	var s metadata.Schema
	err := json.Unmarshal([]byte(`{"name":"shop","definition":{"url":"https://shop"},
		"permissions":[{"role":"clerk","definition":{"schema":"x"}}],
		"remote_relationships":[{"type_name":"A","relationships":[
			{"name":"x","definition":{"to_source":{"relationship_type":"array","source":"main","table":"t","field_mapping":{"a":"z","b":"y"}}}},
			{"name":"y","definition":{"to_remote_schema":{"remote_schema":"meteo","lhs_fields":[],"remote_field":{"now":{"arguments":{}}}}}}]},
			{"type_name":"B","relationships":[
			{"name":"z","definition":{"to_remote_schema":{"remote_schema":"meteo","lhs_fields":[],"remote_field":{"now":{"arguments":{}}}}}}]}]}`), &s)
	if err != nil {
		t.Fatal(err)
	}
	refs := s.References()
	if len(refs.Tables) != 1 || refs.Tables[0].Source != "main" || refs.Tables[0].Table.Name != "t" ||
		!cmp.Equal(refs.Tables[0].Columns, []string{"y", "z"}) {
		t.Errorf("tables: %+v", refs.Tables)
	}
	if !cmp.Equal(refs.Schemas, []string{"meteo"}) || !cmp.Equal(refs.Roles, []string{"clerk"}) {
		t.Errorf("got %+v", refs)
	}
}
