package metadata_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

func TestActionRoundTrips(t *testing.T) {
	for _, text := range []string{
		`{"name":"a","definition":{"handler":"{{H}}","type":"mutation","kind":"synchronous","output_type":"T","ignored_client_headers":[]}}`,
		`{"name":"a","definition":{"handler":"{{H}}","type":"query","arguments":[{"name":"x","type":"[[Int!]]!","description":"d"}],"output_type":"T!","headers":[{"name":"X","value_from_env":"V"}],` +
			`"forward_client_headers":true,"ignored_client_headers":["Cookie"],"timeout":5,"request_transform":{"version":2},"response_transform":{"version":1}},` +
			`"comment":"c","permissions":[{"role":"r","comment":"why"},{"role":"s"}]}`,
		`{"name":"a","definition":{"handler":"{{H}}","type":"mutation","kind":"asynchronous","output_type":"T","ignored_client_headers":[]}}`,
	} {
		var a metadata.Action
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got, err := json.Marshal(a); err != nil || string(got) != text {
			t.Error(err, cmp.Diff(text, string(got)))
		}
	}
}

func TestDefaultsOfActions(t *testing.T) {
	var a metadata.Action
	text := `{"name":"a","definition":{"handler":"h","output_type":"T","type":"mutation","kind":"synchronous","timeout":30,"headers":[],"arguments":[]}}`
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	d := a.Definition
	if d.Type != metadata.Mutation || d.Kind != metadata.Synchronous || d.Timeout != 30 || !cmp.Equal(d.IgnoredHeaders, outgoing.UnforwardedHeaders) {
		t.Errorf("got %+v", d)
	}
}

func TestKindOfAQueryIsNotLookedAt(t *testing.T) {
	var a metadata.Action
	if err := json.Unmarshal([]byte(`{"name":"a","definition":{"handler":"h","output_type":"T","type":"query","kind":""}}`), &a); err != nil {
		t.Fatal(err)
	}
	if a.Definition.Kind != metadata.Synchronous {
		t.Errorf("kind %q", a.Definition.Kind)
	}
}

func TestCustomTypesRoundTrip(t *testing.T) {
	const text = `{"input_objects":[{"name":"I","description":"d","fields":[{"name":"a","type":"Int!"}]}],` +
		`"objects":[{"name":"O","fields":[{"name":"a","type":"Int!","description":"d"}],"relationships":[` +
		`{"name":"r","type":"array","source":"s","remote_table":{"schema":"x","name":"t"},"field_mapping":{"a":"b"}},` +
		`{"name":"q","type":"object","source":"default","remote_table":"t","field_mapping":{"a":"b"}}]}],` +
		`"scalars":[{"name":"S"}],"enums":[{"name":"E","values":[{"value":"A","is_deprecated":true}]}]}`
	var c metadata.CustomTypes
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(c); err != nil || string(got) != text {
		t.Error(err, cmp.Diff(text, string(got)))
	}
	if refs := c.Tables(); len(refs) != 2 || refs[0].Source != "s" || refs[0].Table.Schema != "x" || refs[1].Table.Schema != "public" {
		t.Errorf("references: %+v", refs)
	}
}

func TestMistakesAreRefused(t *testing.T) {
	action := func(definition string) string { return `{"name":"a","definition":{` + definition + `}}` }
	for _, c := range []struct{ text, want string }{
		{`{"definition":{"handler":"h","output_type":"T"}}`, "the key 'name' was not present"},
		{`{"name":"a"}`, "the key 'definition' was not present"},
		{action(`"output_type":"T"`), "the key 'handler' was not present"},
		{action(`"handler":"h"`), "the key 'output_type' was not present"},
		{action(`"handler":"h","output_type":"T","type":"subscription"`), "unexpected type"},
		{action(`"handler":"h","output_type":"T","kind":"later"`), "unexpected kind"},
		{action(`"handler":"h","output_type":"T","retries":1`), `unknown field "retries"`},
		{action(`"handler":"h","output_type":"T","arguments":[{"name":"x"}]`), "the key 'type' was not present"},
		{`{"name":"a","definition":{"handler":"h","output_type":"T"},"permissions":[{}]}`, "the key 'role' was not present"},
		{action(`"handler":"h","output_type":"[T"`), "a list is not closed"},
		{action(`"handler":"h","output_type":"T!!"`), "something follows it"},
		{action(`"handler":"h","output_type":""`), "a name is missing"},
		{action(`"handler":"h","output_type":"1T"`), "a name is missing"},
		{action(`"handler":"h","output_type":"` + strings.Repeat("[", 5000) + `T"`), "nested too deeply"},
	} {
		var a metadata.Action
		if err := json.Unmarshal([]byte(c.text), &a); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.120s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
	for _, c := range []struct{ text, want string }{
		{`{"unions":[]}`, `unknown field "unions"`},
		{`{"objects":[{"name":"O","fields":[{"name":"a","type":"Int","arguments":[{}]}]}]}`, "cannot have arguments"},
		{`{"objects":[{"name":"O","fields":[],"relationships":[{"name":"r","type":"many","remote_table":"t","field_mapping":{"a":"b"}}]}]}`, "type of a relationship"},
		{`{"objects":[{"name":"O","fields":[],"relationships":[{"name":"r","type":"array","field_mapping":{"a":"b"}}]}]}`, "the key 'remote_table' was not present"},
		{`{"objects":[{"name":"O","fields":[],"relationships":[{"name":"r","type":"array","remote_table":"t"}]}]}`, "the key 'field_mapping' was not present"},
	} {
		var custom metadata.CustomTypes
		if err := json.Unmarshal([]byte(c.text), &custom); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}
