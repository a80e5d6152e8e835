package migrate

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/weftql/weft/gateway/console"
	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/project"
)

// consolePage serves the page, whose operations go to the project's server.
func consolePage(p *project.Project) (http.Handler, error) {
	page, err := console.Handler(console.Options{})
	if err != nil {
		return nil, err
	}
	graphql, err := operations(p)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/console", page)
	mux.Handle("/console/", page)
	mux.Handle("/v1/graphql", graphql)
	mux.Handle("GET /{$}", http.RedirectHandler("/console", http.StatusFound))
	return mux, nil
}

// operations passes GraphQL on to the server, with the secret: that never leaves this
// process for the browser.
func operations(p *project.Project) (http.Handler, error) {
	target, err := url.Parse(strings.TrimRight(p.Endpoint, "/") + "/" + strings.TrimLeft(p.Paths.GraphQL, "/"))
	if err != nil {
		return nil, fmt.Errorf("endpoint: %w", err)
	}
	transport, err := client.Transport(&p.Settings)
	if err != nil {
		return nil, err
	}
	return &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) {
		to := *target
		to.RawQuery = r.In.URL.RawQuery
		r.Out.URL, r.Out.Host = &to, ""
		// They are about this page's host, which is none of the server's.
		r.Out.Header.Del("Origin")
		r.Out.Header.Del("Cookie")
		if p.AdminSecret != "" {
			r.Out.Header.Set("X-Hasura-Admin-Secret", p.AdminSecret)
		}
	}}, nil
}
