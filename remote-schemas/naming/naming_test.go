package naming_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/remote-schemas/internal/remotetest"
	"github.com/weftql/weft/remote-schemas/metadata"
	"github.com/weftql/weft/remote-schemas/naming"
	"github.com/weftql/weft/remote-schemas/upstream"
)

const sdl = `
interface Named { name: String }
type Item implements Named { id: ID! name: String }
type Shelf { id: ID! }
type Query { item: Item shelf: Shelf }
`

func names(t *testing.T, customization string) (*naming.Names, error) {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	s, decodeErr := upstream.Decode(remotetest.Introspection(schema))
	if decodeErr != nil {
		t.Fatal(decodeErr)
	}
	var c metadata.Customization
	if err := json.Unmarshal([]byte(customization), &c); err != nil {
		t.Fatal(err)
	}
	return naming.New(&c, s)
}

func TestTypesAreRenamed(t *testing.T) {
	for _, c := range []struct{ customization, original, want string }{
		{`{"type_names":{"prefix":"S_","suffix":"_R","mapping":{"Item":"Thing"}}}`, "Item", "Thing"},
		{`{"type_names":{"prefix":"S_","suffix":"_R","mapping":{"Item":"Thing"}}}`, "Shelf", "S_Shelf_R"},
		{`{"type_names":{"prefix":"S_"}}`, "ID", "ID"},
		{`{"type_names":{"prefix":"S_"}}`, "Query", "S_Query"},
		{`{"root_fields_namespace":"shop","type_names":{"prefix":"S_"}}`, "Query", "shopQuery"},
		{`{"root_fields_namespace":"shop","type_names":{"mapping":{"Query":"Mine"}}}`, "Query", "Mine"},
		{`{"root_fields_namespace":"shop"}`, "Item", "Item"},
	} {
		n, err := names(t, c.customization)
		if err != nil {
			t.Fatal(err)
		}
		if got := n.Type(c.original); got != c.want {
			t.Errorf("%s: %s is called %s, want %s", c.customization, c.original, got, c.want)
		}
		if got := n.Original(c.want); got != c.original {
			t.Errorf("%s: %s goes back to %s, want %s", c.customization, c.want, got, c.original)
		}
	}
}

func TestFieldsAreRenamed(t *testing.T) {
	n, err := names(t, `{"field_names":[{"parent_type":"Shelf","prefix":"p_","suffix":"_s"},{"parent_type":"Query","mapping":{"item":"thing"}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][3]string{{"Shelf", "id", "p_id_s"}, {"Query", "item", "thing"}, {"Query", "shelf", "shelf"}, {"Item", "id", "id"}} {
		if got := n.Field(c[0], c[1]); got != c[2] {
			t.Errorf("%s.%s is called %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestContradictionsAreRefused(t *testing.T) {
	for customization, want := range map[string]string{
		`{"type_names":{"mapping":{"Item":"X","Shelf":"X"}}}`:              `Type name mappings are not distinct; the following types appear more than once: "X"`,
		`{"type_names":{"mapping":{"Item":"Shelf"}}}`:                      `"Shelf"`,
		`{"field_names":[{"parent_type":"Item","mapping":{"id":"name"}}]}`: `Field name mappings for object type "Item" are not distinct; the following fields appear more than once: "name"`,
		`{"field_names":[{"parent_type":"Named","mapping":{"name":"x"}}]}`: `field name mapping for field "name" of interface "Named" is inconsistent with mapping for type "Item". Interface field name maps to "x". Type field name maps to "name".`,
	} {
		if _, err := names(t, customization); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", customization, err, want)
		}
	}
}
