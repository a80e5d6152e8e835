package socket

import (
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// transportWS is the dialect of the protocol `graphql-transport-ws`.
type transportWS struct{}

var _ dialect = transportWS{}

var transportKeepAlive = []byte(`{"type":"ping","payload":{"message":"keepalive"}}`)

func (transportWS) keepAlive() []byte  { return transportKeepAlive }
func (transportWS) answersPings() bool { return true }
func (transportWS) resultType() string { return "next" }

func (transportWS) malformed(why string) reaction {
	end := wrapped(badRequest, "4400: Parsing client message failed: parsing ClientMessage failed: "+why)
	return reaction{end: &end}
}

func (transportWS) initTimedOut() closing { return closing{initTimeout, initTimedOutText} }

// initFailed does not tell the cause.
func (transportWS) initFailed(*planner.Fault) reaction {
	end := wrapped(forbidden, "4403: Forbidden")
	return reaction{end: &end}
}

func (transportWS) initAgain() reaction {
	return reaction{end: &closing{tooManyInits, "Too many initialisation requests"}}
}

// expired uses a code after which clients ask for new credentials and come back; after
// 4401 they would not (contract/subscriptions.md 4.4).
func (transportWS) expired() closing { return wrapped(forbidden, "4403: Forbidden: token expired") }

func (transportWS) notReady(string, string, border.Style) reaction {
	return reaction{end: &closing{unauthorized, "Unauthorized"}}
}

func (transportWS) duplicate(id string, _ bool, _ border.Style) reaction {
	return reaction{end: &closing{duplicateID, "Subscriber for " + id + " already exists"}}
}

// refused sends an array: clients of this protocol take nothing else. No `complete` may
// follow.
func (transportWS) refused(id string, f *planner.Fault, style border.Style) [][]byte {
	return [][]byte{append(appendErrorList(newHead("error", id), f, style), '}')}
}

func (t transportWS) failed(id string, f *planner.Fault, style border.Style) [][]byte {
	return t.refused(id, f, style)
}
