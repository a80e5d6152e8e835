package remote

import (
	"encoding/json"
	"fmt"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
)

// body is the answer of a GraphQL server, checked but not decoded. A nil part is absent.
type body struct {
	data   []byte
	errors []byte
}

func readBody(text []byte) (*body, error) {
	members, err := jsonspan.Object(text, nil)
	if err != nil {
		return nil, err
	}
	return &body{data: jsonspan.Find(members, "data"), errors: jsonspan.Find(members, "errors")}, nil
}

func (b *body) hasData() bool   { return b.data != nil && !jsonspan.Null(b.data) }
func (b *body) hasErrors() bool { return b.errors != nil && !jsonspan.Null(b.errors) }

// rootData returns the members of `data` in the answer to a root request, or the fault
// that the table of section 4.4 gives. The status code is not looked at.
func (s *Source) rootData(text []byte) ([]jsonspan.Member, error) {
	b, err := readBody(text)
	if err != nil {
		return nil, s.answerFault("%v", err)
	}
	if b.hasErrors() && (!s.opts.PrioritizeData || !b.hasData()) {
		return nil, s.upstreamErrors(b.errors)
	}
	switch {
	case b.data == nil:
		return nil, s.answerFault("Missing \"data\" field with no errors in response from remote")
	case !b.hasData():
		return nil, s.answerFault("Received null \"data\" field with no errors in response from remote")
	}
	members, err := jsonspan.Object(b.data, nil)
	if err != nil {
		return nil, s.answerFault("%v", err)
	}
	return members, nil
}

// upstreamErrors is the fault of an answer with errors.
func (s *Source) upstreamErrors(text []byte) error {
	items, err := jsonspan.Array(text, nil)
	switch {
	case err != nil:
		return s.answerFault("Invalid \"errors\" field in response from remote")
	case len(items) == 0:
		return s.answerFault("Empty \"errors\" field in response from remote")
	}
	return &planner.Fault{
		Code: planner.CodeRemoteSchemaError, Message: "errors from remote schema " + s.opts.Name, Upstream: text,
	}
}

func (s *Source) answerFault(format string, args ...any) error {
	f := planner.Faultf(planner.CodeRemoteSchemaError, nil, format, args...)
	f.Cause = fmt.Errorf("remote schema %s: answer to root fields", s.opts.Name)
	return f
}

// joinData returns the members of `data` in the answer to a join request, or the fault
// that section 7.5 gives.
func (s *Source) joinData(text []byte) ([]jsonspan.Member, error) {
	b, err := readBody(text)
	switch {
	case err != nil:
		return nil, planner.Faultf(planner.CodeUnexpected, nil, "Remote server response is not valid JSON: %v", err)
	case b.hasErrors():
		return nil, &planner.Fault{
			Code: planner.CodeUnexpected, Status: 400, Message: "Errors from remote server",
			Internal: json.RawMessage(`{"errors":` + string(b.errors) + `}`),
			Cause:    fmt.Errorf("remote schema %s: join", s.opts.Name),
		}
	case !b.hasData():
		return nil, planner.Faultf(planner.CodeUnexpected, nil, "\"data\" field not found in remote response")
	}
	members, err := jsonspan.Object(b.data, nil)
	if err != nil {
		return nil, planner.Faultf(planner.CodeUnexpected, nil, "Remote server response is not valid JSON: %v", err)
	}
	return members, nil
}
