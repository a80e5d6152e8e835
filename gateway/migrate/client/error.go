package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrInterrupted is returned when the context ends before the server has answered.
var ErrInterrupted = errors.New("interrupted")

// Error is what a server refused, in its own words (contract/metadata-and-migrations.md 1.1).
type Error struct {
	Status   int             `json:"-"`
	Path     string          `json:"path"`
	Message  string          `json:"error"`
	Code     string          `json:"code"`
	Internal json.RawMessage `json:"internal,omitempty"`
}

// SQLError is what Postgres said when it was Postgres who refused.
type SQLError struct {
	Message string `json:"message"`
	Code    string `json:"status_code"`
	Hint    string `json:"hint"`
	Detail  string `json:"description"`
}

// Error says what was refused, and what Postgres or the metadata objects have to say to it.
func (e *Error) Error() string {
	text := e.Message
	if e.Path != "" && e.Path != "$" {
		text += " at " + e.Path
	}
	text = fmt.Sprintf("%s (%s)", text, e.Code)
	if sql := e.SQL(); sql != nil {
		text += fmt.Sprintf(": %s (%s)", sql.Message, sql.Code)
		for _, more := range []string{sql.Detail, sql.Hint} {
			if more != "" {
				text += "\n" + more
			}
		}
		return text
	}
	for _, object := range e.Inconsistent() {
		text += "\n" + object.String()
	}
	return text
}

// SQL returns Postgres's own words, or nil.
func (e *Error) SQL() *SQLError {
	var in struct {
		Error *SQLError `json:"error"`
	}
	if json.Unmarshal(e.Internal, &in) != nil {
		return nil
	}
	return in.Error
}

// Inconsistent returns the inconsistent objects that are the reason, if they are.
func (e *Error) Inconsistent() []Inconsistency {
	var objects []Inconsistency
	if json.Unmarshal(e.Internal, &objects) != nil {
		return nil
	}
	return objects
}

// refusal reads the body of an answer that is no success.
func refusal(resp *http.Response, body []byte) error {
	e := &Error{Status: resp.StatusCode}
	if json.Unmarshal(body, e) == nil && e.Message != "" {
		return e
	}
	return fmt.Errorf("%s answers %s: %s", resp.Request.URL, resp.Status, strings.TrimSpace(string(body[:min(len(body), 200)])))
}

// Inconsistency is an object of the metadata that does not work
// (contract/metadata-and-migrations.md 4.2).
type Inconsistency struct {
	Type       string          `json:"type"`
	Name       json.RawMessage `json:"name,omitempty"`
	Reason     string          `json:"reason"`
	Message    json.RawMessage `json:"message,omitempty"`
	Definition json.RawMessage `json:"definition,omitempty"`
}

// Label is the object's name; some have none.
func (in Inconsistency) Label() string {
	var name string
	if json.Unmarshal(in.Name, &name) == nil {
		return name
	}
	return string(in.Name)
}

// String is the object and what is wrong with it, on one line.
func (in Inconsistency) String() string {
	text := in.Label() + ": " + in.Reason
	if !strings.HasPrefix(text, in.Type) {
		text = in.Type + " " + text
	}
	if len(in.Message) > 0 && string(in.Message) != "null" {
		text += " " + string(in.Message)
	}
	return text
}
