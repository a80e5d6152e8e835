package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

const linksSetup = `
create schema app;
create table app.products (id int primary key, sku text, shop int);
create table orders (id int primary key, product_id int, color text);
create table colors (name text primary key);
insert into colors values ('red');
alter table orders add foreign key (color) references colors`

const linksMetadata = `{"tables": [
	{"table": {"schema": "app", "name": "products"},
	 "select_permissions": [{"role": "reader", "permission": {"columns": ["sku"], "filter": {}}}],
	 "remote_relationships": [
		{"name": "orders", "definition": {"to_source": {"relationship_type": "array", "source": "other",
			"table": {"schema": "public", "name": "orders"}, "field_mapping": {"id": "product_id", "shop": "id"}}}},
		{"name": "reviews", "definition": {"to_remote_schema": {"remote_schema": "reviews", "lhs_fields": ["sku", "id"],
			"remote_field": {"shop": {"arguments": {"limit": 5, "rate": 0.5}, "field": {"reviews": {"arguments":
				{"where": {"sku": "$sku", "ids": ["$id"]}, "lang": "en", "deep": true}}}}}}}},
		{"name": "old", "definition": {"remote_schema": "reviews", "hasura_fields": ["sku"],
			"remote_field": {"review": {"arguments": {"sku": "$sku"}}}}}]},
	{"table": {"schema": "public", "name": "orders"},
	 "select_permissions": [{"role": "reader", "permission": {"columns": "*", "filter": {}}},
		{"role": "counter", "permission": {"columns": [], "filter": {}, "allow_aggregations": true}}]},
	{"table": {"schema": "public", "name": "colors"}, "is_enum": true}]}`

func TestLinksLeaveWithTheColumnsOfTheirKey(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, linksSetup).model(t, linksMetadata, model.Options{})
	var got []*planner.Link
	for _, link := range schema.New(m, planner.Role{Name: "reader"}, schema.Options{}).Links() {
		if r := link.Meta.(*schema.Remote).Relationship; r.Name != link.Name {
			t.Errorf("link %s carries relationship %s", link.Name, r.Name)
		}
		bare := *link
		bare.Meta = nil
		got = append(got, &bare)
	}
	key := func(name string) planner.Template { return planner.Template{Key: name} }
	constant := func(v *planner.Value) planner.Template { return planner.Template{Literal: v} }
	want := []*planner.Link{
		{
			From: "app_products", Name: "old", Owner: "app_products", Key: []string{"sku"},
			Source: planner.ID{Kind: planner.RemoteSchemaSource, Name: "reviews"},
			Target: planner.ToField{Steps: []planner.FieldStep{{Name: "review", Args: []planner.TemplateArg{{Name: "sku", Value: key("sku")}}}}},
		},
		{
			From: "app_products", Name: "orders", Owner: "app_products", Key: []string{"id", "shop"},
			Source: planner.ID{Kind: planner.DatabaseSource, Name: "other"},
			Target: planner.ToRows{Schema: "public", Table: "orders", Columns: []string{"product_id", "id"}, Array: true},
		},
		{
			From: "app_products", Name: "reviews", Owner: "app_products", Key: []string{"sku", "id"},
			Source: planner.ID{Kind: planner.RemoteSchemaSource, Name: "reviews"},
			Target: planner.ToField{Steps: []planner.FieldStep{
				{Name: "shop", Args: []planner.TemplateArg{
					{Name: "limit", Value: constant(planner.IntValue(5))},
					{Name: "rate", Value: constant(&planner.Value{Kind: planner.Float, Text: "0.5"})},
				}},
				{Name: "reviews", Args: []planner.TemplateArg{
					{Name: "where", Value: planner.Template{Object: []planner.TemplateArg{
						{Name: "sku", Value: key("sku")}, {Name: "ids", Value: planner.Template{List: []planner.Template{key("id")}}},
					}}},
					{Name: "lang", Value: constant(planner.StringValue("en"))},
					{Name: "deep", Value: constant(planner.TrueValue)},
				}},
			}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}

func TestLinksNeedTheTableTheyLeaveFrom(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, linksSetup).model(t, linksMetadata, model.Options{})
	if links := schema.New(m, planner.Role{Name: "counter"}, schema.Options{}).Links(); len(links) > 0 {
		t.Errorf("a role that cannot select has links: %v", links[0])
	}
	for _, link := range schema.New(m, planner.Role{Name: planner.Admin, Relay: true}, schema.Options{}).Links() {
		if link.Source.Kind == planner.RemoteSchemaSource {
			t.Errorf("the Relay schema has a link to a remote schema: %s", link.Name)
		}
	}
}

func TestLandedFields(t *testing.T) {
	t.Parallel()
	m := newDatabase(t, linksSetup).model(t, linksMetadata, model.Options{})
	orders := planner.ToRows{Schema: "public", Table: "orders", Columns: []string{"product_id"}}
	many := orders
	many.Array = true
	for _, c := range []struct {
		name, role string
		target     planner.Target
		want       []string // fields, as `name: type`; or one error
	}{
		{"an object is nullable", "reader", orders, []string{"link: orders"}},
		{"a list is not", "reader", many, []string{"link: [orders!]!"}},
		{"with its aggregate where allowed", "counter", many, []string{"link: [orders!]!", "link_aggregate: orders_aggregate!"}},
		{"nothing without permission", "nobody", many, nil},
		{"unknown table", "reader", planner.ToRows{Schema: "public", Table: "none"}, []string{`error: table "none" does not exist in source: default`}},
		{"unknown column", "reader", planner.ToRows{Schema: "public", Table: "orders", Columns: []string{"x"}}, []string{`error: column "x" of table "orders" does not exist`}},
		{"an enum", "reader", planner.ToRows{Schema: "public", Table: "orders", Columns: []string{"color"}}, []string{"error: relationships to enum fields are not supported yet"}},
		{"a field", "reader", planner.ToField{}, []string{"error: source default: a relationship cannot lead to a field of a database"}},
	} {
		fields, err := schema.New(m, planner.Role{Name: c.role}, schema.Options{}).Land(&planner.Link{Name: "link", Target: c.target})
		var got []string
		for _, f := range fields {
			got = append(got, f.Name+": "+f.Type.String())
			if landing := f.Meta.(*schema.Landing); landing.Table.Name.Name != "orders" || landing.Columns[0].Name != "product_id" {
				t.Errorf("%s: landed on %v", c.name, landing)
			}
		}
		if err != nil {
			got = append(got, "error: "+err.Error())
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
