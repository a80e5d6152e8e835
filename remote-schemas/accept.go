package remote

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// acceptScalar checks list and null as the type demands and passes scalars of any kind:
// the server decides about them (section 4.2).
func acceptScalar(typ *ast.Type) planner.Accept {
	return func(v *planner.Value, at *planner.Path) *planner.Fault { return acceptShape(typ, v, at) }
}

func acceptShape(typ *ast.Type, v *planner.Value, at *planner.Path) *planner.Fault {
	switch {
	case v.Kind == planner.Null && typ.NonNull && typ.Elem != nil:
		return planner.Invalid(at, "expected a list, but found null")
	case v.Kind == planner.Null && typ.NonNull:
		return planner.Invalid(at, "unexpected null value for type '%s'", typ.NamedType)
	case v.Kind == planner.Null:
		return nil
	case typ.Elem != nil && v.Kind == planner.List:
		for i, item := range v.Items {
			if f := acceptShape(typ.Elem, item, at.Index(i)); f != nil {
				return f
			}
		}
		return nil
	case typ.Elem != nil:
		return acceptShape(typ.Elem, v, at) // GraphQL makes a list of one
	case v.Kind == planner.List:
		return planner.Invalid(at, "expected %s for type '%s', but found a list", expectation[typ.NamedType], typ.NamedType)
	case v.Kind == planner.Object:
		return planner.Invalid(at, "expected %s for type '%s', but found an object", expectation[typ.NamedType], typ.NamedType)
	}
	return nil
}

// expectation is how messages call the values of built-in scalars
// (contract/postgres-graphql.md 8.5).
var expectation = map[string]string{
	"Int": "a 32-bit integer", "Float": "a float", "String": "a string", "Boolean": "a boolean", "ID": "a string",
}
