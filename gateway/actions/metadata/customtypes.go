package metadata

import (
	"errors"
	"fmt"
)

// CustomTypes is the section `custom_types`.
type CustomTypes struct {
	InputObjects []InputObject `json:"input_objects,omitempty"`
	Objects      []Object      `json:"objects,omitempty"`
	Scalars      []Scalar      `json:"scalars,omitempty"`
	Enums        []Enum        `json:"enums,omitempty"`
}

// Empty tells that there are none.
func (c *CustomTypes) Empty() bool {
	return len(c.InputObjects)+len(c.Objects)+len(c.Scalars)+len(c.Enums) == 0
}

// UnmarshalJSON reads the custom types.
func (c *CustomTypes) UnmarshalJSON(data []byte) error {
	type plain CustomTypes
	var v plain
	if err := decode(data, &v); err != nil {
		return err
	}
	*c = CustomTypes(v)
	return nil
}

// InputObject is an input type.
type InputObject struct {
	Name        string     `json:"name"`
	Description *string    `json:"description,omitempty"`
	Fields      []Argument `json:"fields"`
}

// UnmarshalJSON reads an input type.
func (i *InputObject) UnmarshalJSON(data []byte) error {
	type plain InputObject
	var v plain
	if err := decodeNamed(data, &v, "name", &v.Name); err != nil {
		return err
	}
	*i = InputObject(v)
	return nil
}

// Object is an output type.
type Object struct {
	Name          string         `json:"name"`
	Description   *string        `json:"description,omitempty"`
	Fields        []Field        `json:"fields"`
	Relationships []Relationship `json:"relationships,omitempty"`
}

// UnmarshalJSON reads an output type.
func (o *Object) UnmarshalJSON(data []byte) error {
	type plain Object
	var v plain
	if err := decodeNamed(data, &v, "name", &v.Name); err != nil {
		return err
	}
	*o = Object(v)
	return nil
}

// Field is a field of an output type.
type Field struct {
	Name        string  `json:"name"`
	Type        *Type   `json:"type"`
	Description *string `json:"description,omitempty"`
}

// UnmarshalJSON reads a field. `arguments` may be there but must be empty.
func (f *Field) UnmarshalJSON(data []byte) error {
	type plain Field
	var v struct {
		plain
		Arguments []any `json:"arguments"`
	}
	if err := decodeNamed(data, &v, "name", &v.Name); err != nil {
		return err
	}
	switch {
	case v.Type == nil:
		return absent("type")
	case len(v.Arguments) > 0:
		return errors.New("fields of custom object types cannot have arguments")
	}
	*f = Field(v.plain)
	return nil
}

// Relationship leads from an output type to a table.
type Relationship struct {
	Name   string `json:"name"`
	Type   string `json:"type"` // "object" or "array"
	Source string `json:"source,omitempty"`
	Table  Table  `json:"remote_table"`
	// FieldMapping maps fields of the type to columns of the table.
	FieldMapping map[string]string `json:"field_mapping"`
}

// DefaultSource is where a relationship leads that names no source.
const DefaultSource = "default"

// UnmarshalJSON reads a relationship.
func (r *Relationship) UnmarshalJSON(data []byte) error {
	type plain Relationship
	v := plain{Source: DefaultSource}
	if err := decodeNamed(data, &v, "name", &v.Name); err != nil {
		return err
	}
	switch {
	case v.Type != "object" && v.Type != "array":
		return errors.New("the type of a relationship must be \"object\" or \"array\"")
	case v.Table.Name == "":
		return absent("remote_table")
	case len(v.FieldMapping) == 0:
		return absent("field_mapping")
	}
	*r = Relationship(v)
	return nil
}

// Scalar is a scalar type.
type Scalar struct {
	Name        string  `json:"name"`
	Description *string `json:"description,omitempty"`
}

// UnmarshalJSON reads a scalar type.
func (s *Scalar) UnmarshalJSON(data []byte) error {
	type plain Scalar
	var v plain
	if err := decodeNamed(data, &v, "name", &v.Name); err != nil {
		return err
	}
	*s = Scalar(v)
	return nil
}

// Enum is an enum type.
type Enum struct {
	Name        string      `json:"name"`
	Description *string     `json:"description,omitempty"`
	Values      []EnumValue `json:"values"`
}

// UnmarshalJSON reads an enum type.
func (e *Enum) UnmarshalJSON(data []byte) error {
	type plain Enum
	var v plain
	if err := decodeNamed(data, &v, "name", &v.Name); err != nil {
		return err
	}
	*e = Enum(v)
	return nil
}

// EnumValue is one value of an enum type.
type EnumValue struct {
	Value       string  `json:"value"`
	Description *string `json:"description,omitempty"`
	Deprecated  *bool   `json:"is_deprecated,omitempty"`
}

// UnmarshalJSON reads a value.
func (e *EnumValue) UnmarshalJSON(data []byte) error {
	type plain EnumValue
	var v plain
	if err := decodeNamed(data, &v, "value", &v.Value); err != nil {
		return err
	}
	if v.Value == "true" || v.Value == "false" || v.Value == "null" {
		return fmt.Errorf("%q cannot be the value of an enum", v.Value)
	}
	*e = EnumValue(v)
	return nil
}
