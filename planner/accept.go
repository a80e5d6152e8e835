package planner

import (
	"strconv"
	"strings"
)

// Rules for the integers that the gateway itself reads (contract/postgres-graphql.md 2.2).
// They are declared `Int` and refuse null; see [OrNull].

// NonNegativeInt is an [Accept] for `limit`, `batch_size`, `first` and `last`: an integer
// from 0 up to 2^31-1. [Value.Int64] reads what it accepts.
func NonNegativeInt(v *Value, at *Path) *Fault {
	if v.Kind != Int && v.Kind != Number || strings.HasPrefix(v.Text, "-") && parseDecimal(v.Text).digits != "" {
		return mismatch(v, "a non-negative 32-bit integer", "Int", at)
	}
	_, fault := boundedInteger(v, 32, at)
	return fault
}

// BigInt is an [Accept] for `offset`: any 64-bit integer, also as a string of decimal digits.
// [Value.Int64] reads what it accepts.
func BigInt(v *Value, at *Path) *Fault {
	switch v.Kind {
	case Int, Number:
		_, fault := boundedInteger(v, 64, at)
		return fault
	case String:
		if _, err := strconv.ParseUint(v.Text, 10, 63); err == nil {
			return nil
		}
	}
	return mismatch(v, "a 32-bit integer, or a 64-bit integer represented as a string", "Int", at)
}

// IntOf returns an [Accept] for a column of integers of so many bits: a number out of bounds
// or with a fraction is parse-failed. It is for numbers; other kinds are the source's to
// check first.
func IntOf(bits int) Accept {
	return func(v *Value, at *Path) *Fault {
		_, fault := boundedInteger(v, bits, at)
		return fault
	}
}

// OrNull is an [Accept] that takes null besides what accept takes.
func OrNull(accept Accept) Accept {
	return func(v *Value, at *Path) *Fault {
		if v.Kind == Null {
			return nil
		}
		return accept(v, at)
	}
}

// Int64 returns the integer that a number, or a string of digits, stands for: `3`, `3.0`
// and `3e0` alike. It tells false for anything else.
func (v *Value) Int64() (int64, bool) {
	switch v.Kind {
	case Int, Number, Float, String:
	default:
		return 0, false
	}
	if i, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
		return i, true
	}
	if v.Kind == String {
		return 0, false
	}
	text, ok := parseDecimal(v.Text).integer()
	if !ok {
		return 0, false
	}
	i, err := strconv.ParseInt(text, 10, 64)
	return i, err == nil
}
