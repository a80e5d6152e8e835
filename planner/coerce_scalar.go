package planner

import (
	"math"
	"strconv"
)

// scalar coerces a scalar; see coercion. Custom scalars take any value: their sources check it.
func scalar(v *Value, t *Type) (*Value, *Fault) {
	switch t.Name {
	case "Int":
		return coerceInt(v)
	case "Float":
		return coerceFloat(v)
	case "String":
		if v.Kind != String {
			return nil, mismatch(v, "a string", "String", nil)
		}
	case "Boolean":
		if v.Kind != Boolean {
			return nil, mismatch(v, "a boolean", "Boolean", nil)
		}
	case "ID":
		return coerceID(v)
	}
	return v, nil
}

// expectedScalar is how messages call the values of a built-in scalar; "" for others.
func expectedScalar(name string) string {
	switch name {
	case "Int":
		return "a 32-bit integer"
	case "Float":
		return "a float"
	case "String":
		return "a string"
	case "Boolean":
		return "a boolean"
	case "ID":
		return "a String or a 32-bit integer"
	}
	return ""
}

func coerceInt(v *Value) (*Value, *Fault) {
	if v.Kind != Int && v.Kind != Number {
		return nil, mismatch(v, "a 32-bit integer", "Int", nil)
	}
	return boundedInteger(v, 32, nil)
}

// boundedInteger brings a number into plain digits; it must be an integer of so many bits.
func boundedInteger(v *Value, bits int, at *Path) (*Value, *Fault) {
	if i, err := strconv.ParseInt(v.Text, 10, bits); err == nil && (i != 0 || v.Text == "0") {
		return v, nil
	}
	d := parseDecimal(v.Text)
	text, ok := d.integer()
	if _, err := strconv.ParseInt(text, 10, bits); !ok || err != nil {
		return nil, Faultf(CodeParseFailed, at, "The value %s lies outside the bounds or is not an integer. "+
			"Maybe it is a float, or is there integer overflow?", d)
	}
	return &Value{Kind: v.Kind, Text: text}, nil
}

func coerceFloat(v *Value) (*Value, *Fault) {
	switch v.Kind {
	case Int, Float, Number:
	default:
		return nil, mismatch(v, "a float", "Float", nil)
	}
	if f, err := strconv.ParseFloat(v.Text, 64); err != nil && math.IsInf(f, 0) {
		return nil, Faultf(CodeParseFailed, nil, "The value %s lies outside the bounds. Is it overflowing the float bounds?", parseDecimal(v.Text))
	}
	return v, nil
}

// coerceID turns strings and integers into strings.
func coerceID(v *Value) (*Value, *Fault) {
	switch v.Kind {
	case String:
		return v, nil
	case Int:
		return StringValue(v.Text), nil
	case Number:
		i, fault := boundedInteger(v, 64, nil)
		if fault != nil {
			return nil, fault
		}
		return StringValue(i.Text), nil
	default:
		return nil, mismatch(v, expectedScalar("ID"), "ID", nil)
	}
}
