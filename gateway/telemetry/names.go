package telemetry

import (
	"go.opentelemetry.io/otel/attribute"

	"github.com/weftql/weft/planner"
)

// Names of attributes (contract/auth-and-server.md 16).
const (
	serviceNameKey attribute.Key = "service.name"

	RequestID        attribute.Key = "request_id"
	Role             attribute.Key = "enduser.role"
	SessionVariables attribute.Key = "session_variables" // a JSON object
	ResponseLength   attribute.Key = "http.response_content_length"
	OperationName    attribute.Key = "graphql.operation.name"
	OperationType    attribute.Key = "graphql.operation.type"
	Document         attribute.Key = "graphql.query" // only with query tracing
	PlanCached       attribute.Key = "weft.plan.cached"
	BatchSize        attribute.Key = "weft.batch.size"
)

// Scope is the name of the gateway's own tracer.
const Scope = "github.com/weftql/weft/gateway"

// AppendVariables appends the session's variables as a JSON object, sorted by name; null
// when there is no session. Secrets are never among them.
func AppendVariables(b []byte, s *planner.Session) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return s.AppendVariables(b)
}
