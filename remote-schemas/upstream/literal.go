package upstream

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

var literalKinds = map[ast.ValueKind]planner.ValueKind{
	ast.IntValue: planner.Int, ast.FloatValue: planner.Float, ast.StringValue: planner.String,
	ast.BlockValue: planner.String, ast.BooleanValue: planner.Boolean, ast.NullValue: planner.Null,
	ast.EnumValue: planner.Enum, ast.ListValue: planner.List, ast.ObjectValue: planner.Object,
}

// Literal translates a parsed literal without variables.
func Literal(v *ast.Value) *planner.Value {
	value := &planner.Value{Kind: literalKinds[v.Kind]}
	switch value.Kind {
	case planner.Null:
	case planner.List:
		for _, child := range v.Children {
			value.Items = append(value.Items, Literal(child.Value))
		}
	case planner.Object:
		for _, child := range v.Children {
			value.Members = append(value.Members, planner.Member{Name: child.Name, Value: Literal(child.Value)})
		}
	default:
		value.Text = v.Raw
	}
	return value
}
