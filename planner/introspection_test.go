package planner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// runIntrospection answers an operation that asks for nothing but introspection.
func runIntrospection(tb testing.TB, schema *planner.Schema, op *planner.Operation) string {
	tb.Helper()
	part := schema.Part(planner.ID{Kind: planner.IntrospectionSource})
	answer, err := part.Compile(&planner.CallSpec{Op: ast.Query, Columns: op.Fields})
	if err != nil {
		tb.Fatal(err)
	}
	out := planner.NewOutput(1, len(op.Fields))
	in := &planner.Input{Params: []*planner.Params{planner.ParamsFor(op)}, Rows: make([]planner.Row, 1)}
	if err := answer.Query.Run(context.Background(), in, out); err != nil {
		tb.Fatal(err)
	}
	reply := []byte("{")
	for i, f := range op.Fields {
		if i > 0 {
			reply = append(reply, ',')
		}
		value, err := out.Get(0, i)
		if err != nil {
			tb.Fatal(err)
		}
		reply = append(append(planner.AppendJSONString(reply, f.Key), ':'), value...)
	}
	return string(append(reply, '}'))
}

func introspect(tb testing.TB, schema *planner.Schema, query, variables string) string {
	tb.Helper()
	return runIntrospection(tb, schema, mustBind(tb, schema, query, variables))
}

const describedSDL = `
type Query {
	"all of them" users(limit: Int = 10, where: filter = {name: "a", tags: [b, c]}, "an id" id: ID): [users!]!
	result: result
}
type Subscription { users: [users!]! }
"a \"row\"\nof users" type users implements Node { id: ID! color: color name: String }
type hidden { id: Int }
type posts implements Node { id: ID! }
interface Node { id: ID! }
union result = users | posts
input filter { name: String tags: [color!] not: filter }
"kinds of light" enum color { "reddish" c b }
scalar unused
`

