package schemadiff_test

import (
	"crypto/sha256"
	"errors"
	"iter"
	"maps"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftql/weft/planner"
)

// schemaOf returns the schema of a source that is read from GraphQL's own language. `Query`,
// `Mutation` and `Subscription` are its roots.
func schemaOf(t *testing.T, sdl string) *planner.Schema {
	t.Helper()
	doc, err := parser.ParseSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	s := &source{sdl: sdl, types: map[string]*planner.Type{}, roots: map[ast.Operation][]*planner.Field{}}
	roots := map[string]ast.Operation{"Query": ast.Query, "Mutation": ast.Mutation, "Subscription": ast.Subscription}
	for _, def := range doc.Definitions {
		if op, ok := roots[def.Name]; ok {
			s.roots[op] = typeOf(def).Fields
			continue
		}
		s.types[def.Name] = typeOf(def)
	}
	for _, def := range doc.Definitions {
		for _, i := range def.Interfaces {
			s.types[i].Possible = append(s.types[i].Possible, def.Name)
		}
	}
	schema, conflicts := planner.Merge(planner.Role{Name: planner.Admin}, []planner.Part{s}, planner.BindOptions{})
	if len(conflicts) > 0 {
		t.Fatal(conflicts)
	}
	return schema
}

func typeOf(def *ast.Definition) *planner.Type {
	t := &planner.Type{Kind: def.Kind, Name: def.Name, Interfaces: def.Interfaces, Possible: def.Types}
	for _, f := range def.Fields {
		if def.Kind == ast.InputObject {
			t.Inputs = append(t.Inputs, inputOf(f.Name, f.Type, f.DefaultValue))
			continue
		}
		field := &planner.Field{Name: f.Name, Type: f.Type}
		for _, a := range f.Arguments {
			field.Args = append(field.Args, inputOf(a.Name, a.Type, a.DefaultValue))
		}
		planner.SortInputs(field.Args)
		t.Fields = append(t.Fields, field)
	}
	for _, v := range def.EnumValues {
		t.Values = append(t.Values, &planner.EnumValue{Name: v.Name})
	}
	planner.SortFields(t.Fields)
	planner.SortInputs(t.Inputs)
	planner.SortEnumValues(t.Values)
	return t
}

func inputOf(name string, typ *ast.Type, deflt *ast.Value) *planner.InputValue {
	in := &planner.InputValue{Name: name, Type: typ}
	if deflt != nil {
		in.Default = &planner.Value{Kind: planner.Int, Text: deflt.Raw}
	}
	return in
}

// source is a source with one part that answers nothing.
type source struct {
	sdl   string
	types map[string]*planner.Type
	roots map[ast.Operation][]*planner.Field
}

func (s *source) ID() planner.ID                               { return planner.ID{Kind: planner.RemoteSchemaSource, Name: "a"} }
func (s *source) Part(planner.Role) (planner.Part, error)      { return s, nil }
func (s *source) Source() planner.Source                       { return s }
func (s *source) Fingerprint() planner.Fingerprint             { return sha256.Sum256([]byte(s.sdl)) }
func (s *source) Roots(op ast.Operation) []*planner.Field      { return s.roots[op] }
func (s *source) TypeNames() iter.Seq[string]                  { return maps.Keys(s.types) }
func (s *source) Type(name string) *planner.Type               { return s.types[name] }
func (s *source) Links() []*planner.Link                       { return nil }
func (s *source) Land(*planner.Link) ([]*planner.Field, error) { return nil, errors.New("no links") }
func (s *source) Compile(*planner.CallSpec) (*planner.Answer, error) {
	return nil, errors.New("nothing is compiled here")
}
