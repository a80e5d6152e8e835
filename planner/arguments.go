package planner

import "github.com/vektah/gqlparser/v2/ast"

// arguments binds the arguments of a field or a directive, of which all are declared. It
// returns those that are present or have a default, in order of declaration.
func (s *scope) arguments(list ast.ArgumentList, declared []*InputValue, at *Path) ([]Arg, *Fault) {
	if len(declared) == 0 {
		return nil, nil
	}
	at = at.Key("args")
	var args []Arg
	for _, in := range declared {
		var value *Operand
		if a := lastArgument(list, in.Name); a != nil {
			var fault *Fault
			if value, fault = s.operand(a.Value, in, at.Key(in.Name)); fault != nil {
				return nil, fault
			}
		}
		if value == nil {
			var fault *Fault
			if value, fault = s.absent(in, at); fault != nil {
				return nil, fault
			}
		}
		if value != nil {
			args = append(args, Arg{Input: in, Value: value})
		}
	}
	return args, nil
}

// absent returns the default of an input that was not given, nil when it has none, or the
// fault that it is required. at is the path of what the input belongs to.
func (s *scope) absent(in *InputValue, at *Path) (*Operand, *Fault) {
	switch {
	case in.Default != nil:
		return s.constant(in.Default, in, at.Key(in.Name)), nil
	case in.Type.NonNull:
		return nil, missingField(in.Name, at)
	default:
		return nil, nil
	}
}

// constant returns the operand of a value without variables.
func (s *scope) constant(v *Value, in *InputValue, at *Path) *Operand {
	return &Operand{value: v, input: in, path: at, use: literal, scope: s}
}

func lastArgument(list ast.ArgumentList, name string) *ast.Argument {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Name == name {
			return list[i]
		}
	}
	return nil
}

// unknownArgument returns the first argument that is not declared, or nil.
func unknownArgument(list ast.ArgumentList, declared []*InputValue) *ast.Argument {
	for _, a := range list {
		if findInput(declared, a.Name) == nil {
			return a
		}
	}
	return nil
}
