package planner

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Fields, inputs, enum values and directives as introspection shows them. Nothing is ever
// deprecated (contract/postgres-graphql.md 9.1).

func (w *schemaWriter) writeField(dst []byte, field *Field, fields []wanted) []byte {
	return writeObject(dst, "__Field", fields, func(dst []byte, f *wanted) []byte {
		switch f.name {
		case "name":
			return AppendJSONString(dst, field.Name)
		case "description":
			return writeText(dst, field.Description)
		case "args":
			return writeList(w, dst, field.Args, func(dst []byte, in *InputValue) []byte { return w.writeInput(dst, in, f.fields) })
		case "type":
			return w.writeRef(dst, typeRef{wrapped: field.Type}, f.fields)
		default:
			return writeNotDeprecated(dst, f)
		}
	})
}

func (w *schemaWriter) writeInput(dst []byte, in *InputValue, fields []wanted) []byte {
	return writeObject(dst, "__InputValue", fields, func(dst []byte, f *wanted) []byte {
		switch f.name {
		case "name":
			return AppendJSONString(dst, in.Name)
		case "description":
			return writeText(dst, in.Description)
		case "type":
			return w.writeRef(dst, typeRef{wrapped: in.Type}, f.fields)
		default: // defaultValue
			if in.Default == nil {
				return append(dst, jsonNull...)
			}
			return AppendJSONString(dst, string(in.Default.AppendLiteral(nil)))
		}
	})
}

func writeEnumValue(dst []byte, v *EnumValue, fields []wanted) []byte {
	return writeObject(dst, "__EnumValue", fields, func(dst []byte, f *wanted) []byte {
		switch f.name {
		case "name":
			return AppendJSONString(dst, v.Name)
		case "description":
			return writeText(dst, v.Description)
		default:
			return writeNotDeprecated(dst, f)
		}
	})
}

func (w *schemaWriter) writeDirective(dst []byte, d *directive, fields []wanted) []byte {
	return writeObject(dst, "__Directive", fields, func(dst []byte, f *wanted) []byte {
		switch f.name {
		case "name":
			return AppendJSONString(dst, d.name)
		case "description":
			return writeText(dst, d.description)
		case "locations":
			return writeList(w, dst, d.locations, func(dst []byte, l ast.DirectiveLocation) []byte { return AppendJSONString(dst, string(l)) })
		case "args":
			return writeList(w, dst, d.args, func(dst []byte, in *InputValue) []byte { return w.writeInput(dst, in, f.fields) })
		default: // isRepeatable
			return append(dst, "false"...)
		}
	})
}

func shownDirectives() []*directive {
	return slices.DeleteFunc(slices.Clone(allDirectives[:]), func(d *directive) bool { return d.hidden })
}

// writeNotDeprecated writes `isDeprecated` or `deprecationReason`.
func writeNotDeprecated(dst []byte, f *wanted) []byte {
	if f.name == "isDeprecated" {
		return append(dst, "false"...)
	}
	return append(dst, jsonNull...)
}
