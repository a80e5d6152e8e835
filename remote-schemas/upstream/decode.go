package upstream

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// IntrospectionQuery asks a server for its schema; the operation is called
// IntrospectionQuery.
//
//go:embed introspection.graphql
var IntrospectionQuery string

// The answer, as far as it is read.
type (
	answer struct {
		Data *struct {
			Schema *schemaAnswer `json:"__schema"`
		} `json:"data"`
	}
	schemaAnswer struct {
		QueryType        *namedAnswer `json:"queryType"`
		MutationType     *namedAnswer `json:"mutationType"`
		SubscriptionType *namedAnswer `json:"subscriptionType"`
		Types            []typeAnswer `json:"types"`
	}
	namedAnswer struct {
		Name string `json:"name"`
	}
	typeAnswer struct {
		Kind          ast.DefinitionKind `json:"kind"`
		Name          string             `json:"name"`
		Description   string             `json:"description"`
		Fields        []fieldAnswer      `json:"fields"`
		InputFields   []inputAnswer      `json:"inputFields"`
		Interfaces    []refAnswer        `json:"interfaces"`
		EnumValues    []enumAnswer       `json:"enumValues"`
		PossibleTypes []refAnswer        `json:"possibleTypes"`
	}
	fieldAnswer struct {
		Name        string        `json:"name"`
		Description string        `json:"description"`
		Args        []inputAnswer `json:"args"`
		Type        *refAnswer    `json:"type"`
	}
	inputAnswer struct {
		Name         string     `json:"name"`
		Description  string     `json:"description"`
		Type         *refAnswer `json:"type"`
		DefaultValue *string    `json:"defaultValue"`
	}
	enumAnswer struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	}
	refAnswer struct {
		Kind   string     `json:"kind"`
		Name   *string    `json:"name"`
		OfType *refAnswer `json:"ofType"`
	}
)

// Decode reads the body of an answer to [IntrospectionQuery] and checks the schema.
func Decode(body []byte) (*Schema, error) {
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, err
	}
	if a.Data == nil || a.Data.Schema == nil {
		return nil, errors.New("key \"data.__schema\" not found in the introspection response")
	}
	s, err := a.Data.Schema.schema()
	if err != nil {
		return nil, err
	}
	s.Complete()
	return s, s.Check()
}

func (a *schemaAnswer) schema() (*Schema, error) {
	if a.QueryType == nil || a.QueryType.Name == "" {
		return nil, errors.New("key \"queryType\" not found in the introspection response")
	}
	if len(a.Types) == 0 {
		return nil, errors.New("the introspection response lists no types")
	}
	s := &Schema{Types: make(map[string]*ast.Definition, len(a.Types)), Query: a.QueryType.Name}
	if a.MutationType != nil {
		s.Mutation = a.MutationType.Name
	}
	if a.SubscriptionType != nil {
		s.Subscription = a.SubscriptionType.Name
	}
	for i := range a.Types {
		t := &a.Types[i]
		if strings.HasPrefix(t.Name, "__") {
			continue
		}
		def, err := t.definition()
		if err != nil {
			return nil, err
		}
		s.Types[t.Name] = def
	}
	return s, nil
}

func (t *typeAnswer) definition() (*ast.Definition, error) {
	def := &ast.Definition{Kind: t.Kind, Name: t.Name, Description: t.Description, BuiltIn: BuiltIn(t.Name)}
	if t.Name == "" {
		return nil, fmt.Errorf("kind: %s should have name", t.Kind)
	}
	err := legal(t.Name)
	if err != nil {
		return nil, err
	}
	switch t.Kind {
	case ast.Scalar:
	case ast.Enum:
		for _, v := range t.EnumValues {
			err = errors.Join(err, legal(v.Name))
			def.EnumValues = append(def.EnumValues, &ast.EnumValueDefinition{Name: v.Name, Description: v.Description})
		}
	case ast.InputObject:
		def.Fields, err = inputFields(t.InputFields)
	case ast.Union:
		def.Types, err = names(t.PossibleTypes)
	case ast.Object, ast.Interface:
		if def.Fields, err = outputFields(t.Fields); err == nil {
			def.Interfaces, err = names(t.Interfaces)
		}
	default:
		err = fmt.Errorf("unknown kind: %s", t.Kind)
	}
	if err != nil {
		return nil, fmt.Errorf("type %q: %w", t.Name, err)
	}
	return def, nil
}

func outputFields(answers []fieldAnswer) (ast.FieldList, error) {
	fields := make(ast.FieldList, 0, len(answers))
	for _, f := range answers {
		typ, err := f.Type.typ()
		if err = errors.Join(legal(f.Name), err); err != nil {
			return nil, fmt.Errorf("field %q: %w", f.Name, err)
		}
		field := &ast.FieldDefinition{Name: f.Name, Description: f.Description, Type: typ}
		for _, a := range f.Args {
			typ, value, err := a.read()
			if err != nil {
				return nil, fmt.Errorf("field %q: %w", f.Name, err)
			}
			field.Arguments = append(field.Arguments, &ast.ArgumentDefinition{Name: a.Name, Description: a.Description, Type: typ, DefaultValue: value})
		}
		fields = append(fields, field)
	}
	return fields, nil
}

func inputFields(answers []inputAnswer) (ast.FieldList, error) {
	fields := make(ast.FieldList, 0, len(answers))
	for _, a := range answers {
		typ, value, err := a.read()
		if err != nil {
			return nil, err
		}
		fields = append(fields, &ast.FieldDefinition{Name: a.Name, Description: a.Description, Type: typ, DefaultValue: value})
	}
	return fields, nil
}

func (a *inputAnswer) read() (*ast.Type, *ast.Value, error) {
	typ, err := a.Type.typ()
	if err = errors.Join(legal(a.Name), err); err != nil {
		return nil, nil, fmt.Errorf("input %q: %w", a.Name, err)
	}
	if a.DefaultValue == nil {
		return typ, nil, nil
	}
	value, err := parseValue(*a.DefaultValue)
	if err != nil {
		return nil, nil, fmt.Errorf("input %q: default value: %w", a.Name, err)
	}
	return typ, value, nil
}

// names returns the names of plain type references.
func names(refs []refAnswer) ([]string, error) {
	list := make([]string, 0, len(refs))
	for i := range refs {
		typ, err := refs[i].typ()
		if err != nil {
			return nil, err
		}
		list = append(list, typ.Name())
	}
	return list, nil
}

// typ reads a type reference, which must end in a name.
func (r *refAnswer) typ() (*ast.Type, error) {
	switch {
	case r == nil:
		return nil, errors.New("key \"type\" not found")
	case r.Kind == "NON_NULL" && r.OfType == nil:
		return nil, errors.New("NON_NULL should have `ofType`")
	case r.Kind == "NON_NULL":
		inner, err := r.OfType.typ()
		if err != nil {
			return nil, err
		}
		inner.NonNull = true
		return inner, nil
	case r.Kind == "LIST" && r.OfType == nil:
		return nil, errors.New("LIST should have `ofType`")
	case r.Kind == "LIST":
		inner, err := r.OfType.typ()
		if err != nil {
			return nil, err
		}
		return &ast.Type{Elem: inner}, nil
	case r.Name == nil:
		return nil, fmt.Errorf("kind: %s should have name", r.Kind)
	}
	return &ast.Type{NamedType: *r.Name}, nil
}
