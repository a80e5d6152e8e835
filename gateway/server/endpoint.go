package server

import (
	"context"
	"net/http"
	"net/url"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// Endpoint is a JSON endpoint outside of GraphQL: metadata, explain, REST. The server
// authenticates, then reads the body, and words the errors in the flat form.
type Endpoint struct {
	Method string // "" serves all methods
	// Path is exact, or ends in a slash and stands for all paths below it.
	Path string
	// Group is the group of endpoints it belongs to (--enabled-apis); "" cannot be
	// disabled.
	Group string
	// Admits says who may call it.
	Admits Admission
	// Serve answers a call. Its error is best a *planner.Fault; any other is an internal
	// failure.
	Serve func(ctx context.Context, call *Call) (*Answer, error)
}

// Admission says who may call an endpoint.
type Admission uint8

const (
	// AnyRole admits every session.
	AnyRole Admission = iota
	// AdminOnly admits admin, as the endpoints that tell something do.
	AdminOnly
	// AdminOfMetadata admits admin, with the refusal of the metadata APIs.
	AdminOfMetadata
)

// Call is one call of an endpoint.
type Call struct {
	Session   *planner.Session
	Header    http.Header // the client's, with Host; not to be changed
	RequestID string
	Method    string
	Path      string
	// EscapedPath is the path as the client wrote it.
	EscapedPath string
	Query       url.Values
	Body        []byte // owned by the call; empty when there was none
	// Command, when Serve sets it, names what was asked for in the log line.
	Command string
}

// Answer is the answer to a call.
type Answer struct {
	Status      int    // 0 means 200
	ContentType string // "" means JSON
	Body        []byte
	Header      http.Header // more headers, or nil
}

func (a Admission) refuse(session *planner.Session) *planner.Fault {
	switch {
	case a == AnyRole || session.Role.Name == planner.Admin:
		return nil
	case a == AdminOfMetadata:
		return &planner.Fault{Code: planner.CodeAccessDenied, Message: "restricted access : admin only", Path: "$.args", Status: http.StatusBadRequest}
	default:
		return &planner.Fault{Code: planner.CodeAccessDenied, Message: "You have to be an admin to access this endpoint", Status: http.StatusBadRequest}
	}
}

// endpoint returns the handler of an endpoint.
func (s *Server) endpoint(e Endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.traced(w, r, r.URL.Path, func(w http.ResponseWriter, r *http.Request) { s.callEndpoint(w, r, &e) })
	}
}

func (s *Server) callEndpoint(w http.ResponseWriter, r *http.Request, e *Endpoint) {
	rec := recordOf(r)
	ctx, cancel := s.limitTime(r.Context())
	defer cancel()
	grant, err := s.auth.Authenticate(ctx, &auth.Request{Header: r.Header})
	if err != nil {
		s.sendFault(w, r, border.Of(err), nil)
		return
	}
	rec.session = grant.Session
	if fault := e.Admits.refuse(grant.Session); fault != nil {
		s.sendFault(w, r, fault, grant.Session)
		return
	}
	call := &Call{Session: grant.Session, Header: rec.withHost(), RequestID: rec.requestID, Method: r.Method, Path: r.URL.Path, EscapedPath: r.URL.EscapedPath(), Query: r.URL.Query()}
	if r.Body != http.NoBody {
		limit := int64(s.config.Server.MaxBody)
		if grant.Session.Role.Name == planner.Admin {
			limit = max(limit, adminBody)
		}
		body, fault := s.readBody(w, r, limit, nil)
		if fault != nil {
			s.sendFault(w, r, fault, grant.Session)
			return
		}
		call.Body = body
	}
	answer, err := e.Serve(ctx, call)
	rec.query.command = call.Command
	if err != nil {
		s.sendFault(w, r, border.Of(err), grant.Session)
		return
	}
	s.sendAnswer(w, r, answer, grant.Cookies)
}

func (s *Server) sendAnswer(w http.ResponseWriter, r *http.Request, a *Answer, cookies []string) {
	out := reply{status: a.Status, contentType: a.ContentType, body: a.Body, header: a.Header, cookies: cookies}
	if out.status == 0 {
		out.status = http.StatusOK
	}
	if out.contentType == "" {
		out.contentType = jsonType
	}
	out.plain = out.status >= http.StatusBadRequest
	s.send(w, r, out)
}

// limitTime bounds a request when the operator wants that.
func (s *Server) limitTime(ctx context.Context) (context.Context, context.CancelFunc) {
	if limit := s.config.Server.RequestTimeout; limit > 0 {
		return context.WithTimeout(ctx, limit)
	}
	return ctx, func() {} // net/http ends it with the request
}
