package remote_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/metadata"
)

// permit enables permissions with an SDL for the role clerk.
func permit(sdl string) change {
	return func(o *remote.Options) {
		o.EnablePermissions = true
		if sdl != "" {
			o.Permissions = []metadata.Permission{{Role: "clerk", Definition: metadata.PermissionDefinition{Schema: sdl}}}
		}
	}
}

func (w *world) askAs(tb testing.TB, role, query string, variables ...string) string {
	tb.Helper()
	prepared, err := w.prepare(tb, role, query, "")
	if err != nil {
		return err.Error()
	}
	return reply(tb.Context(), prepared, session(role, variables...), nil)
}

const clerkSees = `type Query { items(first: Int = 3, sort: Sort @preset(value: "x-hasura-sort"), filter: ItemFilter): [Item!]! }
	type Item { name: String origin: Place! } type Place { lat: Float! } enum Sort { NAME PRICE }
	input ItemFilter { name: String @preset(value: "x-hasura-user-id") ids: [ID!] }`

func TestRoleSeesItsSDLOnly(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": permit(clerkSees), "reviews": permit(""), "meteo": permit("")})
	for _, c := range []struct{ query, want string }{
		{`{ items(first: 1) { name } }`, `{"items":[{"name":"Anvil"}]}`},
		{`{ items { sku } }`, "field 'sku' not found in type: 'Item'"},
		{`{ item(id: 1) { name } }`, "field 'item' not found in type: 'query_root'"},
		{`{ items(sort: NAME) { name } }`, "'items' has no argument named 'sort'"},
		{`{ items(filter: {name: "x"}) { name } }`, "field 'name' not found in type: 'ItemFilter'"},
		{`{ items(filter: {range: {min: 1}}) { name } }`, "field 'range' not found in type: 'ItemFilter'"},
		{`{ items(first: 1) { ... on Shelf { level } } }`, `{"items":[{}]}`},
		{`mutation { rename(id: 1, name: "x") { name } }`, "no mutations exist"},
		{`{ now }`, "field 'now' not found in type: 'query_root'"},
		{`{ items { reviews { stars } } }`, "field 'reviews' not found in type: 'Item'"},
	} {
		got := w.askAs(t, "clerk", c.query, "x-hasura-sort", "PRICE", "x-hasura-user-id", "7")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.query, got, c.want)
		}
	}
	if got := w.askAs(t, "stranger", `{ items { name } }`); !strings.Contains(got, "field 'items' not found") {
		t.Errorf("a role without permission: %s", got)
	}
	if got := w.askAs(t, planner.Admin, `{ items(first: 1) { sku reviews { stars } } }`); !strings.HasPrefix(got, `{"items"`) {
		t.Errorf("admin: %s", got)
	}
}

func TestPresetsAreSentFromTheSession(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": permit(clerkSees)})
	w.servers["shop"].Requests()
	got := w.askAs(t, "clerk", `{ items(first: 1, filter: {ids: ["1"]}) { name } }`, "x-hasura-sort", "PRICE", "x-hasura-user-id", "7")
	if got != `{"items":[{"name":"Anvil"}]}` {
		t.Error(got)
	}
	want := "shop query($v0:ItemFilter,$v1:Int,$v2:Sort){items(filter:$v0,first:$v1,sort:$v2){name}}\n" +
		"    {\"v0\":{\"ids\":[\"1\"],\"name\":\"7\"},\"v1\":1,\"v2\":\"PRICE\"}\n"
	if diff := cmp.Diff(want, w.requests(t)); diff != "" {
		t.Error(diff)
	}
	if got := w.askAs(t, "clerk", `{ items { name } }`, "x-hasura-sort", "COLOUR"); got != `coercion-error 0 "COLOUR" is not one of the valid enum values` {
		t.Error(got)
	}
	if got := w.askAs(t, "clerk", `{ items { name } }`); got != `not-found 400 "x-hasura-sort" session variable expected, but not found` {
		t.Error(got)
	}
	if sent := w.requests(t); sent != "" {
		t.Errorf("a request was sent all the same: %s", sent)
	}
}

// TestJoinKeyNeedNotBeSeen: the key of a relationship is asked for although the role's SDL
// hides it; what it leads to needs a permission of its own (section 7.8).
func TestJoinKeyNeedNotBeSeen(t *testing.T) {
	const reviews = `type Query { reviews(sku: String!, atLeast: Int = 0 @preset(value: 3)): [Review!]! } type Review { stars: Int! }`
	w := newWorld(t, map[string]change{"shop": permit(clerkSees), "reviews": permit(reviews), "meteo": permit("")})
	got := w.askAs(t, "clerk", `{ items(first: 1) { reviews { stars } } }`, "x-hasura-sort", "PRICE")
	if got != `{"items":[{"reviews":[{"stars":5},{"stars":2}]}]}` {
		t.Error(got)
	}
	if sent := w.requests(t); !strings.Contains(sent, `{"k0_0":"A","v0":3}`) {
		t.Errorf("the preset of the joined field was not sent: %s", sent)
	}
	for _, hidden := range []string{`{ items { reviews { text } } }`, `{ items { reviews(atLeast: 1) { stars } } }`, `{ items { origin { air { quality } } } }`} {
		if got := w.askAs(t, "clerk", hidden, "x-hasura-sort", "PRICE"); !strings.HasPrefix(got, "validation-failed") {
			t.Errorf("%s: got %s", hidden, got)
		}
	}
}

// TestTemplateThatDoesNotFitTheRoleIsHidden: the relationship's argument is not granted.
func TestTemplateThatDoesNotFitTheRoleIsHidden(t *testing.T) {
	const reviews = `type Query { reviews(sku: String! @preset(value: "A")): [Review!]! } type Review { stars: Int! }`
	w := newWorld(t, map[string]change{"shop": permit(clerkSees), "reviews": permit(reviews), "meteo": permit("")})
	if got := w.askAs(t, "clerk", `{ items { reviews { stars } } }`, "x-hasura-sort", "PRICE"); !strings.Contains(got, "field 'reviews' not found in type: 'Item'") {
		t.Error(got)
	}
}

func TestPermissionsDoNotCountUnlessEnabled(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": func(o *remote.Options) {
		permit(clerkSees)(o)
		o.EnablePermissions = false
	}})
	if got := w.askAs(t, "clerk", `{ items(first: 1) { sku } }`); got != `{"items":[{"sku":"A"}]}` {
		t.Error(got)
	}
	if got := w.askAs(t, "stranger", `{ now }`); got != `{"now":"sunny"}` {
		t.Error(got)
	}
}

func TestPermissionThatIsNoSubsetIsAProblemAndDenies(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": permit(`type Query { items: [Car!]! } type Car { id: ID! }`)})
	problems := w.sources["shop"].Problems()
	if len(problems) != 1 || problems[0].Role != "clerk" || !strings.Contains(problems[0].Err.Error(), `"Object": "Car" does not exist in the upstream remote schema`) {
		t.Errorf("problems: %v", problems)
	}
	if got := w.askAs(t, "clerk", `{ items { id } }`); !strings.Contains(got, "field 'items' not found") {
		t.Error(got)
	}
}

func TestRelayHasNoRemoteSchemas(t *testing.T) {
	w := newWorld(t, nil)
	part, err := w.sources["shop"].Part(planner.Role{Name: planner.Admin, Relay: true})
	if err != nil || len(part.Roots("query")) != 0 {
		t.Errorf("got %v, %v", part.Roots("query"), err)
	}
}
