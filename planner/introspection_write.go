package planner

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// schemaWriter writes a schema as the JSON that introspection asks for.
type schemaWriter struct {
	schema *Schema
	shown  *reach // the walk through schema that all of a run shares
	left   int    // bytes that may still be written, see maxIntrospection
}

// typeRef is a type as a field refers to it: a named type, or a list or non-null type
// around one.
type typeRef struct {
	named    *Type
	wrapped  *ast.Type // when named is nil
	nullable bool      // the `!` of wrapped is already written
}

func (w *schemaWriter) writeSchema(dst []byte, fields []wanted) []byte {
	return writeObject(dst, "__Schema", fields, func(dst []byte, f *wanted) []byte {
		switch f.name {
		case "types":
			return writeList(w, dst, w.shown.names(), func(dst []byte, name string) []byte {
				return w.writeType(dst, typeRef{named: w.schema.Type(name)}, f.fields)
			})
		case "queryType":
			return w.writeRoot(dst, ast.Query, f.fields)
		case "mutationType":
			return w.writeRoot(dst, ast.Mutation, f.fields)
		case "subscriptionType":
			return w.writeRoot(dst, ast.Subscription, f.fields)
		case "directives":
			return writeList(w, dst, shownDirectives(), func(dst []byte, d *directive) []byte {
				return w.writeDirective(dst, d, f.fields)
			})
		default: // description
			return append(dst, jsonNull...)
		}
	})
}

func (w *schemaWriter) writeRoot(dst []byte, op ast.Operation, fields []wanted) []byte {
	t := w.schema.Root(op)
	if t == nil {
		return append(dst, jsonNull...)
	}
	return w.writeType(dst, typeRef{named: t}, fields)
}

// writeRef writes the type of a field or an input.
func (w *schemaWriter) writeRef(dst []byte, ref typeRef, fields []wanted) []byte {
	if t := ref.wrapped; t.Elem == nil && (!t.NonNull || ref.nullable) {
		if ref.named = w.schema.Type(t.NamedType); ref.named == nil {
			return append(dst, jsonNull...)
		}
	}
	return w.writeType(dst, ref, fields)
}

func (w *schemaWriter) writeType(dst []byte, ref typeRef, fields []wanted) []byte {
	return writeObject(dst, "__Type", fields, func(dst []byte, f *wanted) []byte {
		switch {
		case f.name == "kind":
			return AppendJSONString(dst, ref.kind())
		case ref.named != nil:
			return w.writeNamed(dst, ref.named, f)
		case f.name != "ofType":
			return append(dst, jsonNull...)
		case ref.wrapped.NonNull && !ref.nullable:
			return w.writeRef(dst, typeRef{wrapped: ref.wrapped, nullable: true}, f.fields)
		default:
			return w.writeRef(dst, typeRef{wrapped: ref.wrapped.Elem}, f.fields)
		}
	})
}

func (r typeRef) kind() string {
	switch {
	case r.named != nil:
		return string(r.named.Kind)
	case r.wrapped.NonNull && !r.nullable:
		return "NON_NULL"
	default:
		return "LIST"
	}
}

// writeNamed writes a field of `__Type` for a named type. What does not exist for its kind
// is null.
func (w *schemaWriter) writeNamed(dst []byte, t *Type, f *wanted) []byte {
	composite := t.Kind == ast.Object || t.Kind == ast.Interface
	switch {
	case f.name == "name":
		return AppendJSONString(dst, t.Name)
	case f.name == "description":
		return writeText(dst, t.Description)
	case f.name == "fields" && composite:
		return writeList(w, dst, t.Fields, func(dst []byte, field *Field) []byte { return w.writeField(dst, field, f.fields) })
	case f.name == "interfaces" && composite:
		return w.writeTypes(dst, t.Interfaces, f.fields)
	case f.name == "possibleTypes" && (t.Kind == ast.Interface || t.Kind == ast.Union):
		return w.writeTypes(dst, t.Possible, f.fields)
	case f.name == "enumValues" && t.Kind == ast.Enum:
		return writeList(w, dst, t.Values, func(dst []byte, v *EnumValue) []byte { return writeEnumValue(dst, v, f.fields) })
	case f.name == "inputFields" && t.Kind == ast.InputObject:
		return writeList(w, dst, t.Inputs, func(dst []byte, in *InputValue) []byte { return w.writeInput(dst, in, f.fields) })
	default:
		return append(dst, jsonNull...)
	}
}

// writeTypes writes types by name, sorted; those the role does not see are left out.
func (w *schemaWriter) writeTypes(dst []byte, names []string, fields []wanted) []byte {
	var types []*Type
	for _, name := range names {
		if t := w.schema.Type(name); t != nil {
			types = append(types, t)
		}
	}
	slices.SortFunc(types, func(a, b *Type) int { return cmp.Compare(a.Name, b.Name) })
	return writeList(w, dst, types, func(dst []byte, t *Type) []byte { return w.writeType(dst, typeRef{named: t}, fields) })
}

func writeText(dst []byte, text string) []byte {
	if text == "" {
		return append(dst, jsonNull...)
	}
	return AppendJSONString(dst, text)
}

// writeObject writes the fields that are wanted; write appends the value of one.
func writeObject(dst []byte, typeName string, fields []wanted, write func([]byte, *wanted) []byte) []byte {
	dst = append(dst, '{')
	for i := range fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		f := &fields[i]
		dst = append(append(append(dst, '"'), f.key...), '"', ':')
		if f.name == Typename.Name {
			dst = AppendJSONString(dst, typeName)
			continue
		}
		dst = write(dst, f)
	}
	return append(dst, '}')
}

// writeList writes the items, and stops when there are more bytes than may be.
func writeList[T any](w *schemaWriter, dst []byte, list []T, write func([]byte, T) []byte) []byte {
	dst = append(dst, '[')
	for i, item := range list {
		if len(dst) > w.left {
			break
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = write(dst, item)
	}
	return append(dst, ']')
}