func TestIntrospectionAnswersInOrderOfTheQuery(t *testing.T) {
	schema := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "a", describedSDL))
	cases := []struct{ name, query, variables, want string }{
		{
			"roots", `{ __schema { queryType { name } mutationType { name } subscriptionType { n: name kind } description } }`, "",
			`{"__schema":{"queryType":{"name":"query_root"},"mutationType":null,"subscriptionType":{"n":"subscription_root","kind":"OBJECT"},"description":null}}`,
		},
		{
			"types reachable, sorted", `{ __schema { types { name } } }`, "",
			`{"__schema":{"types":[{"name":"Boolean"},{"name":"ID"},{"name":"Int"},{"name":"Node"},{"name":"String"},{"name":"__Directive"},` +
				`{"name":"__DirectiveLocation"},{"name":"__EnumValue"},{"name":"__Field"},{"name":"__InputValue"},{"name":"__Schema"},{"name":"__Type"},` +
				`{"name":"__TypeKind"},{"name":"color"},{"name":"filter"},{"name":"posts"},{"name":"query_root"},{"name":"result"},` +
				`{"name":"subscription_root"},{"name":"users"}]}}`,
		},
		{
			"a type by variable", `query ($n: String!) { t: __type(name: $n) { __typename kind description enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } ofType { name } } }`, `{"n": "color"}`,
			`{"t":{"__typename":"__Type","kind":"ENUM","description":"kinds of light","enumValues":[{"name":"b","description":null,"isDeprecated":false,"deprecationReason":null},` +
				`{"name":"c","description":"reddish","isDeprecated":false,"deprecationReason":null}],"ofType":null}}`,
		},
		{"an unknown type", `{ __type(name: "nope") { name } }`, "", `{"__type":null}`},
		{
			"types that nothing leads to", `{ a: __type(name: "hidden") { name } b: __type(name: "unused") { name } c: __type(name: "Float") { name } d: __type(name: "mutation_root") { name } }`, "",
			`{"a":null,"b":null,"c":null,"d":null}`,
		},
		{
			"types that something leads to", `{ a: __type(name: "subscription_root") { name } b: __type(name: "posts") { name } c: __type(name: "color") { name } d: __type(name: "__Field") { name } e: __type(name: "Int") { name } }`, "",
			`{"a":{"name":"subscription_root"},"b":{"name":"posts"},"c":{"name":"color"},"d":{"name":"__Field"},"e":{"name":"Int"}}`,
		},
		{
			"fragments and directives of the client",
			`{ __type(name: "users") { ...f @skip(if: false) name @skip(if: true) interfaces { name } } } fragment f on __Type { fields { name type { ...r } } } fragment r on __Type { kind name ofType { kind name } }`, "",
			`{"__type":{"fields":[{"name":"color","type":{"kind":"ENUM","name":"color","ofType":null}},{"name":"id","type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"SCALAR","name":"ID"}}},` +
				`{"name":"name","type":{"kind":"SCALAR","name":"String","ofType":null}}],"interfaces":[{"name":"Node"}]}}`,
		},
		{
			"possible types", `{ a: __type(name: "result") { possibleTypes { name } fields { name } } b: __type(name: "Node") { possibleTypes { name } interfaces { name } } }`, "",
			`{"a":{"possibleTypes":[{"name":"posts"},{"name":"users"}],"fields":null},"b":{"possibleTypes":[{"name":"posts"},{"name":"users"}],"interfaces":[]}}`,
		},
		{
			"defaults are literals", `{ __type(name: "query_root") { fields { name description args { name description defaultValue } } } }`, "",
			`{"__type":{"fields":[{"name":"result","description":null,"args":[]},{"name":"users","description":"all of them","args":[{"name":"id","description":"an id","defaultValue":null},` +
				`{"name":"limit","description":null,"defaultValue":"10"},{"name":"where","description":null,"defaultValue":"{name: \"a\", tags: [b, c]}"}]}]}}`,
		},
		{
			"directives", `{ __schema { directives { name description locations isRepeatable args { name type { name ofType { name } } defaultValue } } } }`, "",
			`{"__schema":{"directives":[` +
				`{"name":"include","description":"whether this query should be included","locations":["FIELD","FRAGMENT_SPREAD","INLINE_FRAGMENT"],"isRepeatable":false,"args":[{"name":"if","type":{"name":null,"ofType":{"name":"Boolean"}},"defaultValue":null}]},` +
				`{"name":"skip","description":"whether this query should be skipped","locations":["FIELD","FRAGMENT_SPREAD","INLINE_FRAGMENT"],"isRepeatable":false,"args":[{"name":"if","type":{"name":null,"ofType":{"name":"Boolean"}},"defaultValue":null}]},` +
				`{"name":"cached","description":"whether this query should be cached (Hasura Cloud only)","locations":["QUERY"],"isRepeatable":false,"args":[{"name":"refresh","type":{"name":null,"ofType":{"name":"Boolean"}},"defaultValue":"false"},` +
				`{"name":"ttl","type":{"name":null,"ofType":{"name":"Int"}},"defaultValue":"60"}]}]}}`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, introspect(t, schema, c.query, c.variables)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIntrospectionPlanPrintsItself(t *testing.T) {
	schema := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "a", describedSDL))
	op := mustBind(t, schema, `query ($n: String!) { s: __schema { queryType { name } } __type(name: $n) { name } }`, `{"n": "a"}`)
	answer, err := schema.PartOf(ast.Query, "__schema").Compile(&planner.CallSpec{Columns: op.Fields})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := answer.Query.String(), "{ s: __schema { queryType { name } } __type(name: $0) { name } }"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if reads := answer.Query.Reads(); len(reads.Params) != 1 || reads.Params[0].Index() != 0 {
		t.Errorf("reads %+v", reads)
	}
}

// The query that graphql-js and GraphiQL send.
const introspectionQuery = `query IntrospectionQuery {
  __schema {
    description
    queryType { name } mutationType { name } subscriptionType { name }
    types { ...FullType }
    directives { name description isRepeatable locations args { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description
  fields(includeDeprecated: true) {
    name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
  }
  inputFields { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } }
}`

