// Package jsonmismatch words what encoding/json says about a value of a wrong type as the
// contract's decoder does (contract/metadata-and-migrations.md 1.1). The one function is
// [Fault].
package jsonmismatch

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/weftql/weft/planner"
)

// Fault is a parse failure for an error of decoding the value at path. A value of a wrong
// type below it is told where it stands; other errors are told as they are.
func Fault(err error, path *planner.Path) *planner.Fault {
	var mismatch *json.UnmarshalTypeError
	if !errors.As(err, &mismatch) {
		return planner.Faultf(planner.CodeParseFailed, path, "%s", strings.TrimPrefix(err.Error(), "json: "))
	}
	for key := range strings.SplitSeq(mismatch.Field, ".") {
		if key != "" {
			path = path.Key(key)
		}
	}
	return planner.Faultf(planner.CodeParseFailed, path, "%s, but encountered %s", expected(mismatch.Type), encountered(mismatch.Value))
}

// expected words what a Go type is read from.
func expected(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "parsing Text failed, expected String"
	case reflect.Bool:
		return "expected Bool"
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint16:
		return "parsing Int failed, expected Number"
	case reflect.Float64:
		return "parsing Double failed, expected Number"
	case reflect.Slice, reflect.Array:
		return "parsing [] failed, expected Array"
	default:
		return "parsing Object failed, expected Object"
	}
}

// encountered names a JSON value; numbers come with their text.
func encountered(value string) string {
	switch word, _, _ := strings.Cut(value, " "); word {
	case "bool":
		return "Boolean"
	case "string", "number", "array", "object":
		return strings.ToUpper(word[:1]) + word[1:]
	default:
		return value
	}
}
