package planner_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftql/weft/planner"
)

// testSource is a source whose only part is read from a schema in GraphQL's own language:
// `Query`, `Mutation` and `Subscription` are its roots. Directives say what the language
// cannot:
//
//	@noNull       on an argument or input field: InputValue.NoNull
//	@nullIsAbsent InputValue.NullIsAbsent
//	@limit        InputValue.Accept is OrNull(NonNegativeInt)
//	@column       InputValue.Accept refuses null and objects, as a column's operand does
//	@namespace    on a root field: Field.Namespace
//	@stream       on a root field: Field.Stream
//	@alone        Field.Alone
//
// What it answers is up to the test: compile, or run for the default compile.
type testSource struct {
	id      planner.ID
	types   map[string]*planner.Type
	roots   map[ast.Operation][]*planner.Field
	links   []*planner.Link
	land    func(*planner.Link) ([]*planner.Field, error)
	compile func(*planner.CallSpec) (*planner.Answer, error)
	run     func(ctx context.Context, spec *planner.CallSpec, in *planner.Input, out *planner.Output) error
	sdl     string
}

// newTestSource returns a source of the kind and name, `source a` for instance.
func newTestSource(tb testing.TB, kind planner.SourceKind, name, sdl string) *testSource {
	tb.Helper()
	doc, err := parser.ParseSchema(&ast.Source{Name: name, Input: sdl})
	if err != nil {
		tb.Fatal(err)
	}
	s := &testSource{
		id: planner.ID{Kind: kind, Name: name}, sdl: sdl,
		types: map[string]*planner.Type{}, roots: map[ast.Operation][]*planner.Field{},
	}
	for _, def := range doc.Definitions {
		switch typ := testType(tb, def); def.Name {
		case "Query":
			s.roots[ast.Query] = typ.Fields
		case "Mutation":
			s.roots[ast.Mutation] = typ.Fields
		case "Subscription":
			s.roots[ast.Subscription] = typ.Fields
		default:
			s.types[def.Name] = typ
		}
	}
	for _, def := range doc.Definitions {
		for _, i := range def.Interfaces {
			s.types[i].Possible = append(s.types[i].Possible, def.Name)
		}
	}
	return s
}

func testType(tb testing.TB, def *ast.Definition) *planner.Type {
	tb.Helper()
	typ := &planner.Type{Kind: def.Kind, Name: def.Name, Description: def.Description, Interfaces: def.Interfaces, Possible: def.Types}
	for _, f := range def.Fields {
		if def.Kind == ast.InputObject {
			typ.Inputs = append(typ.Inputs, testInput(tb, f.Name, f.Description, f.Type, f.DefaultValue, f.Directives))
			continue
		}
		field := &planner.Field{Name: f.Name, Description: f.Description, Type: f.Type, Meta: def.Name + "." + f.Name}
		field.Namespace = f.Directives.ForName("namespace") != nil
		field.Stream = f.Directives.ForName("stream") != nil
		field.Alone = f.Directives.ForName("alone") != nil
		for _, a := range f.Arguments {
			field.Args = append(field.Args, testInput(tb, a.Name, a.Description, a.Type, a.DefaultValue, a.Directives))
		}
		planner.SortInputs(field.Args)
		typ.Fields = append(typ.Fields, field)
	}
	for _, v := range def.EnumValues {
		typ.Values = append(typ.Values, &planner.EnumValue{Name: v.Name, Description: v.Description})
	}
	planner.SortFields(typ.Fields)
	planner.SortInputs(typ.Inputs)
	planner.SortEnumValues(typ.Values)
	return typ
}

func testInput(tb testing.TB, name, description string, typ *ast.Type, deflt *ast.Value, directives ast.DirectiveList) *planner.InputValue {
	tb.Helper()
	in := &planner.InputValue{Name: name, Description: description, Type: typ}
	if deflt != nil {
		in.Default = testValue(tb, deflt)
	}
	for _, d := range directives {
		switch d.Name {
		case "noNull":
			in.NoNull = true
		case "nullIsAbsent":
			in.NullIsAbsent = true
		case "limit":
			in.Accept = planner.OrNull(planner.NonNegativeInt)
		case "column":
			in.Accept = testColumn(typ)
		default:
			tb.Fatalf("unknown directive @%s", d.Name)
		}
	}
	return in
}

// testColumn refuses null and objects, below lists too.
func testColumn(typ *ast.Type) planner.Accept {
	var accept planner.Accept
	accept = func(v *planner.Value, at *planner.Path) *planner.Fault {
		switch v.Kind {
		case planner.Null:
			return planner.UnexpectedNull(typ.Name(), at)
		case planner.Object:
			return planner.Faultf(planner.CodeParseFailed, at, "A string is expected for type: %s", typ.Name())
		}
		for i, item := range v.Items {
			if fault := accept(item, at.Index(i)); fault != nil {
				return fault
			}
		}
		return nil
	}
	return accept
}