// What a client rebuilds from introspection is what AppendSDL prints, and both are valid.
func TestIntrospectionAndSDLAgree(t *testing.T) {
	for name, sdl := range map[string]string{"described": describedSDL, "shop": shopSDL} {
		t.Run(name, func(t *testing.T) {
			schema := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "a", sdl))
			var reply struct {
				Schema introspected `json:"__schema"`
			}
			if err := json.Unmarshal([]byte(introspect(t, schema, introspectionQuery, "")), &reply); err != nil {
				t.Fatal(err)
			}
			printed := string(planner.AppendSDL(nil, schema, planner.SDLOptions{}))
			if diff := cmp.Diff(reply.Schema.sdl(), normalize(t, printed)); diff != "" {
				t.Errorf("introspection (-), SDL (+):\n%s", diff)
			}
		})
	}
}

// introspected is what the standard query returns.
type introspected struct {
	QueryType, MutationType, SubscriptionType *introspectedType
	Types                                     []introspectedType
}

type introspectedType struct {
	Kind, Name, Description   string
	Fields                    []introspectedField
	InputFields, Args         []introspectedField
	Interfaces, PossibleTypes []introspectedType
	EnumValues                []introspectedField
	OfType                    *introspectedType
}

type introspectedField struct {
	Name, Description string
	Args              []introspectedField
	Type              introspectedType
	DefaultValue      *string
}

func (t introspectedType) String() string {
	switch t.Kind {
	case "NON_NULL":
		return t.OfType.String() + "!"
	case "LIST":
		return "[" + t.OfType.String() + "]"
	default:
		return t.Name
	}
}

// sdl prints one line per definition: a form that two printers can agree on.
func (s introspected) sdl() []string {
	var lines []string
	for op, t := range map[string]*introspectedType{"query": s.QueryType, "mutation": s.MutationType, "subscription": s.SubscriptionType} {
		if t != nil {
			lines = append(lines, "root "+op+" "+t.Name)
		}
	}
	for _, t := range s.Types {
		if strings.HasPrefix(t.Name, "__") || slices.Contains([]string{"Int", "Float", "String", "Boolean", "ID"}, t.Name) {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s %s %q", t.Kind, t.Name, t.Description))
		for _, i := range t.Interfaces {
			lines = append(lines, t.Name+" implements "+i.Name)
		}
		if t.Kind == "UNION" {
			for _, p := range t.PossibleTypes {
				lines = append(lines, t.Name+" may be "+p.Name)
			}
		}
		for _, f := range append(t.Fields, t.InputFields...) {
			lines = append(lines, f.line(t.Name))
			for _, a := range f.Args {
				lines = append(lines, a.line(t.Name+"."+f.Name))
			}
		}
		for _, v := range t.EnumValues {
			lines = append(lines, fmt.Sprintf("%s.%s %q", t.Name, v.Name, v.Description))
		}
	}
	slices.Sort(lines)
	return lines
}

func (f introspectedField) line(owner string) string {
	text := fmt.Sprintf("%s.%s: %s %q", owner, f.Name, f.Type, f.Description)
	if f.DefaultValue != nil {
		text += " = " + *f.DefaultValue
	}
	return text
}

// normalize loads printed SDL as a client would, and prints it as introspected.sdl does.
func normalize(t *testing.T, sdl string) []string {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatalf("%v in\n%s", err, sdl)
	}
	s := introspected{}
	for _, root := range []struct {
		def *ast.Definition
		to  **introspectedType
	}{{schema.Query, &s.QueryType}, {schema.Mutation, &s.MutationType}, {schema.Subscription, &s.SubscriptionType}} {
		if root.def != nil {
			*root.to = &introspectedType{Name: root.def.Name}
		}
	}
	for _, def := range schema.Types {
		typ := introspectedType{Kind: string(def.Kind), Name: def.Name, Description: def.Description}
		for _, i := range def.Interfaces {
			typ.Interfaces = append(typ.Interfaces, introspectedType{Name: i})
		}
		for _, p := range def.Types {
			typ.PossibleTypes = append(typ.PossibleTypes, introspectedType{Name: p})
		}
		for _, v := range def.EnumValues {
			typ.EnumValues = append(typ.EnumValues, introspectedField{Name: v.Name, Description: v.Description})
		}
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			field := introspectedField{Name: f.Name, Description: f.Description, Type: introspectedType{Name: f.Type.String()}, DefaultValue: literal(f.DefaultValue)}
			for _, a := range f.Arguments {
				field.Args = append(field.Args, introspectedField{
					Name: a.Name, Description: a.Description, Type: introspectedType{Name: a.Type.String()}, DefaultValue: literal(a.DefaultValue),
				})
			}
			typ.Fields = append(typ.Fields, field)
		}
		s.Types = append(s.Types, typ)
	}
	return s.sdl()
}

