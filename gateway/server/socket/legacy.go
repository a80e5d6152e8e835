package socket

import (
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// legacy is the dialect of subscriptions-transport-ws, protocol `graphql-ws`.
type legacy struct{}

var _ dialect = legacy{}

var legacyKeepAlive = []byte(`{"type":"ka"}`)

func (legacy) keepAlive() []byte  { return legacyKeepAlive }
func (legacy) answersPings() bool { return false }
func (legacy) resultType() string { return "data" }

// malformed leaves the connection open.
func (legacy) malformed(why string) reaction {
	return reaction{messages: [][]byte{connectionError("parsing ClientMessage failed: " + why)}}
}

func connectionError(text string) []byte {
	return append(planner.AppendJSONString([]byte(`{"type":"connection_error","payload":`), text), '}')
}

func (legacy) initTimedOut() closing { return closing{internalError, initTimedOutText} }

func (legacy) initFailed(f *planner.Fault) reaction {
	end := wrapped(badRequest, "4400: Connection initialization failed: "+f.Message)
	return reaction{messages: [][]byte{connectionError(f.Message)}, end: &end}
}

// initAgain allows it: the new session is that of later operations.
func (legacy) initAgain() reaction { return reaction{} }

// expired closes so that clients come back.
func (legacy) expired() closing { return closing{serviceRestart, "token expired"} }

func (l legacy) notReady(id, failure string, style border.Style) reaction {
	text := "start received before the connection is initialised"
	if failure != "" {
		text = "cannot start as connection_init failed with: " + failure
	}
	return l.startFailed(id, text, style)
}

// duplicate refuses only while the id has a subscription; queries may share one.
func (l legacy) duplicate(id string, live bool, style border.Style) reaction {
	if !live {
		return reaction{}
	}
	return l.startFailed(id, "an operation already exists with this id: "+id, style)
}

func (legacy) startFailed(id, text string, style border.Style) reaction {
	object := append(border.AppendObject(newHead("error", id), startFault(text), style), '}')
	return reaction{messages: [][]byte{object, completeMessage(id)}}
}

func (legacy) refused(id string, f *planner.Fault, style border.Style) [][]byte {
	b := newHead("error", id)
	if style == border.Flat {
		b = border.AppendObject(b, f, style)
	} else {
		b = append(appendErrorList(append(b, `{"errors":`...), f, style), '}')
	}
	return [][]byte{append(b, '}'), completeMessage(id)}
}

func (l legacy) failed(id string, f *planner.Fault, style border.Style) [][]byte {
	return [][]byte{nullResult(l.resultType(), id, f, style), completeMessage(id)}
}
