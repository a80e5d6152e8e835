package console

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
)

//go:embed page.html
var pageHTML string

//go:embed static
var static embed.FS

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// Options say what the page opens with.
type Options struct {
	// Endpoint is the address of the GraphQL endpoint, absolute or relative to the page's
	// host. Default: /v1/graphql. Subscriptions use a socket on the same path.
	Endpoint string
	// Tabs are sample operations, a tab each. They are shown to a browser that has not been
	// here before; after that it keeps its own.
	Tabs []Tab
}

// Tab is one sample operation.
type Tab struct {
	Name      string `json:"name"`      // the tab's title and the operation's name
	Query     string `json:"query"`     // one GraphQL operation
	Variables string `json:"variables"` // a JSON object, or ""
	Headers   string `json:"headers"`   // a JSON object of header names and values, or ""
}

// Handler serves the page on GET /console and every path below it, but for
// /console/static/, where its script and style are, and /console/assets/, which belongs to
// HASURA_GRAPHQL_CONSOLE_ASSETS_DIR (contract/auth-and-server.md 7.1) and is left to the
// caller's own route. It is safe for concurrent use.
func Handler(o Options) (http.Handler, error) {
	if o.Endpoint == "" {
		o.Endpoint = "/v1/graphql"
	}
	if o.Tabs == nil {
		o.Tabs = []Tab{}
	}
	files, err := readAssets()
	if err != nil {
		return nil, err
	}
	page, err := renderPage(o, files)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /console/static/{name}", files)
	mux.Handle("GET /console/", page)
	mux.Handle("GET /console", page)
	return mux, nil
}

// page is the rendered HTML.
type page []byte

func renderPage(o Options, files assets) (page, error) {
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, map[string]any{
		"Style":    files.url("console.css"),
		"Script":   files.url("console.js"),
		"Settings": map[string]any{"endpoint": o.Endpoint, "tabs": o.Tabs},
	})
	return out.Bytes(), err
}

// ServeHTTP writes the page. It must not be kept by browsers: it names the versions of
// script and style.
func (p page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", policy(r.Host))
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(p) // the client may be gone; there is nobody to tell
}

// policy allows what the page needs: its own script and style, styles its editor makes (they
// hold colours and sizes only), fonts inside the style sheet, and requests to its own host.
// Not all browsers count sockets among 'self', so they are named.
func policy(host string) string {
	connect := "'self'"
	if isHost(host) {
		connect += " ws://" + host + " wss://" + host
	}
	return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src 'self' data:; " +
		"connect-src " + connect + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// isHost keeps a Host header that could end the directive out of it.
func isHost(host string) bool {
	return host != "" && strings.IndexFunc(host, func(c rune) bool {
		isPart := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune(".-:[]_", c)
		return !isPart
	}) < 0
}
