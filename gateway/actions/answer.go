package actions

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// callFault is the fault of a handler that gave no answer. A context's error stays what it
// is.
func callFault(a *action, err error) error {
	cause := fmt.Errorf("action %s: %w", a.Name, err)
	var call *outgoing.CallError
	if errors.As(err, &call) {
		return &planner.Fault{
			Code: planner.CodeUnexpected, Message: "http exception when calling webhook", Internal: call.Internal(), Cause: cause,
		}
	}
	var unset *outgoing.UnsetError
	if errors.As(err, &unset) {
		return &planner.Fault{Code: planner.CodeUnexpected, Message: unset.Error(), Cause: cause}
	}
	return cause
}

// accepted returns the body of an answer that says success, or the fault that the table of
// section 4.3 gives. The body is looked at before the status.
func accepted(a *action, x *webhook.Exchange) ([]byte, *planner.Fault) {
	status, body := x.Response.Status, x.Response.Body
	if err := jsonspan.Check(body); err != nil {
		return nil, &planner.Fault{
			Code: planner.CodeUnexpected, Message: "not a valid json response from webhook",
			Internal: x.Internal("invalid JSON: " + err.Error()), Cause: fmt.Errorf("action %s: %w", a.Name, err),
		}
	}
	switch {
	case status >= 200 && status < 300:
		return body, nil
	case status >= 400 && status < 500:
		return nil, refused(a, x)
	}
	return nil, &planner.Fault{
		Code: planner.CodeUnexpected, Message: "internal error",
		Internal: x.Internal(fmt.Sprintf("expecting 2xx or 4xx status code, but found %d", status)),
		Cause:    fmt.Errorf("action %s: status %d", a.Name, status),
	}
}

// refused is the fault a handler asks for with a 4xx status.
func refused(a *action, x *webhook.Exchange) *planner.Fault {
	var said struct {
		Message    *string         `json:"message"`
		Code       *string         `json:"code"`
		Extensions json.RawMessage `json:"extensions"`
	}
	err := json.Unmarshal(x.Response.Body, &said)
	if err == nil && said.Message == nil {
		err = errors.New("the key 'message' was not present")
	}
	if err != nil {
		return &planner.Fault{
			Code: planner.CodeParseFailed, Status: 400, Message: err.Error(),
			Internal: x.Internal("unexpected response"), Cause: fmt.Errorf("action %s: %w", a.Name, err),
		}
	}
	fault := &planner.Fault{Code: planner.CodeUnexpected, Status: x.Response.Status, Message: *said.Message}
	if said.Code != nil {
		fault.Code = *said.Code
	}
	if said.Extensions != nil && !jsonspan.Null(said.Extensions) {
		fault.Extensions = said.Extensions
	}
	return fault
}