func testValue(tb testing.TB, v *ast.Value) *planner.Value {
	tb.Helper()
	switch v.Kind {
	case ast.ListValue:
		list := &planner.Value{Kind: planner.List}
		for _, c := range v.Children {
			list.Items = append(list.Items, testValue(tb, c.Value))
		}
		return list
	case ast.ObjectValue:
		object := &planner.Value{Kind: planner.Object}
		for _, c := range v.Children {
			object.Members = append(object.Members, planner.Member{Name: c.Name, Value: testValue(tb, c.Value)})
		}
		return object
	}
	kinds := map[ast.ValueKind]planner.ValueKind{
		ast.NullValue: planner.Null, ast.BooleanValue: planner.Boolean, ast.EnumValue: planner.Enum,
		ast.IntValue: planner.Int, ast.FloatValue: planner.Float, ast.StringValue: planner.String,
	}
	kind, ok := kinds[v.Kind]
	if !ok {
		tb.Fatalf("a default of kind %v", v.Kind)
	}
	return &planner.Value{Kind: kind, Text: v.Raw}
}

func (s *testSource) ID() planner.ID                          { return s.id }
func (s *testSource) Part(planner.Role) (planner.Part, error) { return s, nil }
func (s *testSource) Source() planner.Source                  { return s }
func (s *testSource) Fingerprint() planner.Fingerprint        { return sha256.Sum256([]byte(s.sdl)) }
func (s *testSource) Links() []*planner.Link                  { return s.links }
func (s *testSource) Type(name string) *planner.Type          { return s.types[name] }

func (s *testSource) Roots(op ast.Operation) []*planner.Field { return s.roots[op] }

func (s *testSource) TypeNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range s.types {
			if !yield(name) {
				return
			}
		}
	}
}

func (s *testSource) Land(link *planner.Link) ([]*planner.Field, error) {
	if s.land == nil {
		return nil, fmt.Errorf("%s takes no links", s.id)
	}
	return s.land(link)
}

func (s *testSource) Compile(spec *planner.CallSpec) (*planner.Answer, error) {
	if s.compile != nil {
		return s.compile(spec)
	}
	q := &testQuery{source: s, spec: spec, text: printSelections(spec.Columns)}
	collectParams(spec.Columns, &q.params)
	return &planner.Answer{Query: q}, nil
}

// testQuery prints what it was asked for and reads every argument that is not a literal.
type testQuery struct {
	source *testSource
	spec   *planner.CallSpec
	text   string
	params []planner.Param
}

func (q *testQuery) Run(ctx context.Context, in *planner.Input, out *planner.Output) error {
	if q.source.run == nil {
		return nil // every cell is null
	}
	return q.source.run(ctx, q.spec, in, out)
}

func (q *testQuery) Fingerprint() planner.Fingerprint {
	return sha256.Sum256([]byte(q.source.id.String() + q.text))
}
func (q *testQuery) Reads() planner.Reads { return planner.Reads{Params: q.params} }
func (q *testQuery) Deps() []planner.Dep {
	return []planner.Dep{{Source: q.source.id, Opaque: true}}
}
func (q *testQuery) String() string { return q.text }

func collectParams(sels []*planner.Selection, params *[]planner.Param) {
	for _, s := range sels {
		for _, a := range s.Args {
			if p := a.Value.Param(); !slices.Contains(*params, p) {
				*params = append(*params, p)
			}
		}
		collectParams(s.Fields, params)
	}
}

// printSelections prints bound selections as a client would write them. Arguments show
// as `$n`, the number of their parameter.
func printSelections(sels []*planner.Selection) string {
	var sb strings.Builder
	for i, s := range sels {
		if i > 0 {
			sb.WriteByte(' ')
		}
		if len(s.On) > 0 {
			fmt.Fprintf(&sb, "... on %s { ", strings.Join(s.On, "|"))
		}
		if s.Key != s.Field.Name {
			sb.WriteString(s.Key + ": ")
		}
		sb.WriteString(s.Field.Name)
		for j, a := range s.Args {
			sb.WriteString(map[bool]string{true: "(", false: ", "}[j == 0])
			fmt.Fprintf(&sb, "%s: $%d", a.Input.Name, a.Value.Param().Index())
		}
		if len(s.Args) > 0 {
			sb.WriteByte(')')
		}
		if len(s.Fields) > 0 {
			sb.WriteString(" { " + printSelections(s.Fields) + " }")
		}
		if len(s.On) > 0 {
			sb.WriteString(" }")
		}
	}
	return sb.String()
}

// mergeTestSources merges sources for a role that sees all of them, without conflicts.
func mergeTestSources(tb testing.TB, opts planner.BindOptions, sources ...*testSource) *planner.Schema {
	tb.Helper()
	var parts []planner.Part
	for _, s := range sources {
		parts = append(parts, s)
	}
	schema, conflicts := planner.Merge(planner.Role{Name: "user"}, parts, opts)
	if len(conflicts) > 0 {
		tb.Fatalf("conflicts: %+v", conflicts)
	}
	return schema
}
