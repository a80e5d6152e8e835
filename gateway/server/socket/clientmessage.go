package socket

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/weftql/weft/gateway/server/inbound"
	"github.com/weftql/weft/planner"
)

// clientMessage is a message of a client. Those of both dialects are accepted on either
// (contract/subscriptions.md 2).
type clientMessage struct {
	kind    messageKind
	id      string
	headers http.Header      // connectionInit
	request *planner.Request // start
	echo    []byte           // ping: the payload to answer with, or nil
}

type messageKind uint8

const (
	connectionInit messageKind = iota + 1
	start
	stop
	terminate
	ping
	pong
)

var messageKinds = map[string]messageKind{
	"connection_init": connectionInit, "start": start, "subscribe": start, "stop": stop, "complete": stop,
	"connection_terminate": terminate, "ping": ping, "pong": pong,
}

// parseMessage reads a message. The error's text goes to the client.
func parseMessage(data []byte) (*clientMessage, error) {
	value, err := planner.ParseValue(data)
	if err != nil {
		return nil, err
	}
	if value.Kind != planner.Object {
		return nil, errors.New("expected Object, but encountered " + inbound.KindName(value.Kind))
	}
	name, err := text(value, "type")
	if err != nil {
		return nil, err
	}
	m := &clientMessage{kind: messageKinds[name]}
	switch m.kind {
	case connectionInit:
		m.headers, err = initHeaders(value.Member("payload"))
	case start:
		if m.id, err = text(value, "id"); err == nil {
			m.request, err = startRequest(value.Member("payload"))
		}
	case stop:
		m.id, err = text(value, "id")
	case ping:
		m.echo, err = pingEcho(value.Member("payload"))
	case terminate, pong:
	default:
		err = fmt.Errorf("unexpected type for ClientMessage: %s", name)
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// text returns a member that must be a string.
func text(object *planner.Value, name string) (string, error) {
	v := object.Member(name)
	switch {
	case v == nil:
		return "", fmt.Errorf("key %q not found", name)
	case v.Kind != planner.String:
		return "", fmt.Errorf("%s: expected String, but encountered %s", name, inbound.KindName(v.Kind))
	}
	return v.Text, nil
}

// absent tells whether an optional member is missing or null.
func absent(v *planner.Value) bool { return v == nil || v.Kind == planner.Null }

// initHeaders reads {"headers": {name: string}}; other members are ignored.
func initHeaders(payload *planner.Value) (http.Header, error) {
	headers := http.Header{}
	if absent(payload) {
		return headers, nil
	}
	if payload.Kind != planner.Object {
		return nil, errors.New("payload: expected Object, but encountered " + inbound.KindName(payload.Kind))
	}
	list := payload.Member("headers")
	if absent(list) {
		return headers, nil
	}
	if list.Kind != planner.Object {
		return nil, errors.New("headers: expected Object, but encountered " + inbound.KindName(list.Kind))
	}
	for _, m := range list.Members {
		if m.Value.Kind != planner.String {
			return nil, fmt.Errorf("headers.%s: expected String, but encountered %s", m.Name, inbound.KindName(m.Value.Kind))
		}
		headers.Set(m.Name, m.Value.Text)
	}
	return headers, nil
}

func startRequest(payload *planner.Value) (*planner.Request, error) {
	if payload == nil {
		return nil, errors.New(`key "payload" not found`)
	}
	request, fault := inbound.ParseRequest(payload, nil)
	if fault != nil {
		return nil, errors.New(fault.Message)
	}
	return request, nil
}

// pingEcho returns the payload of the answer: of a ping's payload only `message` comes
// back.
func pingEcho(payload *planner.Value) ([]byte, error) {
	if absent(payload) {
		return nil, nil
	}
	if payload.Kind != planner.Object {
		return nil, errors.New("payload: expected Object, but encountered " + inbound.KindName(payload.Kind))
	}
	message := payload.Member("message")
	if absent(message) {
		return []byte("{}"), nil
	}
	if message.Kind != planner.String {
		return nil, errors.New("message: expected String, but encountered " + inbound.KindName(message.Kind))
	}
	return append(planner.AppendJSONString([]byte(`{"message":`), message.Text), '}'), nil
}

// pongMessage answers a ping.
func pongMessage(echo []byte) []byte {
	if echo == nil {
		return []byte(`{"type":"pong"}`)
	}
	return append(append([]byte(`{"type":"pong","payload":`), echo...), '}')
}
