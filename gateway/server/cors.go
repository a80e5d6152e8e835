package server

import "net/http"

// cors sets the headers that let a browser show the answer to the page
// (contract/auth-and-server.md 7.5) and tells whether the request was a preflight, which is
// then answered. A page of a foreign origin gets no headers; its request is answered all
// the same.
//
// rs/cors is not used: it refuses what the contract lets pass, and echoes less.
func (s *Server) cors(w http.ResponseWriter, r *http.Request) (preflight bool) {
	origin, header := r.Header.Get("Origin"), w.Header()
	if origin != "" && !s.config.Server.CORSDisabled && s.config.Server.CORS.Allow(origin) {
		header.Set("Access-Control-Allow-Origin", origin)
		header.Set("Access-Control-Allow-Credentials", "true")
		header.Set("Access-Control-Allow-Methods", "GET,POST,PUT,PATCH,DELETE,OPTIONS")
		header.Set("Access-Control-Expose-Headers", "X-Hasura-Query-Cache-Key,X-Hasura-Query-Family-Cache-Key,Warning")
		if r.Method == http.MethodOptions {
			header.Set("Access-Control-Max-Age", "1728000")
			header.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
		}
	}
	if r.Method != http.MethodOptions {
		return false
	}
	header.Set("Content-Length", "0")
	header.Set("Content-Type", "text/plain charset=UTF-8")
	w.WriteHeader(http.StatusNoContent)
	recordOf(r).status = http.StatusNoContent
	return true
}
