package actions_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/actions"
	"github.com/weftql/weft/planner"
)

var admin = planner.Role{Name: planner.Admin}

func TestBrokenCustomTypesAreListedAndLeftOut(t *testing.T) {
	const action = `[{"name":"a","definition":{"handler":"{{HANDLER}}","output_type":"T"}},{"name":"b","definition":{"handler":"{{HANDLER}}","output_type":"Int"}}]`
	for _, c := range []struct{ types, want string }{
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Int"}]}],"enums":[{"name":"T","values":[{"value":"A"}]}]}`, `because duplicate type names: "T"`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Int"}]}],"scalars":[{"name":"Int"}]}`, `because duplicate type names: "Int"`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Gone"}]}]}`, `the type "Gone" for field "a" in object "T" does not exist`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"In"}]}],"input_objects":[{"name":"In","fields":[{"name":"a","type":"Int"}]}]}`, `the type "In" for field "a" in object "T"`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Int"}]}],"input_objects":[{"name":"In","fields":[{"name":"a","type":"T"}]}]}`, `the type "T" for field "a" in input object "In"`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Int"},{"name":"a","type":"Int"}]}]}`, `with the same name in object "T": "a"`},
		{`{"objects":[{"name":"T","fields":[]}]}`, `object "T" has no fields`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Int"}],"relationships":[{"name":"a","type":"object","remote_table":"t","field_mapping":{"a":"b"}}]}]}`, `with the same name in object "T": "a"`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Int"}],"relationships":[{"name":"r","type":"object","remote_table":"t","field_mapping":{"b":"b"}}]}]}`, `the field "b" for relationship "r" does not exist in object "T"`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"[Int]"}],"relationships":[{"name":"r","type":"object","remote_table":"t","field_mapping":{"a":"b"}}]}]}`, `the type of field "a" for relationship "r" in object "T" is a list type`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Int"}],"relationships":[{"name":"r","type":"object","remote_table":"t","field_mapping":{"a":"b"}},{"name":"s","type":"object","source":"other","remote_table":"t","field_mapping":{"a":"b"}}]}]}`, `more than one source: "default" and "other"`},
		{`{"objects":[{"name":"T","fields":[{"name":"a","type":"Int"}]}],"enums":[{"name":"E","values":[]},{"name":"F","values":[{"value":"A"},{"value":"A"}]}]}`, "for the following reasons:\n • the enum type \"E\" has no values\n • the enum type \"F\" has duplicate values: \"A\""},
	} {
		s, problems := actions.New(actions.Options{Actions: readActions(t, action), Types: readTypes(t, c.types), Caller: caller("http://127.0.0.1:1")})
		if len(problems) != 2 || problems[0].Action != "" || problems[1].Action != "a" {
			t.Errorf("%s: problems %v", c.types, problems)
			continue
		}
		const start = "constraint-violation @ $: validation for the given custom types failed "
		if got := problems[0].Err.Error(); !strings.HasPrefix(got, start) || !strings.Contains(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.types, got, c.want)
		}
		if part, err := s.Part(admin); err != nil || len(part.Roots("mutation")) != 1 {
			t.Errorf("the other action is gone too: %v", err)
		}
	}
}

func TestBrokenActionsAreListedAndLeftOut(t *testing.T) {
	for _, c := range []struct{ definition, want string }{
		{`"handler":"{{HANDLER}}","output_type":"Gone"`, `not-exists @ $: the type: "Gone" is not an object or scalar type defined in custom types`},
		{`"handler":"{{HANDLER}}","output_type":"OrderInput"`, `not-exists @ $: the type: "OrderInput" is not an object or scalar type`},
		{`"handler":"{{HANDLER}}","output_type":"Int","arguments":[{"name":"a","type":"Order"}]`, `invalid-params @ $: the type: "Order" is not defined in custom types or it is not a scalar/enum/input_object`},
		{`"handler":"{{HANDLER}}","output_type":"Int","arguments":[{"name":"a","type":"Int"},{"name":"a","type":"Int"}]`, `with the same name: "a"`},
		{`"handler":"{{GONE}}/{{LOST}}","output_type":"Int"`, "unexpected @ $: Value for environment variables not found: GONE, LOST"},
		{`"handler":"nowhere","output_type":"Int"`, "not a valid URI generated from the template: nowhere"},
		{`"handler":"{{HANDLER}}","output_type":"Int","headers":[{"name":"X","value_from_env":"GONE"}]`, "environment variable 'GONE' not set"},
		{`"handler":"{{HANDLER}}","output_type":"Int","kind":"asynchronous"`, "not-supported @ $: asynchronous actions need a metadata database"},
		{`"handler":"{{HANDLER}}","output_type":"Int","request_transform":{"version":2,"url":"{{nope"}`, "validation-failed @ $: request transform validation failed"},
		{`"handler":"{{HANDLER}}","output_type":"Int","response_transform":{"body":"{{if}}"}`, "validation-failed @ $: response transform validation failed"},
		{`"handler":"{{HANDLER}}","output_type":"Int","request_transform":{"version":3}`, "parse-failed @ $: unknown version of a transform: 3"},
		{`"handler":"{{HANDLER}}","output_type":"Order","kind":"asynchronous"`, `constraint-error @ $: Async action relations cannot be used with object fields: "ship"`},
	} {
		_, problems := actions.New(actions.Options{
			Actions: readActions(t, `[{"name":"a","definition":{`+c.definition+`}}]`), Types: readTypes(t, types), Scalars: []string{"numeric"},
			Caller: caller("http://127.0.0.1:1"),
		})
		if len(problems) != 1 || problems[0].Action != "a" || !strings.Contains(problems[0].Err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.definition, problems, c.want)
		}
	}
}

func TestRelationshipOverANestedObjectIsRefused(t *testing.T) {
	custom := `{"objects":[{"name":"T","fields":[{"name":"o","type":"U"}],"relationships":[{"name":"r","type":"object","remote_table":"t","field_mapping":{"o":"b"}}]},
		{"name":"U","fields":[{"name":"a","type":"Int"}]}]}`
	_, problems := actions.New(actions.Options{
		Actions: readActions(t, `[{"name":"a","definition":{"handler":"{{HANDLER}}","output_type":"T"}}]`), Types: readTypes(t, custom),
		Caller: caller("http://127.0.0.1:1"),
	})
	const want = `constraint-error @ $: Relationships cannot be defined with nested object fields: "r"`
	if len(problems) != 1 || problems[0].Err.Error() != want {
		t.Errorf("got %v, want %s", problems, want)
	}
}
