package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/socket"
)

// route is what answers one path, or every path below one.
type route struct {
	methods map[string]http.HandlerFunc // by method; "" answers every method
	server  *Server
	sockets bool // it answers handshakes too
}

// serve answers by method. A method that a known path does not have gets 405, a handshake
// where no sockets are spoken 404 (contract/subscriptions.md 1.1).
func (rt *route) serve(w http.ResponseWriter, r *http.Request) {
	if !rt.sockets && socket.IsHandshake(r) {
		rt.server.notFound(w, r)
		return
	}
	handler, ok := rt.methods[r.Method]
	if !ok && r.Method == http.MethodHead {
		handler, ok = rt.methods[http.MethodGet]
	}
	if !ok {
		handler, ok = rt.methods[""]
	}
	if ok {
		handler(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(rt.allowed(), ", "))
	fault := border.NotFound()
	fault.Code, fault.Status, fault.Message = border.CodeMethodNotAllowed, http.StatusMethodNotAllowed, "Allowed methods: "+strings.Join(rt.allowed(), ", ")
	rt.server.sendFault(w, r, fault, nil)
}

func (rt *route) allowed() []string {
	methods := []string{http.MethodOptions}
	for m := range rt.methods {
		methods = append(methods, m)
	}
	slices.Sort(methods)
	return methods
}

// routes finds the route of a path: exact ones first, then the longest prefix.
type routes struct {
	exact    map[string]*route
	prefixes []prefixRoute // longest first
}

type prefixRoute struct {
	prefix string // ends in a slash
	route  *route
}

// find returns the route of a path; unknown ones answer 404 (7.1).
func (t *routes) find(s *Server, path string) *route {
	if rt, ok := t.exact[path]; ok {
		return rt
	}
	for _, p := range t.prefixes {
		if strings.HasPrefix(path, p.prefix) {
			return p.route
		}
	}
	return &route{server: s, methods: map[string]http.HandlerFunc{"": s.notFound}}
}

func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	if socket.IsHandshake(r) {
		recordOf(r).status = http.StatusNotFound
		socket.RefusePath(w)
		return
	}
	s.sendFault(w, r, border.NotFound(), nil)
}

// handle adds a handler for a path; one that ends in a slash stands for all below it.
func (t *routes) handle(s *Server, method, path string, handler http.HandlerFunc) error {
	rt := t.route(s, path)
	if _, taken := rt.methods[method]; taken {
		return fmt.Errorf("server: %s %s is served twice", method, path)
	}
	rt.methods[method] = handler
	return nil
}

func (t *routes) route(s *Server, path string) *route {
	fresh := &route{server: s, methods: map[string]http.HandlerFunc{}}
	if !strings.HasSuffix(path, "/") || path == "/" {
		if t.exact == nil {
			t.exact = map[string]*route{}
		}
		if rt, ok := t.exact[path]; ok {
			return rt
		}
		t.exact[path] = fresh
		return fresh
	}
	for _, p := range t.prefixes {
		if p.prefix == path {
			return p.route
		}
	}
	t.prefixes = append(t.prefixes, prefixRoute{path, fresh})
	slices.SortStableFunc(t.prefixes, func(a, b prefixRoute) int { return len(b.prefix) - len(a.prefix) })
	return fresh
}

// mount builds the table of paths (contract/auth-and-server.md 7.1). Paths of disabled
// groups are left out, and so answer 404.
func (s *Server) mount(o Options) error {
	type row struct {
		method, path string
		handler      http.HandlerFunc
	}
	rows := []row{
		{http.MethodGet, "/healthz", s.serveHealth},
		{http.MethodGet, "/hasura/healthz", s.serveHealth},
		{http.MethodGet, "/v1/version", s.serveVersion},
	}
	if s.enabled("graphql") {
		for _, e := range s.graphqlEndpoints() {
			rows = append(rows, row{"", e.path, e.serve})
			s.routes.route(s, e.path).sockets = true
		}
	}
	if o.Console != nil && s.config.Console.Enabled {
		rows = append(rows, row{http.MethodGet, "/", redirectToConsole},
			row{"", "/console", s.plain(o.Console)}, row{"", "/console/", s.plain(o.Console)})
	}
	if dir := s.config.Console.AssetsDir; dir != "" {
		rows = append(rows, row{http.MethodGet, "/console/assets/", s.consoleAssets(dir)})
	}
	for _, e := range slices.Concat(s.ownEndpoints(), o.Endpoints) {
		if s.enabled(e.Group) {
			rows = append(rows, row{e.Method, e.Path, s.endpoint(e)})
		}
	}
	for _, r := range rows {
		if err := s.routes.handle(s, r.method, r.path, r.handler); err != nil {
			return err
		}
	}
	return nil
}

// enabled tells whether a group of endpoints is served; those without a group always are.
func (s *Server) enabled(group string) bool {
	return group == "" || slices.Contains(s.config.Server.APIs, group)
}
