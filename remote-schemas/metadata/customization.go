package metadata

import (
	"fmt"
	"slices"
	"strings"
)

// Customization renames types and fields of a remote schema (section 3.3).
type Customization struct {
	RootFieldsNamespace string       `json:"root_fields_namespace,omitempty"`
	TypeNames           *TypeNames   `json:"type_names,omitempty"`
	FieldNames          []FieldNames `json:"field_names,omitempty"`
}

// TypeNames renames types.
type TypeNames struct {
	Prefix  string            `json:"prefix,omitempty"`
	Suffix  string            `json:"suffix,omitempty"`
	Mapping map[string]string `json:"mapping,omitempty"`
}

// FieldNames renames the fields of one object or interface type.
type FieldNames struct {
	ParentType string            `json:"parent_type"` // as the remote server calls it
	Prefix     string            `json:"prefix,omitempty"`
	Suffix     string            `json:"suffix,omitempty"`
	Mapping    map[string]string `json:"mapping,omitempty"`
}

// UnmarshalJSON reads a customization. Names the introspection owns cannot be customized.
func (c *Customization) UnmarshalJSON(data []byte) error {
	type plain Customization
	var v plain
	if err := decode(data, &v); err != nil {
		return err
	}
	if v.TypeNames != nil {
		if err := unreserved(v.TypeNames.Mapping); err != nil {
			return err
		}
	}
	for _, f := range v.FieldNames {
		if f.ParentType == "" {
			return absent("parent_type")
		}
		if err := unreserved(f.Mapping); err != nil {
			return err
		}
	}
	*c = Customization(v)
	return nil
}

func unreserved(mapping map[string]string) error {
	var reserved []string
	for name := range mapping {
		if strings.HasPrefix(name, "__") {
			reserved = append(reserved, name)
		}
	}
	if reserved == nil {
		return nil
	}
	return fmt.Errorf("attempt to customize reserved field name %q", slices.Min(reserved))
}
