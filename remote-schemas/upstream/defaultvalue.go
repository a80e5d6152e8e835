package upstream

import (
	"errors"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// parseValue reads a GraphQL literal, the form of default values in introspection. The
// parser has no entry for values, so the literal travels as an argument; the shape of what
// comes back shows that the text was nothing else.
func parseValue(text string) (*ast.Value, error) {
	doc, err := parser.ParseQuery(&ast.Source{Input: "{f(a:" + text + "\n)}"})
	if err != nil {
		return nil, errors.New("not a GraphQL value")
	}
	notValue := errors.New("not a single GraphQL value")
	if len(doc.Operations) != 1 || len(doc.Fragments) != 0 || len(doc.Operations[0].SelectionSet) != 1 {
		return nil, notValue
	}
	field, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok || len(field.Arguments) != 1 || len(field.SelectionSet) != 0 || len(field.Directives) != 0 {
		return nil, notValue
	}
	value := field.Arguments[0].Value
	if hasVariable(value) {
		return nil, notValue
	}
	return value, nil
}

func hasVariable(v *ast.Value) bool {
	if v.Kind == ast.Variable {
		return true
	}
	for _, child := range v.Children {
		if hasVariable(child.Value) {
			return true
		}
	}
	return false
}
