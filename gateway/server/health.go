package server

import (
	"net/http"

	"github.com/weftql/weft/gateway/config"
)

// serveHealth answers /healthz: text, without authentication
// (contract/auth-and-server.md 17).
func (s *Server) serveHealth(w http.ResponseWriter, r *http.Request) {
	const inconsistent = "inconsistent objects in schema"
	health := s.health(r.Context())
	switch {
	case health.Down:
		s.sendText(w, r, http.StatusInternalServerError, "ERROR")
	case health.Inconsistent && strict(r):
		s.sendText(w, r, http.StatusInternalServerError, "ERROR: "+inconsistent)
	case health.Inconsistent:
		s.sendText(w, r, http.StatusOK, "WARN: "+inconsistent)
	default:
		s.sendText(w, r, http.StatusOK, "OK")
	}
}

func strict(r *http.Request) bool {
	on, err := config.ParseBool(r.URL.Query().Get("strict"))
	return err == nil && on
}

func (s *Server) sendText(w http.ResponseWriter, r *http.Request, status int, text string) {
	s.send(w, r, reply{status: status, contentType: "text/plain; charset=utf-8", body: []byte(text), plain: true})
}

// serveVersion answers /v1/version, by which clients and tools tell what they may ask.
func (s *Server) serveVersion(w http.ResponseWriter, r *http.Request) {
	body := []byte(`{"version":"` + config.APIVersion + `","server_type":"ce"}`)
	s.send(w, r, reply{status: http.StatusOK, contentType: jsonType, body: body})
}
