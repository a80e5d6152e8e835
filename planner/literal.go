package planner

import "github.com/vektah/gqlparser/v2/ast"

// constant turns a literal without variables into a value. Of members with one name the
// last counts.
func constant(a *ast.Value) *Value {
	switch a.Kind {
	case ast.NullValue:
		return NullValue
	case ast.BooleanValue:
		if a.Raw == "true" {
			return TrueValue
		}
		return FalseValue
	case ast.ListValue:
		v := &Value{Kind: List}
		if len(a.Children) > 0 {
			v.Items = make([]*Value, len(a.Children))
		}
		for i, c := range a.Children {
			v.Items[i] = constant(c.Value)
		}
		return v
	case ast.ObjectValue:
		v := &Value{Kind: Object}
		members := distinctMembers(a.Children)
		if len(members) > 0 {
			v.Members = make([]Member, len(members))
		}
		for i, c := range members {
			v.Members[i] = Member{Name: c.Name, Value: constant(c.Value)}
		}
		return v
	default:
		return &Value{Kind: scalarKind(a.Kind), Text: a.Raw}
	}
}

func scalarKind(k ast.ValueKind) ValueKind {
	switch k {
	case ast.IntValue:
		return Int
	case ast.FloatValue:
		return Float
	case ast.EnumValue:
		return Enum
	default:
		return String
	}
}

// distinctMembers returns the members of an object literal with the last of each name, in
// the order the names first appear.
func distinctMembers(children ast.ChildValueList) ast.ChildValueList {
	const few = 12
	if len(children) <= few {
		for i, c := range children {
			for _, d := range children[:i] {
				if d.Name == c.Name {
					return withoutRepeats(children)
				}
			}
		}
		return children
	}
	return withoutRepeats(children)
}

func withoutRepeats(children ast.ChildValueList) ast.ChildValueList {
	at := make(map[string]int, len(children))
	kept := make(ast.ChildValueList, 0, len(children))
	for _, c := range children {
		if i, known := at[c.Name]; known {
			kept[i] = c
			continue
		}
		at[c.Name] = len(kept)
		kept = append(kept, c)
	}
	return kept
}

// hasVariable tells whether a literal is, or has inside, a variable, and how many values it
// looked at.
func hasVariable(a *ast.Value) (bool, int) {
	if a.Kind == ast.Variable {
		return true, 1
	}
	looked := 1
	for _, c := range a.Children {
		found, n := hasVariable(c.Value)
		if looked += n; found {
			return true, looked
		}
	}
	return false, looked
}
