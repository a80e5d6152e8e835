package planner

import "github.com/vektah/gqlparser/v2/ast"

// The scalars every schema has. They have no description.
var (
	intType     = &Type{Kind: ast.Scalar, Name: "Int"}
	floatType   = &Type{Kind: ast.Scalar, Name: "Float"}
	stringType  = &Type{Kind: ast.Scalar, Name: "String"}
	booleanType = &Type{Kind: ast.Scalar, Name: "Boolean"}
	idType      = &Type{Kind: ast.Scalar, Name: "ID"}
)

// builtinType returns one of the types the planner supplies, or nil: parts refer to them
// without defining them.
func builtinType(name string) *Type {
	switch name {
	case "Int":
		return intType
	case "Float":
		return floatType
	case "String":
		return stringType
	case "Boolean":
		return booleanType
	case "ID":
		return idType
	}
	if len(name) > 2 && name[:2] == "__" {
		return introspectionTypes[name]
	}
	return nil
}
