package socket

import (
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// Endpoint is what differs between the paths that take sockets.
type Endpoint struct {
	Style border.Style // of errors: Flat on /v1alpha1/graphql
	Relay bool         // sees the Relay schema
}

// Transport returns the hub as a transport of one endpoint.
func (h *Hub) Transport(e Endpoint) graphql.Transport { return transport{h, e} }

type transport struct {
	hub      *Hub
	endpoint Endpoint
}

var _ graphql.Transport = transport{}

// Supports tells whether the request asks for a websocket.
func (transport) Supports(r *http.Request) bool { return IsHandshake(r) }

// IsHandshake tells whether a request asks for a websocket.
func IsHandshake(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// RefusePath answers a handshake on a path that takes none (contract/subscriptions.md 1.1).
func RefusePath(w http.ResponseWriter) {
	refuse(w, http.StatusNotFound, planner.CodeNotFound, "only '/v1/graphql', '/v1alpha1/graphql' and '/v1beta1/relay' are supported on websockets")
}

// refuse answers with one bare GraphQL error.
func refuse(w http.ResponseWriter, status int, code, message string) {
	body := border.AppendError(nil, &planner.Fault{Code: code, Message: message}, false)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// Do takes the connection over and returns at once; the connection has a goroutine of its
// own. Nobody is authenticated here (1.2): that is connection_init's business.
func (t transport) Do(w http.ResponseWriter, r *http.Request, _ graphql.GraphExecutor) {
	o := &t.hub.options
	t.hub.logWire(wireEvent{kind: "connection_request"})
	if t.hub.refuses() {
		w.Header().Set("Retry-After", "0")
		http.Error(w, "Server is shutting down", http.StatusServiceUnavailable)
		return
	}
	header, ok := t.hub.admittedHeader(r)
	if !ok {
		t.hub.logRejected(r, "received origin header does not match configured CORS domains")
		refuse(w, http.StatusBadRequest, planner.CodeAccessDenied, "received origin header does not match configured CORS domains")
		return
	}
	spoken, protocol := negotiate(r.Header["Sec-Websocket-Protocol"])
	accept := &websocket.AcceptOptions{InsecureSkipVerify: true} // origins are checked above, by the contract's rules
	if protocol != "" {
		accept.Subprotocols = []string{protocol}
	}
	if o.Compression {
		accept.CompressionMode = websocket.CompressionNoContextTakeover
	}
	ws, err := websocket.Accept(w, r, accept)
	if err != nil {
		t.hub.logRejected(r, err.Error())
		return
	}
	ws.SetReadLimit(o.MaxMessage)
	t.hub.open(ws, t.endpoint, spoken, header)
}

// negotiate chooses the dialect: the newer one where the client offers it, the older one
// for everybody else. A client that offered no protocol we know gets no header, which
// browsers would not accept (1.3).
func negotiate(offers []string) (spoken dialect, protocol string) {
	offered := map[string]bool{}
	for _, line := range offers {
		for name := range strings.SplitSeq(line, ",") {
			offered[strings.TrimSpace(name)] = true
		}
	}
	switch {
	case offered[transportProtocol]:
		return transportWS{}, transportProtocol
	case offered[legacyProtocol]:
		return legacy{}, legacyProtocol
	default:
		return legacy{}, ""
	}
}

// admittedHeader returns the handshake's headers that count for authentication, and whether
// the page may connect at all. Cookies of a page whose origin nobody has checked are taken
// away (contract/auth-and-server.md 6).
func (h *Hub) admittedHeader(r *http.Request) (http.Header, bool) {
	header := r.Header.Clone()
	for _, name := range []string{"Sec-Websocket-Key", "Sec-Websocket-Version", "Upgrade", "Connection"} {
		header.Del(name)
	}
	origin := r.Header.Get("Origin")
	switch {
	case origin == "":
	case h.options.CORSDisabled:
		if !h.options.ReadCookie {
			header.Del("Cookie")
		}
	case !h.options.Origins.Allow(origin):
		return nil, false
	}
	return header, true
}
