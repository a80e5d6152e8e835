package server

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// exchange is one HTTP request on a GraphQL path with its way back.
type exchange struct {
	server   *Server
	endpoint *graphqlEndpoint
	w        http.ResponseWriter
	r        *http.Request
	record   *record
	// draft is set when the client asked for the media type of the GraphQL-over-HTTP draft
	// by name: it then gets the draft's statuses (contract/auth-and-server.md 7.7).
	draft bool
}

func (e *graphqlEndpoint) exchange(w http.ResponseWriter, r *http.Request) exchange {
	return exchange{server: e.server, endpoint: e, w: w, r: r, record: recordOf(r), draft: asksForDraft(r.Header["Accept"])}
}

// asksForDraft tells whether Accept names application/graphql-response+json; wildcards do
// not.
func asksForDraft(accept []string) bool {
	for _, header := range accept {
		if !strings.Contains(header, "+") {
			continue // taking it apart costs more
		}
		for element := range strings.SplitSeq(header, ",") {
			media, params, err := mime.ParseMediaType(element)
			if err != nil || media != "application/graphql-response+json" {
				continue
			}
			if q, err := strconv.ParseFloat(params["q"], 64); params["q"] == "" || err == nil && q > 0 {
				return true
			}
		}
	}
	return false
}

// stage tells when a fault came up.
type stage uint8

const (
	beforeExecution stage = iota
	inExecution
)

func (x *exchange) contentType() string {
	if x.draft {
		return graphqlType
	}
	return jsonType
}

// succeed answers with a body, which is borrowed.
func (x *exchange) succeed(body []byte, cookies []string) {
	x.server.send(x.w, x.r, reply{status: http.StatusOK, contentType: x.contentType(), body: body, cookies: cookies})
}

// fail answers with a fault. session is nil when there is none yet.
func (x *exchange) fail(f *planner.Fault, session *planner.Session, when stage) {
	x.record.fault = f
	status := x.endpoint.status(f)
	internal := x.server.showsInternal(session)
	var body []byte
	switch {
	case x.draft && when == inExecution && f.Upstream == nil:
		// The draft answers 2xx once execution has begun, and then wants `data`.
		status = http.StatusOK
		body = append(border.AppendErrors([]byte(`{"data":null,"errors":`), f, internal), '}')
	case x.draft:
		status = draftStatus(f)
		body = border.AppendBody(nil, f, border.GraphQL, internal)
	default:
		body = border.AppendBody(nil, f, border.GraphQL, internal)
	}
	x.server.send(x.w, x.r, reply{status: status, contentType: x.contentType(), body: body, plain: true})
}

// draftStatus is the draft's status for a request that was not executed: 403 for a role
// that may not be had.
func draftStatus(f *planner.Fault) int {
	if status := border.Status(f); f.Code != planner.CodeAccessDenied || status == http.StatusUnauthorized {
		return status
	}
	return http.StatusForbidden
}

// describe is what the log line shows of a request (14.1).
func (x *exchange) describe(request *planner.Request, fault *planner.Fault) asked {
	log := &x.server.config.Log
	whole := log.Wants("query-log") || log.QueryOnlyOnError && fault != nil
	return asked{request: request, whole: whole}
}
