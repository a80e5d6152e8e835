package schema_test

import (
	"testing"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

const typesSetup = `
create extension ltree;
create extension postgis;
create type mood as enum ('ok');
create table things (
	id int primary key, small smallint not null, big bigint, num numeric, yes boolean, txt text, d date, u uuid,
	js jsonb, tree ltree, iv interval, m mood, geom geometry, tags text[], nums int[], counter int not null
)`

const typesMetadata = `{"tables": [{"table": {"schema": "public", "name": "things"}}]}`

func TestValuesAreCheckedByTheTypeOfTheirColumn(t *testing.T) {
	t.Parallel()
	s := schema.New(newDatabase(t, typesSetup).model(t, typesMetadata, model.Options{}), planner.Role{Name: planner.Admin}, schema.Options{})
	const overflow = " lies outside the bounds or is not an integer. Maybe it is a float, or is there integer overflow?"
	const path = "Expecting label path: a sequence of zero or more labels separated by dots, for example L1.L2.L3"
	for _, c := range []struct {
		typ, input, value string
		want              string // "" for accepted, else code, path below $ and message
	}{
		{"Int_comparison_exp", "_eq", `5`, ""},
		{"Int_comparison_exp", "_eq", `"5"`, ""},
		{"Int_comparison_exp", "_eq", `"not a number"`, ""}, // PostgreSQL decides
		{"Int_comparison_exp", "_eq", `5.0`, ""},
		{"Int_comparison_exp", "_eq", `3.5`, "parse-failed @ $: The value 3.5" + overflow},
		{"Int_comparison_exp", "_eq", `2147483648`, "parse-failed @ $: The value 2.147483648e9" + overflow},
		{"Int_comparison_exp", "_eq", `1e1000000000`, "parse-failed @ $: The value 1.0e1000000000" + overflow},
		{"Int_comparison_exp", "_eq", `true`, "parse-failed @ $: parsing Integer failed, expected Number, but encountered Boolean"},
		{"Int_comparison_exp", "_eq", `null`, "validation-failed @ $: unexpected null value for type 'Int'"},
		{"Int_comparison_exp", "_in", `[1, 2]`, ""},
		{"Int_comparison_exp", "_in", `1`, ""}, // a list of one
		{"Int_comparison_exp", "_in", `[]`, ""},
		{"Int_comparison_exp", "_in", `1.5`, "parse-failed @ $[0]: The value 1.5" + overflow},
		{"Int_comparison_exp", "_in", `[1, null]`, "validation-failed @ $[1]: unexpected null value for type 'Int'"},
		{"Int_comparison_exp", "_nin", `null`, "validation-failed @ $: expected a list, but found null"},
		{"smallint_comparison_exp", "_eq", `32768`, "parse-failed @ $: The value 32768.0" + overflow},
		{"bigint_comparison_exp", "_eq", `9223372036854775807`, ""},
		{"bigint_comparison_exp", "_eq", `9223372036854775808`, "parse-failed @ $: The value 9.223372036854775808e18" + overflow},
		{"numeric_comparison_exp", "_eq", `3.5`, ""},
		{"numeric_comparison_exp", "_eq", `{}`, "parse-failed @ $: parsing Double failed, expected Number, but encountered Object"},
		{"Boolean_comparison_exp", "_eq", `true`, ""},
		{"Boolean_comparison_exp", "_eq", `"t"`, ""},
		{"Boolean_comparison_exp", "_eq", `1`, "parse-failed @ $: parsing Bool failed, expected Boolean, but encountered Number"},
		{"String_comparison_exp", "_like", `"%"`, ""},
		{"String_comparison_exp", "_like", `1`, "parse-failed @ $: parsing Text failed, expected String, but encountered Number"},
		{"String_comparison_exp", "_eq", `false`, "parse-failed @ $: parsing Text failed, expected String, but encountered Boolean"},
		{"date_comparison_exp", "_gt", `"tomorrow"`, ""},
		{"date_comparison_exp", "_gt", `5`, "parse-failed @ $: parsing Day failed, expected String, but encountered Number"},
		{"uuid_comparison_exp", "_eq", `[]`, "parse-failed @ $: parsing UUID failed, expected String, but encountered Array"},
		{"interval_comparison_exp", "_eq", `5`, "parse-failed @ $: A string is expected for type: interval"},
		{"mood_comparison_exp", "_eq", `5`, "parse-failed @ $: A string is expected for type: mood"},
		{"jsonb_comparison_exp", "_contains", `[1, {"a": null}]`, ""},
		{"jsonb_comparison_exp", "_contains", `null`, "validation-failed @ $: unexpected null value for type 'jsonb'"},
		{"ltree_comparison_exp", "_ancestor", `"Tree.Top_1"`, ""},
		{"ltree_comparison_exp", "_ancestor", `""`, ""},
		{"ltree_comparison_exp", "_ancestor", `"Tree."`, "parse-failed @ $: " + path},
		{"ltree_comparison_exp", "_ancestor_any", `["Tree", "a b"]`, "parse-failed @ $[1]: " + path},
		{"ltree_comparison_exp", "_eq", `5`, "parse-failed @ $: " + path},
		{"geometry_comparison_exp", "_eq", `{"type": "Point", "coordinates": [1, 2]}`, ""},
		{"geometry_comparison_exp", "_eq", `"{}"`, ""},
		{"geometry_comparison_exp", "_eq", `1`, "parse-failed @ $: parsing Geometry failed, expected Object, but encountered Number"},
		{"String_array_comparison_exp", "_contains", `["a", null]`, ""}, // nulls are tolerated inside arrays
		{"String_array_comparison_exp", "_contains", `"{a,b}"`, ""},
		{"String_array_comparison_exp", "_contains", `[1]`, "parse-failed @ $[0]: parsing Text failed, expected String, but encountered Number"},
		{"Int_array_comparison_exp", "_eq", `5`, "parse-failed @ $: parsing [] failed, expected Array, but encountered Number"},
		{"Int_array_comparison_exp", "_eq", `null`, "validation-failed @ $: unexpected null value for type 'Int'"},
		{"things_set_input", "big", `null`, ""},
		{"things_set_input", "small", `null`, "validation-failed @ $: unexpected null value for type 'smallint'"},
		{"things_insert_input", "small", `null`, "validation-failed @ $: unexpected null value for type 'smallint'"},
		{"things_inc_input", "counter", `null`, ""},
		{"things_stream_cursor_value_input", "small", `null`, "validation-failed @ $: unexpected null value for type 'smallint'"},
	} {
		got := ""
		if fault := input(t, s, c.typ, c.input).Accept(value(t, c.value), nil); fault != nil {
			got = fault.Error()
		}
		if got != c.want {
			t.Errorf("%s.%s: %s\n got %s\nwant %s", c.typ, c.input, c.value, got, c.want)
		}
	}
}

func TestNullIsRefusedWhereItWouldMeanNoCondition(t *testing.T) {
	t.Parallel()
	s := schema.New(newDatabase(t, typesSetup).model(t, typesMetadata, model.Options{}), planner.Role{Name: planner.Admin}, schema.Options{})
	for typ, inputs := range map[string][]string{
		"things_bool_exp":         {"_and", "_or", "_not", "id"},
		"Int_comparison_exp":      {"_is_null"},
		"jsonb_comparison_exp":    {"_has_keys_any", "_has_keys_all", "_cast"},
		"geometry_comparison_exp": {"_st_d_within"},
		"things_on_conflict":      {"where"},
	} {
		for _, name := range inputs {
			if !input(t, s, typ, name).NoNull {
				t.Errorf("%s.%s takes null", typ, name)
			}
		}
	}
	if in := input(t, s, "jsonb_comparison_exp", "_has_key"); in.NoNull || in.Accept != nil {
		t.Error("_has_key refuses null")
	}
	if in := input(t, s, "things_order_by", "id"); in.NoNull {
		t.Error("an ordering refuses null")
	}
}

func input(t *testing.T, s *schema.Schema, typ, name string) *planner.InputValue {
	t.Helper()
	in := s.Type(typ).Input(name)
	if in == nil {
		t.Fatalf("no input %s.%s", typ, name)
	}
	return in
}

func value(t *testing.T, text string) *planner.Value {
	t.Helper()
	v, err := planner.ParseValue([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
