package server

import (
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/weftql/weft/planner"
)

func redirectToConsole(w http.ResponseWriter, r *http.Request) {
	recordOf(r).status = http.StatusFound
	http.Redirect(w, r, "/console", http.StatusFound)
}

// plain serves a handler that writes for itself; the log line learns status and size.
func (s *Server) plain(h http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(&watched{ResponseWriter: w, record: recordOf(r), limit: s.config.Server.SlowClient}, r)
	}
}

// watched notes what a handler writes.
type watched struct {
	http.ResponseWriter
	record *record
	limit  time.Duration // 0: none
}

// Unwrap gives http.ResponseController the writer below.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader notes the status.
func (w *watched) WriteHeader(status int) {
	w.record.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Write notes the size, and gives up a client that takes nothing.
func (w *watched) Write(b []byte) (int, error) {
	if w.limit > 0 {
		_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(w.limit))
	}
	if w.record.status == 0 {
		w.record.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.record.size += n
	w.record.uncompressed += n
	return n, err
}

// consoleAssets serves the files below dir (contract/auth-and-server.md 7.1).
func (s *Server) consoleAssets(dir string) http.HandlerFunc {
	root, err := os.OpenRoot(dir)
	return func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/console/assets/")
		if err == nil && isFile(root, name) {
			s.plain(http.StripPrefix("/console/assets/", http.FileServerFS(root.FS()))).ServeHTTP(w, r)
			return
		}
		s.sendFault(w, r, &planner.Fault{Code: planner.CodeNotFound, Status: http.StatusNotFound,
			Message: "Couldn't find console asset " + name, Cause: err}, nil)
	}
}

func isFile(root *os.Root, name string) bool {
	info, err := root.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
