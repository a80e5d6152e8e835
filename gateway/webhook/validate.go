package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// Validator asks the webhooks of `validate_input` whether something may be written
// (contract/postgres-graphql.md 6.9). It is immutable and safe for concurrent use. Without
// a Caller it refuses everything.
type Validator struct{ Caller *Caller }

var _ postgres.Validator = Validator{}

// defaultValidationTimeout is how long a webhook may take that has no timeout of its own.
const defaultValidationTimeout = 10 * time.Second

// The messages of webhooks that cannot be asked or do not answer as they should.
const (
	notReached  = "http exception when validating input data"
	notAnswered = "internal error when validating input data"
	notReadable = "received invalid response from input validation webhook"
)

// Validate implements [postgres.Validator]: any status 2xx lets the write go on.
func (v Validator) Validate(ctx context.Context, q *postgres.Validation) error {
	hook, err := parseValidation(q.Definition)
	if err != nil || v.Caller == nil {
		return refusal(notAnswered, err)
	}
	x, err := v.Caller.Post(ctx, hook, &Message{Body: question(q), Client: q.Params.Headers, RequestID: q.Params.RequestID})
	var call *outgoing.CallError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &call):
		return refusal(notReached, err)
	case err != nil:
		return refusal(notAnswered, err)
	}
	return x.verdict()
}

// verdict reads what a webhook answered.
func (x *Exchange) verdict() error {
	status := x.Response.Status
	switch {
	case status >= 200 && status <= 299:
		return nil
	case status != http.StatusBadRequest:
		f := refusal(notAnswered, fmt.Errorf("the webhook answered status %d", status))
		f.Internal = x.Internal(notAnswered)
		return f
	}
	var reason struct {
		Message *string `json:"message"`
	}
	if err := json.Unmarshal(x.Response.Body, &reason); err != nil || reason.Message == nil {
		f := refusal(notReadable, err)
		f.Internal = x.Internal(notReadable)
		return f
	}
	return planner.Invalid(nil, "%s", *reason.Message)
}

// refusal is the fault of a question that has no answer: nothing is written then.
func refusal(message string, cause error) *planner.Fault {
	return &planner.Fault{Code: planner.CodeUnexpected, Message: message, Cause: cause}
}

// question is the body of a question: `{version, role, session_variables, data}`.
func question(q *postgres.Validation) []byte {
	role, variables := "", map[string]string{}
	if s := q.Params.Session; s != nil {
		role = s.Role.Name
		for name, value := range s.Variables {
			variables[name] = value
		}
	}
	text, _ := json.Marshal(variables) // strings always marshal
	body := planner.AppendJSONString([]byte(`{"version":1,"role":`), role)
	body = append(append(body, `,"session_variables":`...), text...)
	body = append(append(body, `,"data":{"input":`...), q.Input...)
	return append(body, "}}"...)
}

// CheckValidation tells why the metadata's `validate_input` can not work, nil when it can.
func (v Validator) CheckValidation(definition json.RawMessage) error {
	hook, err := parseValidation(definition)
	switch {
	case err != nil:
		return err
	case v.Caller == nil:
		return errors.New("webhooks cannot be asked")
	}
	return v.Caller.Check(hook)
}

// parseValidation reads the metadata's `validate_input`.
func parseValidation(definition json.RawMessage) (*Hook, error) {
	var v struct {
		Type       string `json:"type"`
		Definition struct {
			URL     outgoing.Template `json:"url"`
			Headers []outgoing.Header `json:"headers"`
			Forward bool              `json:"forward_client_headers"`
			Timeout *int              `json:"timeout"`
		} `json:"definition"`
	}
	d := json.NewDecoder(bytes.NewReader(definition))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("validate_input: %w", err)
	}
	if v.Type != "http" || v.Definition.URL == "" {
		return nil, errors.New("validate_input: expecting type http and a definition with a url")
	}
	hook := &Hook{URL: v.Definition.URL, Headers: v.Definition.Headers, Forward: v.Definition.Forward, Timeout: defaultValidationTimeout}
	if v.Definition.Timeout != nil {
		hook.Timeout = time.Duration(*v.Definition.Timeout) * time.Second
	}
	return hook, nil
}
