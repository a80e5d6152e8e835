package planner

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// coercion checks values that contain no variables against what a place declares, fills in
// defaults and brings scalars into one form (contract/postgres-graphql.md 2.2, 3.3, 8.5).
// A value that needs no change is returned as it is.
//
// The paths of faults begin at the value: whoever knows its place puts them there
// ([Fault.within]). Most values have none, and a path for each would be allocated.
type coercion struct {
	member *member
	// json is set for values that came as JSON: a string may stand for an enum value, keys
	// need not be legal names.
	json bool
}

// input coerces the value of an argument or an input field.
func (c coercion) input(v *Value, in *InputValue) (*Value, *Fault) {
	switch {
	case in.Accept != nil:
		return v, in.Accept(v, nil)
	case v.Kind == Null && in.NoNull:
		return nil, c.mismatch(v, in.Type)
	default:
		return c.value(v, in.Type)
	}
}

// value coerces a value by its type alone.
func (c coercion) value(v *Value, t *ast.Type) (*Value, *Fault) {
	switch {
	case v.Kind == Null && t.NonNull:
		return nil, c.mismatch(v, t)
	case v.Kind == Null:
		return v, nil
	case t.Elem != nil:
		return c.list(v, t.Elem)
	}
	named := c.member.find(t.NamedType)
	if named == nil {
		return nil, missingType(t.NamedType, nil)
	}
	switch named.Kind {
	case ast.Enum:
		return c.enum(v, named)
	case ast.InputObject:
		return c.object(v, named)
	default:
		return scalar(v, named)
	}
}

// list coerces a list; a value that is no list counts as a list of it.
func (c coercion) list(v *Value, elem *ast.Type) (*Value, *Fault) {
	if v.Kind != List {
		item, fault := c.value(v, elem)
		if fault != nil {
			return nil, fault.within(start.Index(0))
		}
		return &Value{Kind: List, Items: []*Value{item}}, nil
	}
	out := v
	for i, item := range v.Items {
		coerced, fault := c.value(item, elem)
		if fault != nil {
			return nil, fault.within(start.Index(i))
		}
		if coerced == item {
			continue
		}
		if out == v {
			out = &Value{Kind: List, Items: append([]*Value(nil), v.Items...)}
		}
		out.Items[i] = coerced
	}
	return out, nil
}

func (c coercion) enum(v *Value, t *Type) (*Value, *Fault) {
	if v.Kind != Enum && (v.Kind != String || !c.json || !legalName(v.Text)) {
		return nil, mismatch(v, "an enum value", t.Name, nil)
	}
	if t.Value(v.Text) == nil {
		return nil, badEnumValue(v.Text, t, nil)
	}
	if v.Kind == Enum {
		return v, nil
	}
	return &Value{Kind: Enum, Text: v.Text}, nil
}

// mismatch is the fault for a value, usually null, that the type does not take.
func (c coercion) mismatch(v *Value, t *ast.Type) *Fault {
	if t.Elem != nil {
		return Invalid(nil, "expected a list, but found %s", describe(v))
	}
	named := c.member.find(t.NamedType)
	if named == nil {
		return missingType(t.NamedType, nil)
	}
	switch named.Kind {
	case ast.Enum:
		return mismatch(v, "an enum value", named.Name, nil)
	case ast.InputObject:
		return mismatch(v, "an object", named.Name, nil)
	}
	if expected := expectedScalar(named.Name); expected != "" {
		return mismatch(v, expected, named.Name, nil)
	}
	return UnexpectedNull(named.Name, nil)
}
