package metadata

import (
	"encoding/json"
	"errors"
)

// Relationship is a named remote relationship.
type Relationship struct {
	Name       string                 `json:"name"`
	Definition RelationshipDefinition `json:"definition"`
}

// UnmarshalJSON reads a relationship.
func (r *Relationship) UnmarshalJSON(data []byte) error {
	var v struct {
		Name       string                  `json:"name"`
		Definition *RelationshipDefinition `json:"definition"`
	}
	if err := decode(data, &v); err != nil {
		return err
	}
	switch {
	case v.Name == "":
		return absent("name")
	case v.Definition == nil:
		return absent("definition")
	}
	*r = Relationship{Name: v.Name, Definition: *v.Definition}
	return nil
}

// RelationshipDefinition says where a relationship leads: exactly one of its targets is
// set.
type RelationshipDefinition struct {
	ToSource       *ToSource
	ToRemoteSchema *ToRemoteSchema
	// Legacy is set when a relationship to a remote schema was read in the older, flat
	// format, in which it is then written again.
	Legacy bool
}

// ToSource leads to a table.
type ToSource struct {
	Type   string `json:"relationship_type"` // "object" or "array"
	Source string `json:"source"`
	Table  Table  `json:"table"`
	// FieldMapping maps fields of the type or table it leaves to columns of the target.
	FieldMapping map[string]string `json:"field_mapping"`
}

// ToRemoteSchema leads to a root field of a remote server.
type ToRemoteSchema struct {
	Schema string      `json:"remote_schema"`
	Fields []string    `json:"lhs_fields"` // what `$name` in arguments may stand for
	Field  RemoteField `json:"remote_field"`
}

// relationshipJSON holds the keys of both formats.
type relationshipJSON struct {
	ToSource       *ToSource       `json:"to_source,omitempty"`
	ToRemoteSchema *ToRemoteSchema `json:"to_remote_schema,omitempty"`

	Schema string       `json:"remote_schema,omitempty"`
	Fields []string     `json:"hasura_fields,omitempty"`
	Field  *RemoteField `json:"remote_field,omitempty"`
}

// UnmarshalJSON reads a definition in either format.
func (d *RelationshipDefinition) UnmarshalJSON(data []byte) error {
	var v relationshipJSON
	if err := decode(data, &v); err != nil {
		return err
	}
	legacy := v.Schema != "" || v.Field != nil || v.Fields != nil
	if targets := countTrue(v.ToSource != nil, v.ToRemoteSchema != nil, legacy); targets != 1 {
		return errors.New("expecting exactly one of to_source, to_remote_schema and the keys remote_schema, hasura_fields, remote_field")
	}
	*d = RelationshipDefinition{ToSource: v.ToSource, ToRemoteSchema: v.ToRemoteSchema, Legacy: legacy}
	if legacy {
		if v.Field == nil {
			return absent("remote_field")
		}
		d.ToRemoteSchema = &ToRemoteSchema{Schema: v.Schema, Fields: v.Fields, Field: *v.Field}
	}
	return d.check()
}

func (d *RelationshipDefinition) check() error {
	switch to := d.ToRemoteSchema; {
	case to != nil && to.Schema == "":
		return absent("remote_schema")
	case to != nil && to.Field.Name == "":
		return absent("remote_field")
	}
	switch to := d.ToSource; {
	case to == nil:
	case to.Type != "object" && to.Type != "array":
		return errors.New("relationship_type must be \"object\" or \"array\"")
	case to.Source == "":
		return absent("source")
	case to.Table.Name == "":
		return absent("table")
	case len(to.FieldMapping) == 0:
		return absent("field_mapping")
	}
	return nil
}

func countTrue(conditions ...bool) int {
	n := 0
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}

// MarshalJSON writes the definition in the format it was read in.
func (d RelationshipDefinition) MarshalJSON() ([]byte, error) {
	if d.Legacy {
		to := d.ToRemoteSchema
		return json.Marshal(relationshipJSON{Schema: to.Schema, Fields: to.Fields, Field: &to.Field})
	}
	return json.Marshal(relationshipJSON{ToSource: d.ToSource, ToRemoteSchema: d.ToRemoteSchema})
}
