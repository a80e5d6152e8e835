package planner

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// coercion checks values that contain no variables against what a place declares, fills in
// defaults and brings scalars into one form (contract/postgres-graphql.md 2.2, 3.3, 8.5).
// A value that needs no change is returned as it is.
type coercion struct {
	member *member
	// json is set for values that came as JSON: a string may stand for an enum value, keys
	// need not be legal names.
	json bool
}

// input coerces the value of an argument or an input field.
func (c coercion) input(v *Value, in *InputValue, at *Path) (*Value, *Fault) {
	switch {
	case in.Accept != nil:
		return v, in.Accept(v, at)
	case v.Kind == Null && in.NoNull:
		return nil, c.mismatch(v, in.Type, at)
	default:
		return c.value(v, in.Type, at)
	}
}

// value coerces a value by its type alone.
func (c coercion) value(v *Value, t *ast.Type, at *Path) (*Value, *Fault) {
	switch {
	case v.Kind == Null && t.NonNull:
		return nil, c.mismatch(v, t, at)
	case v.Kind == Null:
		return v, nil
	case t.Elem != nil:
		return c.list(v, t.Elem, at)
	}
	named := c.member.find(t.NamedType)
	if named == nil {
		return nil, missingType(t.NamedType, at)
	}
	switch named.Kind {
	case ast.Enum:
		return c.enum(v, named, at)
	case ast.InputObject:
		return c.object(v, named, at)
	default:
		return c.scalar(v, named, at)
	}
}

// list coerces a list; a value that is no list counts as a list of it.
func (c coercion) list(v *Value, elem *ast.Type, at *Path) (*Value, *Fault) {
	if v.Kind != List {
		item, fault := c.value(v, elem, at.Index(0))
		if fault != nil {
			return nil, fault
		}
		return &Value{Kind: List, Items: []*Value{item}}, nil
	}
	out := v
	for i, item := range v.Items {
		coerced, fault := c.value(item, elem, at.Index(i))
		if fault != nil {
			return nil, fault
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

func (c coercion) enum(v *Value, t *Type, at *Path) (*Value, *Fault) {
	if v.Kind != Enum && (v.Kind != String || !c.json || !legalName(v.Text)) {
		return nil, mismatch(v, "an enum value", t.Name, at)
	}
	if t.Value(v.Text) == nil {
		return nil, badEnumValue(v.Text, t, at)
	}
	if v.Kind == Enum {
		return v, nil
	}
	return &Value{Kind: Enum, Text: v.Text}, nil
}

// mismatch is the fault for a value, usually null, that the type does not take.
func (c coercion) mismatch(v *Value, t *ast.Type, at *Path) *Fault {
	if t.Elem != nil {
		return Invalid(at, "expected a list, but found %s", describe(v))
	}
	named := c.member.find(t.NamedType)
	if named == nil {
		return missingType(t.NamedType, at)
	}
	switch named.Kind {
	case ast.Enum:
		return mismatch(v, "an enum value", named.Name, at)
	case ast.InputObject:
		return mismatch(v, "an object", named.Name, at)
	}
	if expected := expectedScalar(named.Name); expected != "" {
		return mismatch(v, expected, named.Name, at)
	}
	return UnexpectedNull(named.Name, at)
}
