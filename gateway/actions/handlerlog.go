package actions

import (
	"context"
	"log/slog"

	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// handlerLine is the detail of an action-handler-log line
// (contract/auth-and-server.md 14): sizes, never contents; the address as it is configured.
type handlerLine struct {
	Action          string            `json:"action_name"`
	Webhook         outgoing.Template `json:"webhook"`
	Status          int               `json:"status"`
	RequestSize     int               `json:"request_size"`
	TransformedSize *int              `json:"transformed_request_size,omitempty"`
	ResponseSize    int               `json:"response_size"`
}

// logHandled tells of a handler that has answered.
func (s *Source) logHandled(ctx context.Context, a *action, x *webhook.Exchange) {
	if s.logger == nil {
		return
	}
	line := handlerLine{
		Action: a.Name, Webhook: a.hook.URL, Status: x.Response.Status,
		RequestSize: len(x.Body), ResponseSize: len(x.Response.Body),
	}
	if x.Sent != nil {
		size := len(x.Sent.Body)
		line.TransformedSize = &size
	}
	telemetry.Log(ctx, s.logger, slog.LevelInfo, "action-handler-log", line)
}
