package console_test

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/weftql/weft/examples/shop/reviews"
	"github.com/weftql/weft/gateway/console"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// A real browser, under the page's policy, shows the samples and asks for the schema with the
// first sample's headers.
func TestBrowserShowsSamplesAndAsksAsTheirRole(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		pgtest.Missing(t, "chromium is not on this machine")
	}
	roles := make(chan string, 100)
	mux := http.NewServeMux()
	mux.Handle("/console/", newHandler(t, console.Options{Tabs: []console.Tab{
		{Name: "First", Query: "query First { review(id: 1) { stars } }", Headers: `{"x-hasura-role": "customer"}`},
		{Name: "Second", Query: "query Second { review(id: 2) { stars } }"},
	}}))
	upstream := reviews.Handler()
	mux.HandleFunc("POST /v1/graphql", func(w http.ResponseWriter, r *http.Request) {
		roles <- r.Header.Get("X-Hasura-Role")
		upstream.ServeHTTP(w, r)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	dom, err := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
		"--virtual-time-budget=10000", "--dump-dom", server.URL+"/console/").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"graphiql-execute-button", ">First<", ">Second<"} {
		if !strings.Contains(string(dom), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	server.Close() // no request is under way
	close(roles)
	last := "none"
	for role := range roles {
		last = role
	}
	if last != "customer" {
		t.Errorf("the schema was asked for as %q, want customer", last)
	}
}
