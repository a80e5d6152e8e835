package outgoing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Header is a configured header: a value, which may be a template, or the name of an
// environment variable that holds it. It is part of the metadata.
type Header struct {
	Name         string    `json:"name"`
	Value        *Template `json:"value,omitempty"`
	ValueFromEnv string    `json:"value_from_env,omitempty"`
}

// UnmarshalJSON reads a header and refuses unknown members and anything but exactly one
// source of the value.
func (h *Header) UnmarshalJSON(data []byte) error {
	type plain Header
	var p plain
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	switch {
	case p.Name == "":
		return errors.New("the key 'name' was not present")
	case p.Value == nil && p.ValueFromEnv == "":
		return fmt.Errorf("header %q: expecting value or value_from_env keys", p.Name)
	case p.Value != nil && p.ValueFromEnv != "":
		return fmt.Errorf("header %q: expecting only one of value or value_from_env keys", p.Name)
	}
	*h = Header(p)
	return nil
}

// Resolve returns the value as it is sent.
func (h *Header) Resolve(env Env) (string, error) {
	if h.Value != nil {
		return h.Value.Resolve(env)
	}
	value, set := env(h.ValueFromEnv)
	if !set {
		return "", fmt.Errorf("environment variable '%s' not set", h.ValueFromEnv)
	}
	return value, nil
}

// ResolveHeaders resolves configured headers. Of two with one name the first counts.
func ResolveHeaders(headers []Header, env Env) (http.Header, error) {
	resolved := make(http.Header, len(headers))
	for i := range headers {
		value, err := headers[i].Resolve(env)
		if err != nil {
			return nil, err
		}
		AddMissing(resolved, http.Header{http.CanonicalHeaderKey(headers[i].Name): {value}})
	}
	return resolved, nil
}

// AddMissing copies into dst the headers of src that dst does not have: calls build their
// headers in decreasing priority. Names must be canonical.
func AddMissing(dst, src http.Header) {
	for name, values := range src {
		if _, has := dst[name]; !has {
			dst[name] = values
		}
	}
}
