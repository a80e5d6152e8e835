package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

const (
	jsonType    = "application/json; charset=utf-8"
	graphqlType = "application/graphql-response+json; charset=utf-8"
)

var jsonTypes = []string{jsonType}

// reply is an answer that is complete in memory.
type reply struct {
	status      int
	contentType string
	body        []byte
	cookies     []string
	header      http.Header // more headers, or nil
	// plain forbids compression: errors always go out as they are
	// (contract/auth-and-server.md 7.4).
	plain bool
}

// send writes a reply and notes it in the record.
func (s *Server) send(w http.ResponseWriter, r *http.Request, a reply) {
	rec, header := recordOf(r), w.Header()
	rec.uncompressed, rec.size, rec.status = len(a.body), len(a.body), a.status
	if !a.plain && wantsGzip(r.Header.Get("Accept-Encoding"), len(a.body)) {
		a.body = compress(a.body)
		rec.encoding, rec.size = "gzip", len(a.body)
		header.Set("Content-Encoding", "gzip")
	}
	for name, values := range a.header {
		header[name] = values
	}
	for _, cookie := range a.cookies {
		header.Add("Set-Cookie", cookie)
	}
	if a.contentType == jsonType {
		header["Content-Type"] = jsonTypes
	} else {
		header.Set("Content-Type", a.contentType)
	}
	rec.lengthValue[0] = strconv.Itoa(rec.size)
	header["Content-Length"] = rec.lengthValue[:]
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		s.write(w, a.body)
	}
}

// chunk is how much a client must take within the slow-client limit.
const chunk = 64 << 10

// write sends a body. A client that takes nothing for longer than the limit is given
// up; there is nobody to tell.
func (s *Server) write(w http.ResponseWriter, body []byte) {
	control, limit := http.NewResponseController(w), s.config.Server.SlowClient
	for len(body) > 0 {
		n := min(len(body), chunk)
		if limit > 0 {
			_ = control.SetWriteDeadline(time.Now().Add(limit))
		}
		if _, err := w.Write(body[:n]); err != nil {
			return
		}
		body = body[n:]
	}
}

// sendFault answers with a fault in the flat form and its real status: everything but
// GraphQL.
func (s *Server) sendFault(w http.ResponseWriter, r *http.Request, f *planner.Fault, session *planner.Session) {
	recordOf(r).fault = f
	body := border.AppendBody(nil, f, border.Flat, s.showsInternal(session))
	s.send(w, r, reply{status: border.Status(f), contentType: jsonType, body: body, plain: true})
}

// showsInternal tells whether `internal` may be shown to a session; without one, never
// (contract/auth-and-server.md 7.2).
func (s *Server) showsInternal(session *planner.Session) bool {
	if session == nil {
		return false
	}
	return s.config.Server.DevMode || s.config.Server.AdminInternal && session.Role.Name == planner.Admin
}
