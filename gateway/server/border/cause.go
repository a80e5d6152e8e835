package border

import (
	"context"
	"log/slog"

	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// LogCause writes an unhandled-internal-error line for a fault that hides its cause from
// the client, so that the operator finds it (contract/auth-and-server.md 14). Other faults
// need none: they say what they are.
func LogCause(ctx context.Context, logger *slog.Logger, f *planner.Fault, requestID string) {
	if f.Cause == nil || f.Code != planner.CodeUnexpected {
		return
	}
	telemetry.Log(ctx, logger, slog.LevelError, "unhandled-internal-error", struct {
		Path      string `json:"path"`
		Error     string `json:"error"`
		Cause     string `json:"cause"`
		RequestID string `json:"request_id"`
	}{path(f), f.Message, f.Cause.Error(), requestID})
}
