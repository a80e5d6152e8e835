package planner

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Type is one named type of a schema. It is immutable once a Part has returned it and may
// be shared by the schemas of several roles.
type Type struct {
	Kind        ast.DefinitionKind
	Name        string
	Description string
	Fields      []*Field      // OBJECT, INTERFACE: sorted by name (see [SortFields])
	Inputs      []*InputValue // INPUT_OBJECT: sorted by name (see [SortInputs])
	Values      []*EnumValue  // ENUM: sorted by name
	Interfaces  []string      // OBJECT, INTERFACE: names of implemented interfaces
	Possible    []string      // INTERFACE, UNION: names of the concrete types
	// Open marks an interface or a union to which every part adds its own possible types:
	// parts may differ in them. It is the type of a field that parts share.
	Open bool
	// Key names the fields that other subgraphs of a federation may ask for the type's
	// objects by; nil when they may not (contract/postgres-graphql.md 5.9).
	Key []string
	// Meta belongs to the source that made the type; nobody else looks at it.
	Meta any
}

// Field is an output field of an object or interface type.
type Field struct {
	Name        string
	Description string
	Type        *ast.Type
	Args        []*InputValue // sorted by name
	// Link is set when another source answers the field; see [Link].
	Link *Link
	// Alone keeps a root field out of a shared call: it gets one of its own, in order
	// (VOLATILE functions, for instance).
	Alone bool
	// Shared marks a query or subscription root field that all parts which have it answer
	// together; they implement [Sharer].
	Shared bool
	// Stream marks a root field that answers what comes after a cursor; see [Stepper].
	Stream bool
	// Namespace marks a root field without a value of its own: the fields of its type are
	// root fields of the same source (contract/postgres-graphql.md 1.7,
	// contract/remote-schemas-and-joins.md 3.3). It has no arguments, no Meta, and its type
	// may only be reached through it. No part is asked to compile it: the fields selected
	// below it become the columns of calls, and the planner nests their answers.
	Namespace bool
	// Meta belongs to the source that answers the field. For a linked field it is the
	// landing source's (set by [Part.Land]).
	Meta any
}

// InputValue is an argument or a field of an input object.
type InputValue struct {
	Name        string
	Description string
	Type        *ast.Type
	Default     *Value // nil: none
	// NoNull refuses an explicit null although the type is nullable
	// (contract/postgres-graphql.md 3.3).
	NoNull bool
	// NullIsAbsent drops an explicit null as if it was not given when the schema was merged
	// with [BindOptions.BooleanNullCollapse]: for the operators of comparison expressions.
	NullIsAbsent bool
	// UnboundIsAbsent drops the input when a variable without a value stands for it,
	// instead of taking it for null: an upstream tells the two apart
	// (contract/remote-schemas-and-joins.md 4.2).
	UnboundIsAbsent bool
	// Accept replaces GraphQL's own rules for values of the type; see [Accept].
	Accept Accept
	// Meta belongs to the source that made the input.
	Meta any
}

// Accept checks a value at an input where the type's own rules do not apply: a column
// operand that takes any JSON string, a limit that must not be negative. It sees the whole
// value as it was given, null and lists included, after the declared type of a variable has
// been checked: nothing is coerced, nested variables are resolved, an enum value from JSON is
// a String. It returns a fault located at `at` or below it. It must not keep v.
type Accept func(v *Value, at *Path) *Fault

// EnumValue is one value of an enum type.
type EnumValue struct {
	Name        string
	Description string
	Meta        any // the source's
}

// Field returns the field called name, or nil. The type's fields must be sorted.
func (t *Type) Field(name string) *Field {
	i, ok := slices.BinarySearchFunc(t.Fields, name, func(f *Field, n string) int { return strings.Compare(f.Name, n) })
	if !ok {
		return nil
	}
	return t.Fields[i]
}

// Input returns the input field called name, or nil.
func (t *Type) Input(name string) *InputValue { return findInput(t.Inputs, name) }

// Value returns the enum value called name, or nil.
func (t *Type) Value(name string) *EnumValue {
	i, ok := slices.BinarySearchFunc(t.Values, name, func(v *EnumValue, n string) int { return strings.Compare(v.Name, n) })
	if !ok {
		return nil
	}
	return t.Values[i]
}

// Arg returns the argument called name, or nil.
func (f *Field) Arg(name string) *InputValue { return findInput(f.Args, name) }

func findInput(inputs []*InputValue, name string) *InputValue {
	i, ok := slices.BinarySearchFunc(inputs, name, func(in *InputValue, n string) int { return strings.Compare(in.Name, n) })
	if !ok {
		return nil
	}
	return inputs[i]
}

// SortFields sorts fields by name in code-point order, as lookups and introspection need
// them (contract/postgres-graphql.md 9.1), and returns them.
func SortFields(fields []*Field) []*Field {
	slices.SortStableFunc(fields, func(a, b *Field) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

// SortInputs sorts inputs by name and returns them.
func SortInputs(inputs []*InputValue) []*InputValue {
	slices.SortStableFunc(inputs, func(a, b *InputValue) int { return strings.Compare(a.Name, b.Name) })
	return inputs
}

// SortEnumValues sorts enum values by name and returns them.
func SortEnumValues(values []*EnumValue) []*EnumValue {
	slices.SortStableFunc(values, func(a, b *EnumValue) int { return strings.Compare(a.Name, b.Name) })
	return values
}

// Named returns the type `name`, nullable.
func Named(name string) *ast.Type { return &ast.Type{NamedType: name} }

// NonNull returns t with a trailing `!`; t itself is not changed.
func NonNull(t *ast.Type) *ast.Type {
	c := *t
	c.NonNull = true
	return &c
}

// ListOf returns the nullable type `[t]`.
func ListOf(t *ast.Type) *ast.Type { return &ast.Type{Elem: t} }

// Typename is the definition of `__typename`, which every object type has without listing
// it. A source that meets it in a selection answers the concrete type's name.
var Typename = &Field{Name: "__typename", Type: NonNull(Named("String"))}
