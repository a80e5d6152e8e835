package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/weftql/weft/gateway/kriti"
	"github.com/weftql/weft/planner"
)

// RequestTransform says what becomes of a request before it is sent
// (contract/events-actions-rest.md 6.1). It is immutable.
type RequestTransform struct {
	method  string // "" keeps it
	url     *kriti.Template
	query   *query
	add     []pair
	remove  []string // header names
	rewrite *rewrite
}

// ResponseTransform says what becomes of an answer before it is looked at (section 6.2). It
// is immutable.
type ResponseTransform struct{ rewrite *rewrite }

// pair is a name, which is a template where the contract says so, and its value.
type pair struct {
	name  string
	key   *kriti.Template
	value *kriti.Template // nil: a parameter without a value
}

// TransformError is what is wrong with a transform, or with what it was applied to.
type TransformError struct {
	// Response tells which of the two it is.
	Response bool
	// Errors is a JSON array, as clients are shown it (section 6.4).
	Errors json.RawMessage
	cause  error
}

// Error tells the kind of transform and the cause.
func (e *TransformError) Error() string { return e.kind() + " transform: " + e.cause.Error() }

// Unwrap returns the cause.
func (e *TransformError) Unwrap() error { return e.cause }

func (e *TransformError) kind() string {
	if e.Response {
		return "response"
	}
	return "request"
}

// Invalid is the fault of metadata whose templates cannot be read.
func (e *TransformError) Invalid() *planner.Fault {
	return &planner.Fault{Code: planner.CodeValidationFailed, Message: e.kind() + " transform validation failed", Internal: e.Errors, Cause: e.cause}
}

// failedTransform makes a [TransformError] of a template's error, or of another one.
func failedTransform(response bool, err error) error {
	shown := any(struct {
		Code    string `json:"error_code"`
		Message string `json:"message"`
	}{"TransformationError", err.Error()})
	if e := (*kriti.Error)(nil); errors.As(err, &e) {
		shown = e
	}
	text, marshalErr := json.Marshal([]any{shown})
	return &TransformError{Response: response, Errors: text, cause: errors.Join(err, marshalErr)}
}

// transformJSON is a transform as metadata writes it. `content_type` is read by nobody.
type transformJSON struct {
	Version *int            `json:"version"`
	Engine  *string         `json:"template_engine"`
	Method  *string         `json:"method"`
	URL     *string         `json:"url"`
	Query   json.RawMessage `json:"query_params"`
	Headers *struct {
		Add    json.RawMessage `json:"add_headers"`
		Remove []string        `json:"remove_headers"`
	} `json:"request_headers"`
	Body json.RawMessage `json:"body"`
}

// readTransform reads what both kinds have in common. It returns nil for an absent one.
func readTransform(data json.RawMessage) (*transformJSON, int, error) {
	if absent(data) {
		return nil, 0, nil
	}
	var v transformJSON
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, 0, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	version := 1
	if v.Version != nil {
		version = *v.Version
	}
	switch {
	case version != 1 && version != 2:
		return nil, 0, fmt.Errorf("unknown version of a transform: %d", version)
	case v.Engine != nil && *v.Engine != "Kriti":
		return nil, 0, fmt.Errorf("unknown template engine %q", *v.Engine)
	}
	return &v, version, nil
}

func absent(data json.RawMessage) bool { return len(data) == 0 || string(data) == "null" }

// ParseRequestTransform reads a `request_transform`; the transform is nil for an absent one.
// The error is a [*TransformError] when a template cannot be read.
func ParseRequestTransform(data json.RawMessage) (*RequestTransform, error) {
	v, version, err := readTransform(data)
	if v == nil || err != nil {
		return nil, err
	}
	t := &RequestTransform{}
	if v.Method != nil {
		t.method = strings.ToUpper(*v.Method)
	}
	if v.URL != nil {
		if t.url, err = parseText(*v.URL); err != nil {
			return nil, err
		}
	}
	if t.query, err = parseQuery(v.Query); err != nil {
		return nil, err
	}
	if v.Headers != nil {
		t.remove = v.Headers.Remove
		if t.add, err = parsePairs(v.Headers.Add); err != nil {
			return nil, err
		}
	}
	t.rewrite, err = parseRewrite(v.Body, version, false)
	return t, err
}

// ParseResponseTransform reads a `response_transform` likewise.
func ParseResponseTransform(data json.RawMessage) (*ResponseTransform, error) {
	v, version, err := readTransform(data)
	if v == nil || err != nil {
		return nil, err
	}
	t := &ResponseTransform{}
	t.rewrite, err = parseRewrite(v.Body, version, true)
	return t, err
}

func parseText(text string) (*kriti.Template, error) {
	t, err := kriti.ParseText(text)
	if err != nil {
		return nil, failedTransform(false, err)
	}
	return t, nil
}

// parsePairs reads an object of templates in its written order; null is no template.
func parsePairs(data json.RawMessage) ([]pair, error) {
	if absent(data) {
		return nil, nil
	}
	v, err := planner.ParseValue(data)
	if err != nil || v.Kind != planner.Object {
		return nil, errors.New("expected an object of templates")
	}
	var list []pair
	for _, m := range v.Members {
		p := pair{name: m.Name}
		switch m.Value.Kind {
		case planner.Null:
		case planner.String:
			if p.value, err = parseText(m.Value.Text); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("the template of %q is not a string", m.Name)
		}
		if p.key, err = parseText(m.Name); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}
