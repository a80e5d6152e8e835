package actions

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/weftql/weft/gateway/metadata/reading"
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
	var transform *webhook.TransformError
	if errors.As(err, &transform) {
		kind := "Request"
		if transform.Response {
			kind = "Response"
		}
		return &planner.Fault{
			Code: planner.CodeUnexpected, Message: kind + " Transformation Failed", Internal: transform.Errors, Cause: cause,
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
	fault := &planner.Fault{Code: planner.CodeUnexpected, Status: x.Response.Status}
	if err := readRefusal(x.Response.Body, fault); err != nil {
		return &planner.Fault{
			Code: planner.CodeParseFailed, Status: 400, Message: err.Error(),
			Internal: x.Internal("unexpected response"), Cause: fmt.Errorf("action %s: %w", a.Name, err),
		}
	}
	return fault
}

// readRefusal reads `message`, `code` and `extensions` of a body, which is JSON.
func readRefusal(body []byte, fault *planner.Fault) (err error) {
	if kind := reading.Kind(body); kind != "Object" {
		return fmt.Errorf("expected Object, but encountered %s", kind)
	}
	members, err := jsonspan.Object(body, nil)
	if err != nil {
		return err
	}
	message := jsonspan.Find(members, "message")
	if message == nil {
		return errors.New("the key 'message' was not present")
	}
	if fault.Message, err = readText(message); err != nil {
		return err
	}
	if code := jsonspan.Find(members, "code"); code != nil && !jsonspan.Null(code) {
		if fault.Code, err = readText(code); err != nil {
			return err
		}
	}
	if extensions := jsonspan.Find(members, "extensions"); extensions != nil && !jsonspan.Null(extensions) {
		fault.Extensions = extensions
	}
	return nil
}

func readText(value []byte) (text string, err error) {
	if kind := reading.Kind(value); kind != "String" {
		return "", fmt.Errorf("expected String, but encountered %s", kind)
	}
	return text, json.Unmarshal(value, &text)
}
