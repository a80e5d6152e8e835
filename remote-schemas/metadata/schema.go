package metadata

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/weftql/weft/remote-schemas/outgoing"
)

// Schema is one element of `remote_schemas`.
type Schema struct {
	Name          string              `json:"name"`
	Definition    Definition          `json:"definition"`
	Comment       *string             `json:"comment,omitempty"`
	Permissions   []Permission        `json:"permissions,omitempty"`
	Relationships []TypeRelationships `json:"remote_relationships,omitempty"`
}

// UnmarshalJSON reads a remote schema.
func (s *Schema) UnmarshalJSON(data []byte) error {
	type plain Schema
	var p struct {
		plain
		Definition *Definition `json:"definition"`
	}
	if err := decode(data, &p); err != nil {
		return err
	}
	switch {
	case p.Name == "":
		return absent("name")
	case p.Definition == nil:
		return absent("definition")
	}
	*s = Schema(p.plain)
	s.Definition = *p.Definition
	return nil
}

// Permission is what one role may see of a remote schema (section 5).
type Permission struct {
	Role       string               `json:"role"`
	Definition PermissionDefinition `json:"definition"`
	Comment    *string              `json:"comment,omitempty"`
}

// PermissionDefinition holds the role's schema as SDL.
type PermissionDefinition struct {
	Schema string `json:"schema"`
}

// UnmarshalJSON reads a permission.
func (p *Permission) UnmarshalJSON(data []byte) error {
	type plain Permission
	var v struct {
		plain
		Definition *PermissionDefinition `json:"definition"`
	}
	if err := decode(data, &v); err != nil {
		return err
	}
	switch {
	case v.Role == "":
		return absent("role")
	case v.Definition == nil:
		return absent("definition")
	}
	*p = Permission(v.plain)
	p.Definition = *v.Definition
	return nil
}

// TypeRelationships are the relationships that leave one object type.
type TypeRelationships struct {
	TypeName      string         `json:"type_name"` // as the remote server calls it
	Relationships []Relationship `json:"relationships"`
}

// UnmarshalJSON reads the relationships of a type.
func (t *TypeRelationships) UnmarshalJSON(data []byte) error {
	type plain TypeRelationships
	var v plain
	if err := decode(data, &v); err != nil {
		return err
	}
	if v.TypeName == "" {
		return absent("type_name")
	}
	*t = TypeRelationships(v)
	return nil
}

// DefaultTimeout is how long a remote server may take, in seconds.
const DefaultTimeout = 60

// Definition says where a remote server is and how it is called.
type Definition struct {
	URL            outgoing.Template // or URLFromEnv
	URLFromEnv     string
	Headers        []outgoing.Header
	ForwardHeaders bool
	TimeoutSeconds int
	Customization  *Customization
}

// definitionJSON is a definition as it is written.
type definitionJSON struct {
	URL            outgoing.Template `json:"url,omitempty"`
	URLFromEnv     string            `json:"url_from_env,omitempty"`
	Headers        []outgoing.Header `json:"headers,omitempty"`
	ForwardHeaders bool              `json:"forward_client_headers,omitempty"`
	TimeoutSeconds *int              `json:"timeout_seconds,omitempty"`
	Customization  *Customization    `json:"customization,omitempty"`
}

// UnmarshalJSON reads a definition, with the errors of section 2.
func (d *Definition) UnmarshalJSON(data []byte) error {
	var v definitionJSON
	if err := decode(data, &v); err != nil {
		return err
	}
	switch {
	case v.URL == "" && v.URLFromEnv == "":
		return errors.New("both `url` and `url_from_env` can't be empty")
	case v.URL != "" && v.URLFromEnv != "":
		return errors.New("both `url` and `url_from_env` can't be present")
	}
	*d = Definition{
		URL: v.URL, URLFromEnv: v.URLFromEnv, Headers: v.Headers, ForwardHeaders: v.ForwardHeaders,
		TimeoutSeconds: DefaultTimeout, Customization: v.Customization,
	}
	if v.TimeoutSeconds != nil {
		d.TimeoutSeconds = *v.TimeoutSeconds
	}
	return nil
}

// MarshalJSON writes a definition without its defaults.
func (d Definition) MarshalJSON() ([]byte, error) {
	v := definitionJSON{
		URL: d.URL, URLFromEnv: d.URLFromEnv, Headers: d.Headers, ForwardHeaders: d.ForwardHeaders,
		Customization: d.Customization,
	}
	if d.TimeoutSeconds != DefaultTimeout {
		v.TimeoutSeconds = &d.TimeoutSeconds
	}
	return json.Marshal(v)
}

// Shown is how the address is shown to people: the template or the variable's name.
func (d *Definition) Shown() string {
	if d.URLFromEnv != "" {
		return d.URLFromEnv
	}
	return string(d.URL)
}

// Address resolves the server's address.
func (d *Definition) Address(env outgoing.Env) (string, error) {
	if d.URLFromEnv == "" {
		return d.URL.URL(env)
	}
	value, set := env(d.URLFromEnv)
	if !set {
		return "", fmt.Errorf("environment variable '%s' not set", d.URLFromEnv)
	}
	address, err := outgoing.Template(value).URL(env)
	if err != nil {
		return "", fmt.Errorf("not a valid URI in environment variable: %s", d.URLFromEnv)
	}
	return address, nil
}
