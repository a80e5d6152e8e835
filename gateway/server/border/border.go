// Package border is where faults leave Weft: the one place that turns a planner.Fault into
// the body and the status of a reply (DESIGN 9). Nothing else words errors for clients.
package border

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/weftql/weft/planner"
)

// Codes of faults that arise in the gateway itself (contract/auth-and-server.md 7.2).
const (
	CodeInvalidJSON      = "invalid-json"
	CodeMethodNotAllowed = "method-not-allowed"
	CodeStartFailed      = "start-failed"
	CodeTimeout          = "timeout"
	CodeConflict         = "conflict"
)

// Style is how an endpoint words its errors.
type Style uint8

const (
	// GraphQL is {"errors":[{"message","extensions":{"path","code"}}]}.
	GraphQL Style = iota
	// Flat is {"path","error","code"}: everything outside of GraphQL, and the socket of
	// /v1alpha1/graphql.
	Flat
)

// Of returns err as a fault. What is not one is an internal failure: its text stays in
// Cause, for logs.
func Of(err error) *planner.Fault {
	if err == nil {
		return nil
	}
	if fault := (*planner.Fault)(nil); errors.As(err, &fault) {
		return fault
	}
	return Unexpected(err)
}

// Unexpected is the fault of an unhandled internal failure (7.3).
func Unexpected(cause error) *planner.Fault {
	return &planner.Fault{Code: planner.CodeUnexpected, Message: "Internal Server Error", Status: http.StatusInternalServerError, Cause: cause}
}

// NotFound is the fault of an unknown path or a disabled group of endpoints (7.1).
func NotFound() *planner.Fault {
	return &planner.Fault{Code: planner.CodeNotFound, Message: "resource does not exist", Status: http.StatusNotFound}
}

// Status is the HTTP status of a fault, before an endpoint flattens it to 200.
func Status(f *planner.Fault) int {
	if f.Upstream != nil {
		return http.StatusOK
	}
	if f.Status != 0 {
		return f.Status
	}
	switch f.Code {
	case planner.CodeUnexpected, planner.CodePostgresError, planner.CodePostgresMaxConns:
		return http.StatusInternalServerError
	case CodeMethodNotAllowed:
		return http.StatusMethodNotAllowed
	case CodeConflict:
		return http.StatusConflict
	default:
		return http.StatusBadRequest
	}
}

// AppendBody appends the whole body of an error reply to dst. `internal` is written when
// the fault has one and the caller may see it.
func AppendBody(dst []byte, f *planner.Fault, style Style, internal bool) []byte {
	switch {
	case style == Flat && f.Upstream != nil:
		return append(dst, upstreamOf(f)...) // a bare array (7.2)
	case style == Flat:
		return appendFlat(dst, f, internal)
	case f.Upstream != nil:
		dst = append(dst, `{"data":null,"errors":`...)
	default:
		dst = append(dst, `{"errors":`...)
	}
	return append(AppendErrors(dst, f, internal), '}')
}

// AppendErrors appends the JSON array of a fault's errors: one element, or what an
// upstream answered, verbatim.
func AppendErrors(dst []byte, f *planner.Fault, internal bool) []byte {
	if f.Upstream != nil {
		return append(dst, upstreamOf(f)...)
	}
	return append(AppendError(append(dst, '['), f, internal), ']')
}

// AppendError appends the fault as one GraphQL error object.
func AppendError(dst []byte, f *planner.Fault, internal bool) []byte {
	dst = planner.AppendJSONString(append(dst, `{"message":`...), f.Message)
	dst = append(dst, `,"extensions":`...)
	if f.Extensions != nil {
		return append(append(dst, extensionsOf(f)...), '}')
	}
	dst = planner.AppendJSONString(append(dst, `{"path":`...), path(f))
	dst = planner.AppendJSONString(append(dst, `,"code":`...), f.Code)
	return append(appendInternal(appendProgress(dst, f.Progress), f, internal), '}', '}')
}

// AppendObject appends the fault as one error object of a style.
func AppendObject(dst []byte, f *planner.Fault, style Style) []byte {
	if style == Flat {
		return appendFlat(dst, f, false)
	}
	return AppendError(dst, f, false)
}

// appendFlat appends the fault as one object of the flat form.
func appendFlat(dst []byte, f *planner.Fault, internal bool) []byte {
	dst = planner.AppendJSONString(append(dst, `{"path":`...), path(f))
	dst = planner.AppendJSONString(append(dst, `,"error":`...), f.Message)
	dst = planner.AppendJSONString(append(dst, `,"code":`...), f.Code)
	return append(appendInternal(appendProgress(dst, f.Progress), f, internal), '}')
}

func appendInternal(dst []byte, f *planner.Fault, internal bool) []byte {
	if !internal || f.Internal == nil {
		return dst
	}
	if !json.Valid(f.Internal) {
		return planner.AppendJSONString(append(dst, `,"internal":`...), string(f.Internal))
	}
	return append(append(dst, `,"internal":`...), f.Internal...)
}

func path(f *planner.Fault) string {
	if f.Path == "" {
		return "$"
	}
	return f.Path
}
