package roles_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/weftql/weft/examples/shop/reviews"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pgtest"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// newKeeper returns a keeper whose metadata may use the variables DB and REVIEWS.
func newKeeper(t *testing.T, env map[string]string) *roles.Keeper {
	t.Helper()
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	client := outgoing.NewClient(outgoing.Options{})
	return roles.NewKeeper(roles.Options{
		Env:     lookup,
		Remote:  remote.Settings{Env: lookup, Client: client, EnablePermissions: true},
		Actions: &webhook.Caller{Env: lookup, Client: client},
	})
}

func document(t *testing.T, text string) *metadata.Document {
	t.Helper()
	doc, err := metadata.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func swap(t *testing.T, k *roles.Keeper, text string) *roles.Epoch {
	t.Helper()
	e, err := k.Swap(t.Context(), document(t, text), 1)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// sees tells whether a role's schema has a query field.
func sees(t *testing.T, e *roles.Epoch, role, field string) bool {
	t.Helper()
	cache, err := e.Planner(planner.Role{Name: role})
	if err != nil {
		t.Fatal(err)
	}
	_, err = cache.Plan(t.Context(), &planner.Request{Query: "{ " + field + " { __typename } }"})
	return err == nil
}

const tables = `{"version":3,"sources":[{"name":"db","kind":"postgres","tables":[
	{"table":"a","select_permissions":[{"role":"reader","permission":{"columns":"*","filter":{}}}]}],
	"configuration":{"connection_info":{"database_url":{"from_env":"DB"}}}}]`

func TestUnknownRolesShareOneSchemaWithNothingInIt(t *testing.T) {
	db := pgtest.New(t)
	pgtest.Exec(t, db, `create table a (id int)`)
	e := swap(t, newKeeper(t, map[string]string{"DB": db}), tables+`}`)
	first, err := e.Planner(planner.Role{Name: "somebody"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := e.Planner(planner.Role{Name: "somebody else"})
	if err != nil || first != second {
		t.Errorf("two unknown roles have two plan caches (%v)", err)
	}
	if !sees(t, e, "reader", "a") || sees(t, e, "somebody", "a") {
		t.Error("a table is for those with a permission")
	}
}

func TestSourcesThatCannotBeOpenedAreLeftOutWithTheReason(t *testing.T) {
	db := pgtest.New(t)
	pgtest.Exec(t, db, `create table a (id int)`)
	tests := map[string]struct {
		env    map[string]string
		reason string
		retry  bool
	}{
		"a variable that is not set":     {nil, "environment variable 'DB' not set", false},
		"a database that does not exist": {map[string]string{"DB": strings.Replace(db, "?", "_gone?", 1)}, "does not exist", true},
		"nobody listening":               {map[string]string{"DB": "postgres://u@127.0.0.1:1/x"}, "source db: ", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := swap(t, newKeeper(t, tt.env), tables+`}`)
			if len(e.Inconsistencies) != 1 || !strings.Contains(e.Inconsistencies[0].Reason, tt.reason) {
				t.Errorf("got %+v, want %q", e.Inconsistencies, tt.reason)
			}
			if e.Retry != tt.retry {
				t.Errorf("retry is %v", e.Retry)
			}
			if sees(t, e, planner.Admin, "a") {
				t.Error("its tables are served")
			}
			if strings.Contains(string(e.Inconsistencies[0].Definition), "password") {
				t.Error("the definition shows the address")
			}
		})
	}
}

// TestAnActionInTheWayIsLeftOutAlone: by its root field, or by a type that it uses
// (contract/events-actions-rest.md 4.1).
func TestAnActionInTheWayIsLeftOutAlone(t *testing.T) {
	db := pgtest.New(t)
	pgtest.Exec(t, db, `create table a (id int); create table b (id int)`)
	action := func(name, output string) string {
		return `{"name":"` + name + `","definition":{"type":"query","handler":"http://h","output_type":"` + output + `"}}`
	}
	e := swap(t, newKeeper(t, map[string]string{"DB": db}), tables+`,
		"custom_types":{"objects":[{"name":"a","fields":[{"name":"other","type":"Int"}]},{"name":"Free","fields":[{"name":"id","type":"Int"}]}]},
		"actions":[`+action("a", "Free")+`,`+action("typed", "a")+`,`+action("free", "Free")+`]}`)
	var got []string
	for _, in := range e.Inconsistencies {
		got = append(got, in.Name+": "+in.Reason)
	}
	want := []string{
		"action a: Inconsistent object: Encountered conflicting definitions in the selection set for 'query_root' for field 'a' defined in source db and actions. Fields must not be defined more than once across all sources.",
		"action typed: Inconsistent object: Found conflicting definitions for GraphQL type 'a'",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !sees(t, e, planner.Admin, "a") || !sees(t, e, planner.Admin, "free") || sees(t, e, planner.Admin, "typed") {
		t.Error("the table and the action that is in nobody's way are served, and nothing else")
	}
}

func TestInheritedRolesThatCannotBeAreReportedAndSeeNothing(t *testing.T) {
	db := pgtest.New(t)
	pgtest.Exec(t, db, `create table a (id int)`)
	e := swap(t, newKeeper(t, map[string]string{"DB": db}), tables+`,"inherited_roles":[
		{"role_name":"good","role_set":["reader"]},
		{"role_name":"x","role_set":["y","reader"]},{"role_name":"y","role_set":["x"]},
		{"role_name":"below_z","role_set":["reader","z"]},{"role_name":"far_below_z","role_set":["below_z","reader"]},
		{"role_name":"z","role_set":["reader","nobody"]},{"role_name":"below_x","role_set":["reader","x"]},
		{"role_name":"admin","role_set":["reader"]},{"role_name":"below_admin","role_set":["admin","reader"]}]}`)
	reasons := map[string]string{}
	for _, in := range e.Inconsistencies {
		reasons[in.Name] = in.Reason
	}
	for name, want := range map[string]string{
		"inherited_role x": "found cycle(s) in roles", "inherited_role y": "found cycle(s) in roles",
		"inherited_role z": `the role "nobody" does not exist`, "inherited_role below_z": `the role "z" is inconsistent`,
		"inherited_role far_below_z": `the role "below_z" is inconsistent`, "inherited_role below_x": `the role "x" is inconsistent`,
		"inherited_role admin": "the admin role cannot inherit permissions",
	} {
		if !strings.Contains(reasons[name], want) {
			t.Errorf("%s: got %q, want %q", name, reasons[name], want)
		}
	}
	for _, role := range []string{"good", "below_admin", planner.Admin} {
		if !sees(t, e, role, "a") {
			t.Errorf("role %s does not see a table", role)
		}
	}
	for _, role := range []string{"x", "y", "z", "below_z", "far_below_z", "below_x"} {
		if sees(t, e, role, "a") {
			t.Errorf("role %s sees a table", role)
		}
	}
}

func TestWhatThisServerDoesNotRunIsListedAndKept(t *testing.T) {
	e := swap(t, newKeeper(t, nil), `{"version":3,"sources":[],"cron_triggers":[{"name":"nightly","webhook":"http://h","schedule":"0 3 * * *","include_in_metadata":true}],"api_limits":{"disabled":true}}`)
	var kinds []string
	for _, in := range e.Inconsistencies {
		kinds = append(kinds, in.Type)
	}
	if !slices.Contains(kinds, "cron_trigger") || !slices.Contains(kinds, "api_limits") {
		t.Errorf("only %v is listed", kinds)
	}
}

const remoteDocument = `{"version":3,"sources":[],"remote_schemas":[{"name":"reviews","definition":{"url":"{{REVIEWS}}","timeout_seconds":5},"permissions":[
	{"role":"one","definition":{"schema":"schema{query:Query} type Query{review(id:ID!):Review} type Review{id:ID!}"}},
	{"role":"two","definition":{"schema":"schema{query:Query} type Query{review(id:ID!):Review} type Review{stars:Int!}"}}]}],
	"inherited_roles":[{"role_name":"both","role_set":["one","two"]},{"role_name":"single","role_set":["one"]}]}`

func TestRemoteSchemaPermissionsAreInheritedOnlyWhenParentsAgree(t *testing.T) {
	server := httptest.NewServer(reviews.Handler())
	defer server.Close()
	e := swap(t, newKeeper(t, map[string]string{"REVIEWS": server.URL + "/graphql"}), remoteDocument)
	if !sees(t, e, "single", `review(id: "1")`) {
		t.Errorf("a role inherits what one parent has: %+v", e.Inconsistencies)
	}
	if sees(t, e, "both", `review(id: "1")`) {
		t.Error("a role inherits from parents that disagree")
	}
	if !slices.ContainsFunc(e.Inconsistencies, func(in roles.Inconsistency) bool {
		return in.Name == "both" && in.Type == "inherited role permission inconsistency"
	}) {
		t.Errorf("the conflict is not reported: %+v", e.Inconsistencies)
	}
	if sees(t, e, "nobody", `review(id: "1")`) {
		t.Error("a role without a permission sees the remote schema")
	}
}

func TestAnEpochTakesOverWhatDidNotChange(t *testing.T) {
	server := httptest.NewServer(reviews.Handler())
	k := newKeeper(t, map[string]string{"REVIEWS": server.URL + "/graphql"})
	first := swap(t, k, remoteDocument)
	server.Close()
	build := func(change roles.Change) *roles.Epoch {
		e, err := k.Build(t.Context(), document(t, remoteDocument), 2, first, change)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	if e := build(roles.Change{}); !sees(t, e, "one", `review(id: "1")`) {
		t.Errorf("a remote schema that did not change is asked again: %+v", e.Inconsistencies)
	}
	if e := build(roles.Everything); sees(t, e, "one", `review(id: "1")`) || !e.Retry {
		t.Error("a reload of everything does not ask the remote schema")
	}
}
