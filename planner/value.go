package planner

import "strconv"

// ValueKind tells literals and JSON values apart.
type ValueKind uint8

// The kinds of values. A JSON number from a variable is a Number whatever it looks like;
// literals are Int or Float: the contract's messages tell them apart
// (contract/postgres-graphql.md 8.5).
const (
	Null ValueKind = iota
	Int
	Float
	Number
	String
	Boolean
	Enum
	List
	Object
)

// Value is an argument value at run time: a literal or a piece of a variable. It is
// immutable once bound.
type Value struct {
	Kind ValueKind
	// Text is the scalar as text: digits as written, a string without its quotes and
	// escapes, "true" or "false", an enum value's name.
	Text  string
	Items []*Value // List
	// Members are an object's, in written order, names unique.
	Members []Member
}

// Member is one member of an object value.
type Member struct {
	Name  string
	Value *Value
}

// Member returns the value of an object's member, or nil when it is absent.
func (v *Value) Member(name string) *Value {
	for i := range v.Members {
		if v.Members[i].Name == name {
			return v.Members[i].Value
		}
	}
	return nil
}

// IsNull tells whether v is null; a nil value is not: it is absent.
func (v *Value) IsNull() bool { return v != nil && v.Kind == Null }

// AppendJSON appends v as compact JSON. Enum values become strings, numbers keep their
// digits.
func (v *Value) AppendJSON(dst []byte) []byte {
	switch v.Kind {
	case Null:
		return append(dst, "null"...)
	case Int, Float, Number, Boolean:
		return append(dst, v.Text...)
	case String, Enum:
		return AppendJSONString(dst, v.Text)
	case List:
		dst = append(dst, '[')
		for i, item := range v.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = item.AppendJSON(dst)
		}
		return append(dst, ']')
	default:
		dst = append(dst, '{')
		for i, m := range v.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(AppendJSONString(dst, m.Name), ':')
			dst = m.Value.AppendJSON(dst)
		}
		return append(dst, '}')
	}
}

// AppendLiteral appends v as a GraphQL literal: object keys bare, enum values bare. Keys
// must be legal names. Strings are escaped as GraphQL strings, which JSON's escapes are.
func (v *Value) AppendLiteral(dst []byte) []byte {
	switch v.Kind {
	case Enum:
		return append(dst, v.Text...)
	case List:
		dst = append(dst, '[')
		for i, item := range v.Items {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = item.AppendLiteral(dst)
		}
		return append(dst, ']')
	case Object:
		dst = append(dst, '{')
		for i, m := range v.Members {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = append(append(dst, m.Name...), ": "...)
			dst = m.Value.AppendLiteral(dst)
		}
		return append(dst, '}')
	default:
		return v.AppendJSON(dst)
	}
}

// Equal tells whether two values are the same in kind, text and structure, members in the
// same order.
func (v *Value) Equal(w *Value) bool {
	if v == nil || w == nil {
		return v == w
	}
	if v.Kind != w.Kind || v.Text != w.Text || len(v.Items) != len(w.Items) || len(v.Members) != len(w.Members) {
		return false
	}
	for i := range v.Items {
		if !v.Items[i].Equal(w.Items[i]) {
			return false
		}
	}
	for i := range v.Members {
		if v.Members[i].Name != w.Members[i].Name || !v.Members[i].Value.Equal(w.Members[i].Value) {
			return false
		}
	}
	return true
}

// NullValue, TrueValue and FalseValue are shared constants.
var (
	NullValue  = &Value{Kind: Null}
	TrueValue  = &Value{Kind: Boolean, Text: "true"}
	FalseValue = &Value{Kind: Boolean, Text: "false"}
)

// IntValue returns an integer literal.
func IntValue(i int64) *Value { return &Value{Kind: Int, Text: strconv.FormatInt(i, 10)} }

// StringValue returns a string.
func StringValue(s string) *Value { return &Value{Kind: String, Text: s} }
