package socket

import (
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// dialect is what differs between the two protocols (contract/subscriptions.md 2, 3, 5.3).
// It holds no state.
type dialect interface {
	// keepAlive is the message that is sent from time to time.
	keepAlive() []byte
	// answersPings tells whether clients answer keep-alives, so that a silent one is dead.
	answersPings() bool
	// resultType is the type of a message that carries a result.
	resultType() string

	// malformed answers a message that cannot be read.
	malformed(why string) reaction
	// initTimedOut closes a connection that was not initialised in time.
	initTimedOut() closing
	// initFailed answers a refused connection_init.
	initFailed(f *planner.Fault) reaction
	// initAgain answers a connection_init after a successful one; an empty reaction allows
	// it.
	initAgain() reaction
	// expired closes a connection whose credentials have run out.
	expired() closing

	// notReady answers an operation before a successful connection_init; failure is why
	// that failed, if it did.
	notReady(id, failure string, style border.Style) reaction
	// duplicate answers an operation whose id is taken; an empty reaction allows it.
	duplicate(id string, live bool, style border.Style) reaction
	// refused answers an operation that was not executed.
	refused(id string, f *planner.Fault, style border.Style) [][]byte
	// failed answers a query or mutation whose execution failed.
	failed(id string, f *planner.Fault, style border.Style) [][]byte
}

// reaction is what a dialect answers: messages, then perhaps a close.
type reaction struct {
	messages [][]byte
	end      *closing
}

func (r reaction) empty() bool { return r.messages == nil && r.end == nil }

// Names of the protocols in Sec-WebSocket-Protocol. They are crossed: the npm package
// graphql-ws speaks the first.
const (
	transportProtocol = "graphql-transport-ws"
	legacyProtocol    = "graphql-ws"
)

// newHead is a message up to its payload: type, id, payload is the order of keys.
func newHead(kind, id string) []byte {
	b := append(append([]byte(`{"type":"`), kind...), `","id":`...)
	return append(planner.AppendJSONString(b, id), `,"payload":`...)
}

// completeMessage tells that nothing follows for an operation.
func completeMessage(id string) []byte {
	return append(planner.AppendJSONString([]byte(`{"type":"complete","id":`), id), '}')
}

// appendErrorList appends the array of a fault's errors in a style.
func appendErrorList(b []byte, f *planner.Fault, style border.Style) []byte {
	if f.Upstream != nil {
		return append(b, f.Upstream...)
	}
	return append(border.AppendObject(append(b, '['), f, style), ']')
}

// nullResult is the message of a result that could not be had.
func nullResult(kind, id string, f *planner.Fault, style border.Style) []byte {
	b := appendErrorList(append(newHead(kind, id), `{"data":null,"errors":`...), f, style)
	return append(b, '}', '}')
}

// startFault is a start error (5.2).
func startFault(text string) *planner.Fault {
	return &planner.Fault{Code: border.CodeStartFailed, Message: text}
}
