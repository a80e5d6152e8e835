package allowlist

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/metadata"
)

func document(query string, roles ...string) *metadata.Document {
	return &metadata.Document{
		QueryCollections: []metadata.QueryCollection{
			{Name: "c", Definition: metadata.CollectionDefinition{Queries: []metadata.ListedQuery{{Name: "q", Query: query}}}},
			{Name: "unlisted", Definition: metadata.CollectionDefinition{Queries: []metadata.ListedQuery{{Name: "q", Query: "{ unlisted }"}}}},
		},
		Allowlist: []metadata.AllowlistEntry{{Collection: "c", Roles: roles}, {Collection: "gone"}},
	}
}

func TestDocumentsAreComparedByStructure(t *testing.T) {
	const listed = `query Q($id: Int! = 5, $s: String) @cached(ttl: 1) { a: user(where: {id: {_eq: $id}, name: {_in: ["x", "y"]}}, limit: 3) { id name ...f } } fragment f on user { email }`
	for _, c := range []struct {
		name, query string
		want        bool
	}{
		{"itself", listed, true},
		{"white space, commas and comments", "# c\n" + strings.ReplaceAll(listed, " ", ",\n "), true},
		{"__typename", strings.ReplaceAll(listed, "{ id name", "{ __typename id t: __typename name"), true},
		{"__typename in a fragment", strings.ReplaceAll(listed, "{ email }", "{ email __typename }"), true},
		{"order of arguments and keys", strings.ReplaceAll(listed, `where: {id: {_eq: $id}, name: {_in: ["x", "y"]}}, limit: 3`, `limit: 3, where: {name: {_in: ["x", "y"]}, id: {_eq: $id}}`), true},
		{"order of selections", strings.ReplaceAll(listed, "{ id name", "{ name id"), false},
		{"another selection", strings.ReplaceAll(listed, "{ id name", "{ id name secret"), false},
		{"fewer selections", strings.ReplaceAll(listed, "{ id name", "{ id"), false},
		{"alias", strings.ReplaceAll(listed, "a: user", "b: user"), false},
		{"no alias", strings.ReplaceAll(listed, "a: user", "user"), false},
		{"literal", strings.ReplaceAll(listed, "limit: 3", "limit: 4"), false},
		{"kind of literal", strings.ReplaceAll(listed, "limit: 3", `limit: "3"`), false},
		{"order in a list", strings.ReplaceAll(listed, `["x", "y"]`, `["y", "x"]`), false},
		{"operation name", strings.ReplaceAll(listed, "query Q", "query R"), false},
		{"variable name", strings.ReplaceAll(listed, "$id", "$di"), false},
		{"type of a variable", strings.ReplaceAll(listed, "Int!", "Int"), false},
		{"default of a variable", strings.ReplaceAll(listed, "= 5", "= 6"), false},
		{"order of variables", strings.ReplaceAll(listed, "$id: Int! = 5, $s: String", "$s: String, $id: Int! = 5"), false},
		{"directive", strings.ReplaceAll(listed, "@cached(ttl: 1)", ""), false},
		{"argument of a directive", strings.ReplaceAll(listed, "ttl: 1", "ttl: 2"), false},
		{"kind of operation", strings.ReplaceAll(listed, "query Q", "mutation Q"), false},
		{"fragment inlined", `query Q($id: Int! = 5, $s: String) @cached(ttl: 1) { a: user(where: {id: {_eq: $id}, name: {_in: ["x", "y"]}}, limit: 3) { id name ... on user { email } } }`, false},
		{"another operation beside it", listed + " query R { secret }", false},
		{"another fragment beside it", listed + " fragment g on user { secret }", false},
		{"texts that run together", strings.ReplaceAll(listed, `["x", "y"]`, `["x1:y"]`), false},
		{"not listed at all", "{ unlisted }", false},
		{"what does not parse is left to others", "{", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newList(document(listed))
			for range 2 { // the second time from memory
				if got := l.allows("user", c.query); got != c.want {
					t.Errorf("got %v for %s", got, c.query)
				}
			}
		})
	}
}

func TestRolesOfAnEntry(t *testing.T) {
	l := newList(document("{ a }", "clerk"))
	if !l.allows("clerk", "{ a }") {
		t.Error("the role of the scope may not")
	}
	for _, role := range []string{"user", "", "Clerk"} {
		if l.allows(role, "{ a }") {
			t.Errorf("role %q may, which the scope does not name", role)
		}
	}
}

func TestNothingIsAllowedByAnEmptyList(t *testing.T) {
	if newList(&metadata.Document{}).allows("user", "{ __typename }") {
		t.Error("allowed")
	}
}

func TestMemoryOfTextsIsBounded(t *testing.T) {
	l := newList(document("{ a }"))
	for i := range maxTexts * 2 {
		l.allows("user", fmt.Sprintf("{ a } # %d", i))
	}
	l.allows("user", "{ a } #"+strings.Repeat("x", maxText))
	if len(l.texts) > maxTexts {
		t.Errorf("%d texts are kept", len(l.texts))
	}
}
