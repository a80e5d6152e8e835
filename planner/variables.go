package planner

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// variable is a variable definition of an operation.
type variable struct {
	name  string
	typ   *ast.Type
	deflt *Value // nil: none
	used  bool
}

// variables are the variable definitions of an operation.
type variables struct {
	list  []variable
	index map[string]int // nil while the list is short
}

// fewVariables is how many are searched one by one: quicker than a map for what clients
// usually send.
const fewVariables = 12

// supplied is the value of a variable in one request.
type supplied struct {
	value   *Value // nil: unbound
	unbound bool   // neither the client nor a default gave a value
	json    bool   // as the client sent it, not a default; see coercion
	size    int    // how many values it consists of
	used    bool   // while an operation is bound: at some place
}

// defineVariables reads the variable definitions of an operation. Of two definitions of one
// name the first is found.
func defineVariables(defs ast.VariableDefinitionList) variables {
	if len(defs) == 0 {
		return variables{}
	}
	v := variables{list: make([]variable, len(defs))}
	if len(defs) > fewVariables {
		v.index = make(map[string]int, len(defs))
	}
	for i, d := range defs {
		v.list[i] = variable{name: d.Variable, typ: d.Type}
		if d.DefaultValue != nil {
			v.list[i].deflt = constant(d.DefaultValue)
		}
		if _, known := v.index[d.Variable]; v.index != nil && !known {
			v.index[d.Variable] = i
		}
	}
	return v
}

// find returns the index of the variable called name, or -1.
func (v *variables) find(name string) int {
	if v.index != nil {
		if i, ok := v.index[name]; ok {
			return i
		}
		return -1
	}
	for i := range v.list {
		if v.list[i].name == name {
			return i
		}
	}
	return -1
}

// repeated refuses two definitions of one variable.
func (v *variables) repeated() *Fault {
	for i := range v.list {
		if v.find(v.list[i].name) != i {
			return Faultf(CodeParseFailed, nil, "multiple definitions for variable %q", v.list[i].name)
		}
	}
	return nil
}

// use marks the variables that the operation uses; all must be defined.
func (v *variables) use(names []string) *Fault {
	for _, name := range names {
		i := v.find(name)
		if i < 0 {
			return Invalid(nil, "unbound variable %q", name)
		}
		v.list[i].used = true
	}
	return nil
}

// supply finds the value of every variable in what a request sent: an object or nil
// (contract/postgres-graphql.md 8.5, variable rules). It appends them to an empty buffer.
func (v *variables) supply(buffer []supplied, sent *Value, opts BindOptions) ([]supplied, *Fault) {
	if len(v.list) == 0 {
		return nil, nil
	}
	values := slices.Grow(buffer, len(v.list))[:len(v.list)]
	if sent != nil {
		for _, m := range sent.Members {
			if i := v.find(m.Name); i >= 0 {
				values[i] = supplied{value: m.Value, json: true}
			}
		}
	}
	for i := range values {
		if fault := v.list[i].settle(&values[i], opts); fault != nil {
			return nil, fault
		}
		values[i].size = values[i].value.size()
	}
	return values, nil
}

// settle gives a variable that was not sent its default and refuses what its type forbids.
func (v *variable) settle(s *supplied, opts BindOptions) *Fault {
	if s.value == nil {
		s.value = v.deflt
		s.unbound = s.value == nil
	}
	switch {
	case s.value == nil && v.typ.NonNull:
		return Invalid(nil, "expecting a value for non-nullable variable: %q", v.name)
	case s.value == nil && !opts.NoNullUnboundVariableDefault:
		s.value = NullValue
	case s.value.IsNull() && v.typ.NonNull && !opts.NullInNonNullableVariables:
		return Invalid(nil, `null value found for non-nullable type: "%s"`, v.typ)
	}
	return nil
}

// unexpected refuses values for variables that the operation does not use.
func (v *variables) unexpected(sent *Value) *Fault {
	if sent == nil {
		return nil
	}
	var names []string
	for _, m := range sent.Members {
		if i := v.find(m.Name); i < 0 || !v.list[i].used {
			names = append(names, m.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return Invalid(nil, "unexpected variables in variableValues: %s", strings.Join(names, ", "))
}

// size counts the values that v consists of.
func (v *Value) size() int {
	if v == nil {
		return 0
	}
	n := 1
	for _, item := range v.Items {
		n += item.size()
	}
	for i := range v.Members {
		n += v.Members[i].Value.size()
	}
	return n
}
