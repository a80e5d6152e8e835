package outgoing

import (
	"net/http"
	"slices"
	"strings"
)

// SessionPrefix starts the names of session variables, in canonical form.
const SessionPrefix = "X-Hasura-"

// UnforwardedHeaders are the client's headers that describe its own connection and
// therefore do not travel on, unless an action lists others
// (contract/events-actions-rest.md 4.1, contract/remote-schemas-and-joins.md 4.3).
var UnforwardedHeaders = []string{
	"Content-Length", "Content-MD5", "User-Agent", "Host", "Origin", "Referer", "Accept",
	"Accept-Encoding", "Accept-Language", "Accept-Datetime", "Cache-Control", "Connection",
	"DNT", "Content-Type",
}

// hopByHop headers belong to one connection (RFC 9110 7.6.1) and never travel on.
var hopByHop = []string{
	"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection",
	"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length",
}

// Forwarded returns the client's headers that travel on to an upstream: without session
// variables, which are sent from the resolved session and only there, without the ignored
// ones, and with copies of Host, User-Agent and Origin under X-Forwarded names. client maps
// canonical names to values and may hold Host; it is not changed.
func Forwarded(client http.Header, ignored []string) http.Header {
	forwarded := make(http.Header, len(client)+3)
	for name, values := range client {
		canonical := http.CanonicalHeaderKey(name)
		if !strings.HasPrefix(canonical, SessionPrefix) && !containsFold(ignored, canonical) && !slices.Contains(hopByHop, canonical) {
			forwarded[canonical] = values
		}
	}
	for _, name := range []string{"Host", "User-Agent", "Origin"} {
		if values := client[name]; len(values) > 0 {
			forwarded["X-Forwarded-"+name] = values[:1]
		}
	}
	return forwarded
}

func containsFold(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

// Session returns session variables as headers.
func Session(variables map[string]string) http.Header {
	headers := make(http.Header, len(variables))
	for name, value := range variables {
		headers[http.CanonicalHeaderKey(name)] = []string{value}
	}
	return headers
}
