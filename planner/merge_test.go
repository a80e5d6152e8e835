package planner_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

func mergeSources(sources ...*testSource) (*planner.Schema, []planner.Conflict) {
	var parts []planner.Part
	for _, s := range sources {
		parts = append(parts, s)
	}
	return planner.Merge(planner.Role{Name: "user"}, parts, planner.BindOptions{})
}

func fieldNames(t *planner.Type) string {
	if t == nil {
		return "no type"
	}
	var names []string
	for _, f := range t.Fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func TestMergeRejectsWholeParts(t *testing.T) {
	database := newTestSource(t, planner.DatabaseSource, "main", `type Query { users: users } type Mutation { pay: Int } type users { id: uuid } scalar uuid`)
	remote := newTestSource(t, planner.RemoteSchemaSource, "shop", `type Query { items: item } type item { id: ID! tag: tag } type tag { text: String }`)
	cases := []struct {
		name, reason string
		source       *testSource
	}{
		{
			"a database's root field in another database",
			"Encountered conflicting definitions in the selection set for 'query_root' for field 'users' defined in source main and source other. Fields must not be defined more than once across all sources.",
			newTestSource(t, planner.DatabaseSource, "other", `type Query { users: Int more: Int }`),
		},
		{
			"a database's root field in the actions",
			"Encountered conflicting definitions in the selection set for 'mutation_root' for field 'pay' defined in source main and actions. Fields must not be defined more than once across all sources.",
			newTestSource(t, planner.ActionsSource, "", `type Mutation { pay: Int }`),
		},
		{
			"a database's root field in a remote schema", "Field cannot be overwritten by remote field 'users'",
			newTestSource(t, planner.RemoteSchemaSource, "a", `type Query { more: Int users: Int }`),
		},
		{
			"a remote schema's root field in another", "Duplicate remote field 'items'",
			newTestSource(t, planner.RemoteSchemaSource, "a", `type Query { more: Int items: Int }`),
		},
		{
			"a type of another kind", "Found conflicting definitions for GraphQL type 'uuid'",
			newTestSource(t, planner.RemoteSchemaSource, "a", `type Query { more: uuid } enum uuid { a }`),
		},
		{
			"a type with another field", "Found conflicting definitions for GraphQL type 'tag'",
			newTestSource(t, planner.RemoteSchemaSource, "a", `type Query { more: tag } type tag { text: String! }`),
		},
		{
			"a type named like a root", "Found conflicting definitions for GraphQL type 'mutation_root'",
			newTestSource(t, planner.RemoteSchemaSource, "a", `type Query { more: mutation_root } type mutation_root { text: String! }`),
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			schema, conflicts := mergeSources(database, remote, c.source)
			if len(conflicts) != 1 || conflicts[0].Part != c.source.id || conflicts[0].Link != nil || conflicts[0].Reason != c.reason {
				t.Fatalf("got %+v\nwant %s", conflicts, c.reason)
			}
			if got := fieldNames(schema.Root(ast.Query)); got != "items users" {
				t.Errorf("query root has %s", got)
			}
			if schema.Part(c.source.id) != nil {
				t.Error("the rejected part is in the schema")
			}
		})
	}
}

func TestMergeSharesEqualTypesAndScalars(t *testing.T) {
	a := newTestSource(t, planner.DatabaseSource, "a", `type Query { a: tag } "of a" type tag { text(x: uuid = "1"): String } scalar uuid`)
	b := newTestSource(t, planner.RemoteSchemaSource, "b", `type Query { b: tag } "of b" type tag { text(x: uuid = "1"): String } scalar uuid`)
	schema := mergeTestSources(t, planner.BindOptions{}, a, b)
	if got := schema.Type("tag").Description; got != "of a" {
		t.Errorf("the schema shows the type %s", got)
	}
	// Each part meets its own definitions all the same.
	op := mustBind(t, schema, `{ a { text } b { text } }`, "")
	for i, want := range []*testSource{a, b} {
		if got := op.Fields[i].Fields[0].Field; got != want.types["tag"].Field("text") {
			t.Errorf("field %d is not that of %s", i, want.id)
		}
		if got := schema.PartOf(ast.Query, op.Fields[i].Field.Name); got != planner.Part(want) {
			t.Errorf("field %d is answered by %v", i, got)
		}
	}
}

