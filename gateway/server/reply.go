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

// reply is an answer that is complete in memory.
type reply struct {
	status      int
	contentType string
	parts       [][]byte // of the body
	cookies     []string
	header      http.Header // more headers, or nil
	// plain forbids compression: errors always go out as they are
	// (contract/auth-and-server.md 7.4).
	plain bool
}

// send writes a reply and notes it in the record.
func (s *Server) send(w http.ResponseWriter, r *http.Request, a reply) {
	rec, header := recordOf(r), w.Header()
	size := 0
	for _, part := range a.parts {
		size += len(part)
	}
	rec.uncompressed, rec.size, rec.status = size, size, a.status
	if !a.plain && wantsGzip(r.Header.Get("Accept-Encoding"), size) {
		a.parts = [][]byte{compress(a.parts, size)}
		rec.encoding, rec.size = "gzip", len(a.parts[0])
		header.Set("Content-Encoding", "gzip")
	}
	for name, values := range a.header {
		header[name] = values
	}
	for _, cookie := range a.cookies {
		header.Add("Set-Cookie", cookie)
	}
	header.Set("Content-Type", a.contentType)
	header.Set("Content-Length", strconv.Itoa(rec.size))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		s.write(w, a.parts)
	}
}

// chunk is how much a client must take within the slow-client limit.
const chunk = 64 << 10

// write sends the parts. A client that takes nothing for longer than the limit is given
// up; there is nobody to tell.
func (s *Server) write(w http.ResponseWriter, parts [][]byte) {
	control, limit := http.NewResponseController(w), s.config.Server.SlowClient
	for _, part := range parts {
		for len(part) > 0 {
			n := min(len(part), chunk)
			if limit > 0 {
				_ = control.SetWriteDeadline(time.Now().Add(limit))
			}
			if _, err := w.Write(part[:n]); err != nil {
				return
			}
			part = part[n:]
		}
	}
}

// sendFault answers with a fault in the flat form and its real status: everything but
// GraphQL.
func (s *Server) sendFault(w http.ResponseWriter, r *http.Request, f *planner.Fault, session *planner.Session) {
	recordOf(r).fault = f
	body := border.AppendBody(nil, f, border.Flat, s.showsInternal(session))
	s.send(w, r, reply{status: border.Status(f), contentType: jsonType, parts: [][]byte{body}, plain: true})
}

// showsInternal tells whether `internal` may be shown to a session; without one, never
// (contract/auth-and-server.md 7.2).
func (s *Server) showsInternal(session *planner.Session) bool {
	if session == nil {
		return false
	}
	return s.config.Server.DevMode || s.config.Server.AdminInternal && session.Role.Name == planner.Admin
}
