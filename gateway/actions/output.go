package actions

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
)

// project checks a handler's answer against the output type and projects it through the
// selection (section 4.3).
func (o *output) project(value []byte) ([]byte, *planner.Fault) {
	value = trim(value)
	if o.object == nil {
		return value, checkLeaf(o.typ, value, o.open)
	}
	return o.object.append(nil, o.typ, value)
}

func mismatch(format string, args ...any) *planner.Fault {
	return planner.Faultf(planner.CodeUnexpected, nil, format, args...)
}

// checkLeaf checks the shape of an answer that is a scalar or an enum, or a list of them.
// Declared scalars and those of databases may be anything.
func checkLeaf(typ *ast.Type, value []byte, open bool) *planner.Fault {
	got := kindOf(value)
	switch {
	case got == "null" && typ.NonNull:
		return mismatch("got null for the action webhook response")
	case got == "null" || open:
		return nil
	case typ.Elem != nil:
		if got != "array" {
			return mismatch("expecting array for the action webhook response")
		}
		items, err := jsonspan.Array(value, nil)
		if err != nil {
			return mismatch("%v", err)
		}
		for _, item := range items {
			if fault := checkLeaf(typ.Elem, item, open); fault != nil {
				return fault
			}
		}
		return nil
	case got == "array" || got == "object":
		return mismatch("got %s for the action webhook response, expecting %s", got, typ)
	case !fits(got, typ.NamedType):
		return mismatch("got scalar %s for the action webhook response, expecting %s", got, typ)
	}
	return nil
}

// fits tells whether a scalar of JSON may stand for a built-in scalar or an enum.
func fits(got, name string) bool {
	switch name {
	case "Int", "Float":
		return got == "Int" || got == "Float"
	case "Boolean":
		return got == "Boolean"
	}
	return got == "String"
}

// kindOf names the kind of a JSON value as the contract's messages do.
func kindOf(value []byte) string {
	switch value[0] {
	case 'n':
		return "null"
	case '[':
		return "array"
	case '{':
		return "object"
	case '"':
		return "String"
	case 't', 'f':
		return "Boolean"
	}
	for _, c := range value {
		if c == '.' || c == 'e' || c == 'E' {
			return "Float"
		}
	}
	return "Int"
}

// trim cuts white space around a JSON value.
func trim(value []byte) []byte {
	start, end := 0, len(value)
	for start < end && value[start] <= ' ' {
		start++
	}
	for end > start && value[end-1] <= ' ' {
		end--
	}
	return value[start:end]
}