func TestSchemaOfNothing(t *testing.T) {
	schema, conflicts := mergeSources(newTestSource(t, planner.DatabaseSource, "a", `scalar a`))
	if len(conflicts) > 0 {
		t.Fatal(conflicts)
	}
	if schema.Root(ast.Mutation) != nil || schema.Root(ast.Subscription) != nil {
		t.Error("there are roots without fields")
	}
	op := mustBind(t, schema, `{ a: no_queries_available }`, "")
	part := schema.PartOf(ast.Query, "no_queries_available")
	if id := part.Source().ID(); id.Kind != planner.IntrospectionSource {
		t.Errorf("the placeholder is answered by %s", id)
	}
	const want = `"There are no queries available to the current role. Either there are no sources or remote schemas configured, ` +
		`or the current role doesn't have the required permissions."`
	if got := runIntrospection(t, schema, op); got != `{"a":`+want+`}` {
		t.Errorf("got %s", got)
	}
	if got := op.Fields[0].Field.Description; `"`+got+`"` != want {
		t.Errorf("described as %s", got)
	}
}

// linked is a database whose users have reviews in a remote schema.
func linked(tb testing.TB, link *planner.Link, land func(*planner.Link) ([]*planner.Field, error)) (database, remote *testSource) {
	tb.Helper()
	database = newTestSource(tb, planner.DatabaseSource, "main", `type Query { users: [users!]! } type users { id: Int name: String }`)
	database.links = []*planner.Link{link}
	remote = newTestSource(tb, planner.RemoteSchemaSource, "reviews", `type Query { reviews: [review] } type review { text: String lang: language } enum language { en }`)
	remote.land = land
	return database, remote
}

var remoteID = planner.ID{Kind: planner.RemoteSchemaSource, Name: "reviews"}

func TestLinksLandFields(t *testing.T) {
	link := &planner.Link{From: "users", Name: "opinions", Source: remoteID, Key: []string{"id"}}
	database, remote := linked(t, link, func(*planner.Link) ([]*planner.Field, error) {
		lang := &planner.InputValue{Name: "lang", Type: planner.Named("language")}
		return []*planner.Field{{Name: "opinions", Type: planner.ListOf(planner.Named("review")), Args: []*planner.InputValue{lang}, Meta: "landed"}}, nil
	})
	schema := mergeTestSources(t, planner.BindOptions{}, database, remote)
	if got := fieldNames(schema.Type("users")); got != "id name opinions" {
		t.Errorf("users has %s", got)
	}
	if got := fieldNames(database.types["users"]); got != "id name" {
		t.Errorf("the part's own type has %s", got)
	}
	op := mustBind(t, schema, `{ users { o: opinions(lang: en) { text } } }`, "")
	if got := printSelections(op.Fields); got != "users { o: opinions(lang: $0) { text } }" {
		t.Error(got)
	}
	field := op.Fields[0].Fields[0].Field
	if field.Link != link || field.Meta != "landed" {
		t.Errorf("got link %v and meta %v", field.Link, field.Meta)
	}
	testRefusals(t, schema, []refusal{{
		name: "below the link", query: `{ users { o: opinions(lang: de) { text } } }`,
		path: "$.selectionSet.users.selectionSet.opinions.args.lang", message: "expected one of the values ['en'] for type 'language', but found 'de'",
	}})
}

