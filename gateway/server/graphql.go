package server

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/socket"
	"github.com/weftql/weft/planner"
)

// graphqlEndpoint is one of the GraphQL paths: a list of transports over one executor, of
// which the first that supports a request answers it. gqlgen's handler.Server is the same,
// but makes its executor itself.
type graphqlEndpoint struct {
	server     *Server
	path       string
	relay      bool // sees the Relay schema
	realStatus bool // answers errors with their own status instead of 200
	transports []graphql.Transport
}

// graphqlEndpoints returns the GraphQL paths (contract/auth-and-server.md 7.1); /graphql is
// our own name for /v1/graphql.
func (s *Server) graphqlEndpoints() []*graphqlEndpoint {
	list := []*graphqlEndpoint{
		{path: "/v1/graphql"},
		{path: "/graphql"},
		{path: "/v1beta1/relay", relay: true},
		{path: "/v1alpha1/graphql", realStatus: true},
	}
	for _, e := range list {
		e.server = s
		style := border.GraphQL
		if e.realStatus {
			style = border.Flat
		}
		e.transports = []graphql.Transport{
			s.hub.Transport(socket.Endpoint{Style: style, Relay: e.relay}),
			post{e},
			get{e},
		}
	}
	return list
}

func (e *graphqlEndpoint) serve(w http.ResponseWriter, r *http.Request) {
	for _, t := range e.transports {
		if !t.Supports(r) {
			continue
		}
		if _, ours := t.(httpTransport); !ours {
			recordOf(r).status = http.StatusSwitchingProtocols
			t.Do(w, r, e.server.executor)
			return
		}
		e.server.traced(w, r, e.path, func(w http.ResponseWriter, r *http.Request) { t.Do(w, r, e.server.executor) })
		return
	}
	refusal := route{server: e.server, methods: map[string]http.HandlerFunc{http.MethodPost: nil, http.MethodGet: nil}}
	refusal.serve(w, r)
}

// httpTransport is a transport of requests with one answer each.
type httpTransport interface{ answersOnce() }

// status is what goes on the wire for a fault (contract/auth-and-server.md 7.3).
func (e *graphqlEndpoint) status(f *planner.Fault) int {
	status := border.Status(f)
	if e.realStatus || status == http.StatusUnauthorized && e.server.config.Server.Preserve401 {
		return status
	}
	return http.StatusOK
}
