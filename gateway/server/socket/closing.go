package socket

import (
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/weftql/weft/planner"
)

// closing is how a connection is closed.
type closing struct {
	code   websocket.StatusCode
	reason string
}

// Codes of contract/subscriptions.md 3.
const (
	normalClosure  = websocket.StatusNormalClosure
	internalError  = websocket.StatusInternalError
	serviceRestart = websocket.StatusServiceRestart
	tryAgainLater  = websocket.StatusTryAgainLater

	badRequest       websocket.StatusCode = 4400
	unauthorized     websocket.StatusCode = 4401
	forbidden        websocket.StatusCode = 4403
	initTimeout      websocket.StatusCode = 4408
	duplicateID      websocket.StatusCode = 4409
	tooManyInits     websocket.StatusCode = 4429
	maxReason                             = 123 // bytes, RFC 6455 5.5
	initTimedOutText                      = "Connection initialisation timed out"
)

// wrapped is the reason in the form that carries a code of its own.
func wrapped(code websocket.StatusCode, text string) closing {
	reason := append(planner.AppendJSONString([]byte(`{"server_error_msg":`), text), '}')
	return closing{code, string(reason)}
}

// fitted returns the reason cut to what a close frame can carry, at the end of a rune.
func (c closing) fitted() string {
	if len(c.reason) <= maxReason {
		return c.reason
	}
	end := maxReason
	for end > 0 && !utf8.RuneStart(c.reason[end]) {
		end--
	}
	return c.reason[:end]
}
