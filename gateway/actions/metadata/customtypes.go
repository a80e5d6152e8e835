package metadata

import "errors"

// CustomTypes is the section `custom_types`.
type CustomTypes struct {
	InputObjects []InputObject `json:"input_objects,omitempty"`
	Objects      []Object      `json:"objects,omitempty"`
	Scalars      []Scalar      `json:"scalars,omitempty"`
	Enums        []Enum        `json:"enums,omitempty"`
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

// Object is an output type.
type Object struct {
	Name          string         `json:"name"`
	Description   *string        `json:"description,omitempty"`
	Fields        []Field        `json:"fields"`
	Relationships []Relationship `json:"relationships,omitempty"`
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
	if err := decode(data, &v); err != nil {
		return err
	}
	switch {
	case v.Name == "":
		return absent("name")
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
	if err := decode(data, &v); err != nil {
		return err
	}
	switch {
	case v.Name == "":
		return absent("name")
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

// Enum is an enum type.
type Enum struct {
	Name        string      `json:"name"`
	Description *string     `json:"description,omitempty"`
	Values      []EnumValue `json:"values"`
}

// EnumValue is one value of an enum type.
type EnumValue struct {
	Value       string  `json:"value"`
	Description *string `json:"description,omitempty"`
	Deprecated  *bool   `json:"is_deprecated,omitempty"`
}
