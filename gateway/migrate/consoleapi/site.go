package consoleapi

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Site is where the console is, and by that who may ask. What is served there acts as admin,
// for whoever can reach it: pages of other sites, which a browser on this machine shows, must
// not.
type Site struct {
	// Address is the host that is listened on, and Port that of the page.
	Address, Port string
}

// Guard keeps pages of other sites out, and lets the console's own ask across its ports.
// Requests that no page makes carry no Origin and pass.
func (s Site) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if !s.isOurs(r.Host) || origin != "" && !s.isPage(origin, r.Host) {
			send(w, http.StatusForbidden, object{"code": "access_denied", "message": "this is for the console only"})
			return
		}
		if origin != "" {
			h := w.Header()
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Vary", "Origin")
			if r.Method == http.MethodOptions {
				h.Set("Access-Control-Allow-Methods", "GET, POST, PUT")
				h.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// isPage tells whether an origin is the console's page, as seen by who asks.
func (s Site) isPage(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "http" && u.Port() == s.Port && u.Hostname() == hostName(host)
}

// isOurs tells whether a host is a name this machine cannot be given by others: with a name
// that anybody's DNS resolves, a page of another site could look like the console's. Such a
// name is taken when it is the one that is listened on.
func (s Site) isOurs(host string) bool {
	name := hostName(host)
	_, err := netip.ParseAddr(name)
	return err == nil || !strings.Contains(name, ".") || name == s.Address
}

func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}
