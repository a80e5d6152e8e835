package outgoing

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
)

// errTimeout is the cause of a call's own timeout.
var errTimeout = errors.New("Response timeout")

// CallError is a call without an answer. Its text never holds the resolved address, its
// query string or a header; it may name the host.
type CallError struct {
	reason string
	cause  error
}

func newCallError(ctx context.Context, err error) *CallError {
	if cause := context.Cause(ctx); errors.Is(cause, errTimeout) {
		return &CallError{reason: cause.Error(), cause: context.DeadlineExceeded}
	}
	var withAddress *url.Error
	if errors.As(err, &withAddress) {
		err = withAddress.Err
	}
	return &CallError{reason: err.Error(), cause: err}
}

// Error says why there was no answer.
func (e *CallError) Error() string { return e.reason }

// Unwrap returns the cause.
func (e *CallError) Unwrap() error { return e.cause }

// Internal is what admin and dev mode are shown: JSON in the form of the contract's
// "exception JSON".
func (e *CallError) Internal() json.RawMessage {
	text, err := json.Marshal(struct {
		Type    string `json:"type"`
		Message string `json:"message"`
	}{"http_exception", e.reason})
	if err != nil {
		return nil // two strings always marshal
	}
	return text
}