func literal(v *ast.Value) *string {
	if v == nil {
		return nil
	}
	text := strings.NewReplacer(`{`, `{`, `,`, `, `, `:`, `: `).Replace(v.String())
	return &text
}

func TestSDLLeavesOutAndAdds(t *testing.T) {
	schema := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "a", `
		type Query { users: [users!]! _entities(representations: [_Any!]!): _Entity }
		"a\\b" type users { id: Int! "two\nlines" name(x: Int, "why" y: String = "a\"b"): String }
		union _Entity = users
		scalar _Any`))
	got := string(planner.AppendSDL(nil, schema, planner.SDLOptions{
		Skip:       func(typeName, field string) bool { return typeName == "query_root" && field == "_entities" },
		Directives: func(t *planner.Type) string { return map[string]string{"users": `@key(fields: "id")`}[t.Name] },
	}))
	const want = `schema {
  query: query_root
}

type query_root {
  users: [users!]!
}

"a\\b"
type users @key(fields: "id") {
  id: Int!
  """
  two
  lines
  """
  name(
    x: Int
    """why"""
    y: String = "a\"b"
  ): String
}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The types of fields lead to types with fields: a short query would ask for far more than
// there is.
func TestIntrospectionInCirclesIsRefused(t *testing.T) {
	schema := shop(t, planner.BindOptions{})
	around := func(list string, n int) string {
		return `{ __type(name: "User") {` + strings.Repeat(list+" { type { ", n) + "name" + strings.Repeat(" } }", n) + "} }"
	}
	introspect(t, schema, around("fields", 3), "")
	const want = "the query is nested too deeply: more than 3 lists of fields, inputs and types inside each other in an introspection"
	for query, path := range map[string]string{
		around("fields", 4):      "$.selectionSet.__type",
		around("inputFields", 4): "$.selectionSet.__type",
		"{ __schema { types { fields { type { ...t } } } } } fragment t on __Type { inputFields { type { ofType { interfaces { possibleTypes { name } } } } } }": "$.selectionSet.__schema",
	} {
		op := mustBind(t, schema, query, "")
		_, err := schema.Part(planner.ID{Kind: planner.IntrospectionSource}).Compile(&planner.CallSpec{Op: ast.Query, Columns: op.Fields})
		isInvalid(t, err, path, want)
	}
}

func TestIntrospectionOfTooMuchIsRefused(t *testing.T) {
	sdl := `type Query { wide: wide } "` + strings.Repeat("a", 10<<10) + `" type wide { a: String }`
	schema := mergeTestSources(t, planner.BindOptions{}, newTestSource(t, planner.DatabaseSource, "a", sdl))
	for _, query := range []string{
		"{ " + repeated(110, `a%d: __type(name: "wide") { description } `) + "}",
		"{ __schema { " + repeated(110, "a%d: types { description } ") + "} }",
	} {
		op := mustBind(t, schema, query, "")
		answer, err := schema.Part(planner.ID{Kind: planner.IntrospectionSource}).Compile(&planner.CallSpec{Op: ast.Query, Columns: op.Fields})
		if err != nil {
			t.Fatal(err)
		}
		run := func() error {
			in := &planner.Input{Params: []*planner.Params{planner.ParamsFor(op)}, Rows: make([]planner.Row, 1)}
			return answer.Query.Run(t.Context(), in, planner.NewOutput(1, len(op.Fields)))
		}
		if err := run(); err != nil {
			t.Error(err)
		}
		planner.AnswerAtMost(answer.Query, 1<<20)
		isInvalid(t, run(), "$", "the answer is too large: more than 1 MiB of introspection")
	}
}

func isInvalid(t *testing.T, err error, path, message string) {
	t.Helper()
	var fault *planner.Fault
	if !errors.As(err, &fault) || fault.Code != planner.CodeValidationFailed || fault.Path != path || fault.Message != message {
		t.Errorf("got %v, want %s at %s", err, message, path)
	}
}