func TestLinksThatCannotBeFollowed(t *testing.T) {
	one := func(name string) func(*planner.Link) ([]*planner.Field, error) {
		return func(*planner.Link) ([]*planner.Field, error) {
			return []*planner.Field{{Name: name, Type: planner.Named("review")}}, nil
		}
	}
	cases := []struct {
		name   string
		link   planner.Link
		land   func(*planner.Link) ([]*planner.Field, error)
		reason string // "": left out in silence
	}{
		{"name taken", planner.Link{From: "users", Source: remoteID}, one("name"), "field 'name' is already defined for type 'users'"},
		{
			"refused by the target", planner.Link{From: "users", Source: remoteID},
			func(*planner.Link) ([]*planner.Field, error) { return nil, errors.New("no such field") }, "no such field",
		},
		{
			"no such remote schema", planner.Link{From: "users", Source: planner.ID{Kind: planner.RemoteSchemaSource, Name: "x"}},
			one("a"), `remote schema with name "x" not found`,
		},
		{"no such source", planner.Link{From: "users", Source: planner.ID{Kind: planner.DatabaseSource, Name: "x"}}, one("a"), `source not found: "x"`},
		{"the role does not see the type", planner.Link{From: "secrets", Source: remoteID}, one("a"), ""},
		{
			"the role does not see the target", planner.Link{From: "users", Source: remoteID},
			func(*planner.Link) ([]*planner.Field, error) { return nil, nil }, "",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			database, remote := linked(t, &c.link, c.land)
			schema, conflicts := mergeSources(database, remote)
			if got := fieldNames(schema.Type("users")); got != "id name" {
				t.Errorf("users has %s", got)
			}
			if c.reason == "" {
				if len(conflicts) > 0 {
					t.Errorf("got %+v", conflicts)
				}
				return
			}
			if len(conflicts) != 1 || conflicts[0].Part != database.id || conflicts[0].Link != &c.link || conflicts[0].Reason != c.reason {
				t.Errorf("got %+v\nwant %s", conflicts, c.reason)
			}
		})
	}
}

func TestTwoLinksWithOneName(t *testing.T) {
	link := &planner.Link{From: "users", Name: "opinions", Source: remoteID}
	database, remote := linked(t, link, func(*planner.Link) ([]*planner.Field, error) {
		return []*planner.Field{{Name: "opinions", Type: planner.Named("review")}}, nil
	})
	second := *link
	database.links = append(database.links, &second)
	schema, conflicts := mergeSources(database, remote)
	if len(conflicts) != 1 || conflicts[0].Link != &second {
		t.Errorf("got %+v", conflicts)
	}
	if got := fieldNames(schema.Type("users")); got != "id name opinions" {
		t.Errorf("users has %s", got)
	}
}

func TestSchemaIsSafeForConcurrentUse(t *testing.T) {
	link := &planner.Link{From: "users", Name: "opinions", Source: remoteID}
	database, remote := linked(t, link, func(*planner.Link) ([]*planner.Field, error) {
		return []*planner.Field{{Name: "opinions", Type: planner.Named("review")}}, nil
	})
	schema := mergeTestSources(t, planner.BindOptions{}, database, remote)
	types := make([]*planner.Type, 8)
	var wg sync.WaitGroup
	for i := range types {
		wg.Go(func() { types[i] = schema.Type("users") })
	}
	wg.Wait()
	if slices.ContainsFunc(types, func(t *planner.Type) bool { return t != types[0] }) {
		t.Error("different pointers for one type")
	}
}

func TestFingerprintsOfSchemas(t *testing.T) {
	a := newTestSource(t, planner.DatabaseSource, "a", `type Query { a: Int }`)
	b := newTestSource(t, planner.DatabaseSource, "a", `type Query { a: String }`)
	fingerprint := func(s *testSource, role planner.Role, opts planner.BindOptions) planner.Fingerprint {
		schema, _ := planner.Merge(role, []planner.Part{s}, opts)
		return schema.Fingerprint()
	}
	base := fingerprint(a, planner.Role{Name: "x"}, planner.BindOptions{})
	if base != fingerprint(a, planner.Role{Name: "y"}, planner.BindOptions{}) {
		t.Error("the name of the role counts")
	}
	for name, other := range map[string]planner.Fingerprint{
		"part":    fingerprint(b, planner.Role{Name: "x"}, planner.BindOptions{}),
		"backend": fingerprint(a, planner.Role{Name: "x", Backend: true}, planner.BindOptions{}),
		"relay":   fingerprint(a, planner.Role{Name: "x", Relay: true}, planner.BindOptions{}),
		"options": fingerprint(a, planner.Role{Name: "x"}, planner.BindOptions{NoIntrospection: true}),
	} {
		if other == base {
			t.Errorf("another %s does not count", name)
		}
	}
}
