package remote_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas"
)

// lead replaces the relationships of a source.
func lead(links string) change {
	return func(o *remote.Options) {
		o.Relationships = nil
		if err := json.Unmarshal([]byte(links), &o.Relationships); err != nil {
			panic(err)
		}
	}
}

func relationship(typeName, definition string) string {
	return `[{"type_name":"` + typeName + `","relationships":[{"name":"rel","definition":` + definition + `}]}]`
}

func toMeteo(fields, field string) string {
	return `{"to_remote_schema":{"remote_schema":"meteo","lhs_fields":[` + fields + `],"remote_field":` + field + `}}`
}

func TestRelationshipsThatCannotLeaveAreProblems(t *testing.T) {
	now := toMeteo(``, `{"now":{"arguments":{}}}`)
	for _, c := range []struct{ links, want string }{
		{relationship("Gone", now), `not-found @ $: no type named "Gone" defined in remote schema "shop"`},
		{relationship("Node", now), `not-supported @ $: remote relationships on a remote schema can only be defined on object types`},
		{relationship("Hit", now), `can only be defined on object types`},
		{relationship("Place", toMeteo(`"lat","alt"`, `{"now":{"arguments":{}}}`)), `field with name "alt"is not provided by the lhs entity"Place"for defining a join condition, the allowed fields are "lat" or "lon"`},
		{relationship("Item", toMeteo(`"price"`, `{"now":{"arguments":{}}}`)), `the allowed fields are "id", "name", "origin" or "sku"`},
		{strings.Replace(relationship("Item", now), `"rel"`, `"name"`, 1), `field with name "name" already exists in type "Item"`},
	} {
		w := newWorld(t, map[string]change{"shop": lead(c.links)})
		problems := w.sources["shop"].Problems()
		if len(problems) != 1 || problems[0].Type == "" || problems[0].Relationship == "" || !strings.Contains(problems[0].Err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.links, problems, c.want)
		}
		if got := w.ask(t, `{ items(first: 1) { name } }`); got != `{"items":[{"name":"Anvil"}]}` {
			t.Errorf("the schema does not work without it: %s", got)
		}
	}
}

// TestTemplatesThatDoNotFitCannotLand walks section 6.2.
func TestTemplatesThatDoNotFitCannotLand(t *testing.T) {
	for _, c := range []struct{ field, want string }{
		{`{"gone":{"arguments":{}}}`, `remote field with name "gone" and type "Query" not found`},
		{`{"spot":{"arguments":{},"field":{"sea":{"arguments":{}}}}}`, `remote field with name "sea" and type "Spot" not found`},
		{`{"now":{"arguments":{},"field":{"x":{"arguments":{}}}}}`, `remote field with name "x" and type "String" not found`},
		{`{"spot":{"arguments":{"where":"$lat"}}}`, `argument with name "where" not found in remote schema`},
		{`{"spot":{"arguments":{"at":{"lat":"$alt"}}}}`, `variable "alt" is not found`},
		{`{"spot":{"arguments":{"at":{"alt":"$lat"}}}}`, `argument with name "alt" not found in remote schema`},
		{`{"spot":{"arguments":{"at":{"lat":"high"}}}}`, `expected type "Float" but got "String"`},
		{`{"spot":{"arguments":{"at":"here"}}}`, `expected type "PointIn" but got "String"`},
		{`{"spot":{"arguments":{"at":["$lat"]}}}`, `type "PointIn"is not a list type`},
		{`{"spot":{"arguments":{},"field":{"forecast":{"arguments":{"unit":{"x":1}}}}}}`, `expected type "String" but got an object`},
		{`{"spot":{"arguments":{},"field":{"forecast":{"arguments":{"unit":1}}}}}`, `expected type "String" but got "Int"`},
		{`{"spot":{"arguments":{},"field":{"forecast":{"arguments":{"days":true}}}}}`, `expected type "Int" but got "Boolean"`},
		{`{"spot":{"arguments":{},"field":{"forecast":{"arguments":{"filter":{"sources":["a","b"]}}}}}}`, `multiple elements in list value is not supported`},
	} {
		w := newWorld(t, map[string]change{"shop": lead(relationship("Place", toMeteo(`"lat","lon"`, c.field)))})
		schema, conflicts := w.merge(t, planner.Role{Name: planner.Admin})
		if len(conflicts) != 1 || conflicts[0].Link == nil || conflicts[0].Reason != c.want {
			t.Errorf("%s\n got %+v\nwant %s", c.field, conflicts, c.want)
		}
		if schema.Type("Place") == nil || schema.Type("Place").Field("rel") != nil {
			t.Errorf("%s: the field is there all the same", c.field)
		}
	}
}

