package metadata

import (
	"encoding/json"
	"fmt"

	"github.com/weftql/weft/remote-schemas/outgoing"
)

// Action is one element of `actions`.
type Action struct {
	Name        string       `json:"name"`
	Definition  Definition   `json:"definition"`
	Comment     *string      `json:"comment,omitempty"`
	Permissions []Permission `json:"permissions,omitempty"`
}

// UnmarshalJSON reads an action.
func (a *Action) UnmarshalJSON(data []byte) error {
	type plain Action
	var p struct {
		plain
		Definition *Definition `json:"definition"`
	}
	if err := decode(data, &p); err != nil {
		return err
	}
	if err := checkName("name", p.Name); err != nil {
		return err
	}
	if p.Definition == nil {
		return absent("definition")
	}
	*a = Action(p.plain)
	a.Definition = *p.Definition
	return nil
}

// Permission lets one role use an action.
type Permission struct {
	Role    string  `json:"role"`
	Comment *string `json:"comment,omitempty"`
}

// UnmarshalJSON reads a permission.
func (p *Permission) UnmarshalJSON(data []byte) error {
	type plain Permission
	var v plain
	if err := decode(data, &v); err != nil {
		return err
	}
	if v.Role == "" {
		return absent("role")
	}
	*p = Permission(v)
	return nil
}

// The kinds of actions.
const (
	Mutation = "mutation"
	Query    = "query"

	Synchronous  = "synchronous"
	Asynchronous = "asynchronous"
)

// DefaultTimeout is how long a handler may take, in seconds.
const DefaultTimeout = 30

// Definition says what an action takes and returns and who handles it.
type Definition struct {
	Handler        outgoing.Template
	Type           string // [Mutation] or [Query]
	Kind           string // [Synchronous] or [Asynchronous]; a query is synchronous
	Arguments      []Argument
	OutputType     *Type
	Headers        []outgoing.Header
	ForwardHeaders bool
	IgnoredHeaders []string
	Timeout        int // seconds
	// The transforms belong to another room and stay as they were read.
	RequestTransform, ResponseTransform json.RawMessage
}

// Argument is one argument of an action.
type Argument struct {
	Name        string  `json:"name"`
	Type        *Type   `json:"type"`
	Description *string `json:"description,omitempty"`
}

// UnmarshalJSON reads an argument.
func (a *Argument) UnmarshalJSON(data []byte) error {
	type plain Argument
	var v plain
	if err := decodeNamed(data, &v, "name", &v.Name); err != nil {
		return err
	}
	if v.Type == nil {
		return absent("type")
	}
	*a = Argument(v)
	return nil
}

// definitionJSON is a definition as it is written.
type definitionJSON struct {
	Handler           outgoing.Template `json:"handler"`
	Type              string            `json:"type,omitempty"`
	Kind              *json.RawMessage  `json:"kind,omitempty"`
	Arguments         []Argument        `json:"arguments,omitempty"`
	OutputType        *Type             `json:"output_type"`
	Headers           []outgoing.Header `json:"headers,omitempty"`
	ForwardHeaders    bool              `json:"forward_client_headers,omitempty"`
	IgnoredHeaders    *[]string         `json:"ignored_client_headers,omitempty"`
	Timeout           *int              `json:"timeout,omitempty"`
	RequestTransform  json.RawMessage   `json:"request_transform,omitempty"`
	ResponseTransform json.RawMessage   `json:"response_transform,omitempty"`
}

// UnmarshalJSON reads a definition and fills in the defaults.
func (d *Definition) UnmarshalJSON(data []byte) error {
	var v definitionJSON
	if err := decode(data, &v); err != nil {
		return err
	}
	switch {
	case v.Handler == "":
		return absent("handler")
	case v.OutputType == nil:
		return absent("output_type")
	}
	*d = Definition{
		Handler: v.Handler, Type: Mutation, Kind: Synchronous, Arguments: v.Arguments, OutputType: v.OutputType,
		Headers: v.Headers, ForwardHeaders: v.ForwardHeaders, IgnoredHeaders: outgoing.UnforwardedHeaders, Timeout: DefaultTimeout,
		RequestTransform: v.RequestTransform, ResponseTransform: v.ResponseTransform,
	}
	if v.IgnoredHeaders != nil {
		d.IgnoredHeaders = *v.IgnoredHeaders
	}
	if v.Timeout != nil {
		d.Timeout = *v.Timeout
	}
	return d.readKind(&v)
}

// readKind reads what kind of action it is. The kind of a query is not looked at: any
// value parses.
func (d *Definition) readKind(v *definitionJSON) error {
	switch v.Type {
	case "", Mutation:
	case Query:
		d.Type = Query
		return nil
	default:
		return fmt.Errorf("unexpected type of action %q", v.Type)
	}
	if v.Kind == nil {
		return nil
	}
	if err := json.Unmarshal(*v.Kind, &d.Kind); err != nil {
		return err
	}
	if d.Kind != Synchronous && d.Kind != Asynchronous {
		return fmt.Errorf("unexpected kind of action %q", d.Kind)
	}
	return nil
}

// MarshalJSON writes a definition without its defaults. The ignored headers are always
// written (contract/metadata-and-migrations.md 2.2), and so is what kind of mutation it is: the
// original's command line writes an absent kind into a project as "", which no server takes.
func (d Definition) MarshalJSON() ([]byte, error) {
	v := definitionJSON{
		Handler: d.Handler, Type: d.Type, Arguments: d.Arguments, OutputType: d.OutputType, Headers: d.Headers,
		ForwardHeaders: d.ForwardHeaders, IgnoredHeaders: &d.IgnoredHeaders,
		RequestTransform: d.RequestTransform, ResponseTransform: d.ResponseTransform,
	}
	if d.Timeout != DefaultTimeout {
		v.Timeout = &d.Timeout
	}
	if d.Type == Mutation {
		kind := json.RawMessage(`"` + d.Kind + `"`)
		v.Kind = &kind
	}
	return json.Marshal(v)
}
