package planner

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Codes of faults that the planner and the sources raise
// (contract/postgres-graphql.md 8.2, contract/auth-and-server.md 7.2).
const (
	CodeValidationFailed    = "validation-failed"
	CodeParseFailed         = "parse-failed"
	CodeBadRequest          = "bad-request"
	CodeUnexpectedPayload   = "unexpected-payload"
	CodeNotSupported        = "not-supported"
	CodeNotFound            = "not-found"
	CodeNotExists           = "not-exists"
	CodeUnexpected          = "unexpected"
	CodeConstraintViolation = "constraint-violation"
	CodePermissionError     = "permission-error"
	CodePermissionDenied    = "permission-denied"
	CodeDataException       = "data-exception"
	CodeConstraintError     = "constraint-error"
	CodePostgresError       = "postgres-error"
	CodePostgresMaxConns    = "postgres-max-connections-error"
	CodeConcurrentUpdate    = "concurrent-update"
	CodeRemoteSchemaError   = "remote-schema-error"
	CodeAccessDenied        = "access-denied"
	CodeAlreadyExists       = "already-exists"
	CodeInvalidParams       = "invalid-params"
	CodeCoercionError       = "coercion-error"
)

// Fault is the one error a request ends with, before it is written for a client.
// Only gateway turns a Fault into a body and a status; nothing below it builds either.
type Fault struct {
	Code    string
	Message string
	Path    string // as [Path.String] prints it; empty means `$`
	// Status is the HTTP status where the code alone does not decide it; 0: by code.
	Status int
	// Internal is JSON shown to admin or in dev mode only; it may hold SQL and addresses.
	Internal json.RawMessage
	// Extensions replaces the whole extensions object (an action handler's own).
	Extensions json.RawMessage
	// Upstream is a JSON array of errors to be passed on verbatim with `"data": null`
	// (contract/remote-schemas-and-joins.md 4.4). Message and Code are then not shown.
	Upstream json.RawMessage
	// Unknown is set when nobody knows whether what the request was to write was written.
	Unknown bool
	// Progress tells how far a mutation came where the fault alone does not; else nil.
	Progress *Progress
	// Refused tells that the request was not executed because the session lacks something
	// it needs; like a fault of planning, it shows only when the plan runs.
	Refused bool
	// Cause is for logs and errors.Is; it never reaches a client.
	Cause error
}

// Error prints path, code and message for logs.
func (f *Fault) Error() string {
	path := f.Path
	if path == "" {
		path = "$"
	}
	msg := fmt.Sprintf("%s @ %s: %s", f.Code, path, f.Message)
	if f.Cause != nil {
		msg += ": " + f.Cause.Error()
	}
	return msg
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Faultf returns a fault with a formatted message at path; a nil path is `$`.
func Faultf(code string, path *Path, format string, args ...any) *Fault {
	return &Fault{Code: code, Message: fmt.Sprintf(format, args...), Path: path.String()}
}

// Invalid returns a validation-failed fault, the planner's own kind.
func Invalid(path *Path, format string, args ...any) *Fault {
	return Faultf(CodeValidationFailed, path, format, args...)
}

// start is where the path of a fault begins whose place is not known yet.
var start *Path

// within returns the fault of a value at a place, where f is that of the value alone; nil for
// nil.
func (f *Fault) within(at *Path) *Fault {
	if f == nil {
		return nil
	}
	placed := *f
	placed.Path = at.String() + strings.TrimPrefix(f.Path, "$")
	return &placed
}