func (w *world) merge(tb testing.TB, role planner.Role) (*planner.Schema, []planner.Conflict) {
	tb.Helper()
	var parts []planner.Part
	for _, name := range []string{"shop", "reviews", "meteo"} {
		part, err := w.sources[name].Part(role)
		if err != nil {
			tb.Fatal(err)
		}
		parts = append(parts, part)
	}
	return planner.Merge(role, parts, planner.BindOptions{})
}

func TestMissingTargetIsReported(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": lead(strings.ReplaceAll(relationship("Place", toMeteo(`"lat"`, `{"now":{"arguments":{}}}`)), "meteo", "gone"))})
	_, conflicts := w.merge(t, planner.Role{Name: planner.Admin})
	if len(conflicts) != 1 || conflicts[0].Reason != `remote schema with name "gone" not found` {
		t.Errorf("got %+v", conflicts)
	}
}

// TestLandedFieldIsTheContracts is the example of section 7.7.
func TestLandedFieldIsTheContracts(t *testing.T) {
	w := newWorld(t, nil)
	schema, _ := w.merge(t, planner.Role{Name: planner.Admin})
	field := schema.Type("Place").Field("forecast")
	var args []string
	for _, a := range field.Args {
		args = append(args, a.Name+": "+a.Type.String())
	}
	if diff := cmp.Diff([]string{"days: Int", "filter: FilterIn_remote_rel_shopforecast"}, args); diff != "" {
		t.Error(diff)
	}
	if field.Type.String() != "[Day!]!" {
		t.Errorf("type %s, want the last field's own", field.Type)
	}
	reduced := schema.Type("FilterIn_remote_rel_shopforecast")
	if len(reduced.Inputs) != 1 || reduced.Inputs[0].Name != "minConfidence" {
		t.Errorf("reduced input: %+v", reduced.Inputs)
	}
	part := schema.Part(planner.ID{Kind: planner.RemoteSchemaSource, Name: "meteo"})
	if !slices.Contains(slices.Collect(part.TypeNames()), reduced.Name) {
		t.Error("the reduced type is not among the part's")
	}
}

func TestLinksToTablesKeepTheirColumns(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": lead(relationship("Item",
		`{"to_source":{"relationship_type":"array","source":"main","table":{"schema":"s","name":"stock"},"field_mapping":{"sku":"code","id":"item_id"}}}`))})
	part, err := w.sources["shop"].Part(planner.Role{Name: planner.Admin})
	if err != nil {
		t.Fatal(err)
	}
	want := []*planner.Link{{
		From: "Item", Name: "rel", Owner: "shop", Source: planner.ID{Kind: planner.DatabaseSource, Name: "main"}, Key: []string{"id", "sku"},
		Target: planner.ToRows{Schema: "s", Table: "stock", Columns: []string{"item_id", "code"}, Array: true},
	}}
	if diff := cmp.Diff(want, part.Links()); diff != "" {
		t.Error(diff)
	}
}

// TestFixedAndGivenValuesThatCannotMerge: a null given for what the template fixes in part.
func TestFixedAndGivenValuesThatCannotMerge(t *testing.T) {
	w := newWorld(t, nil)
	got := w.ask(t, `{ item(id: "1") { origin { forecast(filter: null) { tmax } } } }`)
	want := `unexpected 0 combineValues: cannot combine values ({"source":"best","sources":["a"]}) and (null) for field filter; ` +
		`lists can only be merged with lists, objects can only be merged with objects`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSourceIsReopenedWithoutAskingAgain(t *testing.T) {
	w := newWorld(t, nil)
	shop := w.sources["shop"]
	opts := options("shop", w.servers["shop"].URL)
	if !shop.SameServer(opts) {
		t.Fatal("the same definition is another server")
	}
	w.servers["shop"].Close()
	again, err := shop.Reopen(opts)
	if err != nil {
		t.Fatal(err)
	}
	part, err := again.Part(planner.Role{Name: planner.Admin})
	if err != nil || part.Type("Item") == nil || len(part.Links()) != 0 {
		t.Errorf("got %v, %d links, %v", part.Type("Item"), len(part.Links()), err)
	}
	opts.Definition.TimeoutSeconds++
	if shop.SameServer(opts) {
		t.Error("another definition is the same server")
	}
}
