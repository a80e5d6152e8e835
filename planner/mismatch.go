package planner

import "strings"

// Messages about values of the wrong kind (contract/postgres-graphql.md 8.5).

// mismatch is the fault for a value of another kind than a type expects.
func mismatch(v *Value, expected, typeName string, at *Path) *Fault {
	return Invalid(at, "expected %s for type '%s', but found %s", expected, typeName, describe(v))
}

// UnexpectedNull is the fault for null where a column's value, or one of a custom scalar, is
// needed.
func UnexpectedNull(typeName string, at *Path) *Fault {
	return Invalid(at, "unexpected null value for type '%s'", typeName)
}

func describe(v *Value) string {
	switch v.Kind {
	case Null:
		return "null"
	case Int:
		return "an integer"
	case Float:
		return "a float"
	case Number:
		return "a number"
	case String:
		return "a string"
	case Boolean:
		return "a boolean"
	case Enum:
		return "an enum value"
	case List:
		return "a list"
	default:
		return "an object"
	}
}

func badEnumValue(value string, t *Type, at *Path) *Fault {
	names := make([]string, len(t.Values))
	for i, v := range t.Values {
		names[i] = "'" + v.Name + "'"
	}
	return Invalid(at, "expected one of the values [%s] for type '%s', but found '%s'", strings.Join(names, ", "), t.Name, value)
}

// Misread is the message for a value that cannot be read as what a column's type wants:
// name is what the message calls the type, expected the JSON kind it takes
// (contract/postgres-graphql.md 2.2).
func (v *Value) Misread(name, expected string) string {
	return "parsing " + name + " failed, expected " + expected + ", but encountered " + v.jsonKind()
}

// jsonKind names a value's kind as JSON does.
func (v *Value) jsonKind() string {
	switch v.Kind {
	case Null:
		return "Null"
	case Boolean:
		return "Boolean"
	case List:
		return "Array"
	case Object:
		return "Object"
	case String, Enum:
		return "String"
	case Int, Float, Number:
	}
	return "Number"
}
