package console_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/console"
)

func TestPageNamesScriptAndStyleByVersion(t *testing.T) {
	t.Parallel()
	h := newHandler(t, console.Options{})
	html := get(t, h, "/console", http.StatusOK).body
	urls := regexp.MustCompile(`/console/static/[a-z.]+\?v=[0-9a-f]{12}`).FindAllString(html, -1)
	if len(urls) != 2 {
		t.Fatalf("the page names %v, want a script and a style sheet", urls)
	}
	for i, contentType := range []string{"text/css; charset=utf-8", "text/javascript; charset=utf-8"} {
		file := get(t, h, urls[i], http.StatusOK)
		file.check(t, "Content-Type", contentType)
		file.check(t, "Cache-Control", "public, max-age=31536000, immutable")
	}
}

func TestPageIsServedOnEveryPathButAssets(t *testing.T) {
	t.Parallel()
	h := newHandler(t, console.Options{})
	for _, path := range []string{"/console", "/console/", "/console/api/api-explorer"} {
		page := get(t, h, path, http.StatusOK)
		page.check(t, "Content-Type", "text/html; charset=utf-8")
		page.check(t, "Cache-Control", "no-cache")
	}
	missing := get(t, h, "/console/static/none.js", http.StatusNotFound)
	if want := `{"path":"$","error":"resource does not exist","code":"not-found"}`; missing.body != want {
		t.Errorf("got %s, want %s", missing.body, want)
	}
}

func TestFilesOfAnotherVersionAreChecked(t *testing.T) {
	t.Parallel()
	h := newHandler(t, console.Options{})
	stale := get(t, h, "/console/static/console.js?v=000000000000", http.StatusOK)
	stale.check(t, "Cache-Control", "no-cache")

	r := httptest.NewRequest(http.MethodGet, "/console/static/console.js", nil)
	r.Header.Set("If-None-Match", stale.header.Get("ETag"))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusNotModified {
		t.Errorf("got %d for an unchanged file, want %d", w.Code, http.StatusNotModified)
	}
}

func TestSamplesCannotLeaveTheirScript(t *testing.T) {
	t.Parallel()
	h := newHandler(t, console.Options{Endpoint: "/api", Tabs: []console.Tab{{Name: "X", Query: `</script><script>alert(1)</script>`}}})
	html := get(t, h, "/console", http.StatusOK).body
	if strings.Contains(html, "alert(1)</script>") {
		t.Errorf("the query is part of the page's HTML: %s", html)
	}
	if !strings.Contains(html, `"endpoint":"/api"`) {
		t.Errorf("the endpoint is missing: %s", html)
	}
}

func TestPolicyNamesTheHostsSocketsAndNothingElse(t *testing.T) {
	t.Parallel()
	h := newHandler(t, console.Options{})
	for host, want := range map[string]string{
		"localhost:8080":       "connect-src 'self' ws://localhost:8080 wss://localhost:8080;",
		"[::1]:8080":           "connect-src 'self' ws://[::1]:8080 wss://[::1]:8080;",
		"a; script-src *":      "connect-src 'self';",
		"a ws://b.example.com": "connect-src 'self';",
	} {
		r := httptest.NewRequest(http.MethodGet, "/console", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, want) || strings.Contains(policy, "*") {
			t.Errorf("host %q: got %s, want it to contain %s", host, policy, want)
		}
	}
}

// The page works without internet: no script, style, font or picture comes from another
// host.
func TestPageNeedsNoOtherHost(t *testing.T) {
	t.Parallel()
	h := newHandler(t, console.Options{})
	css := get(t, h, "/console/static/console.css", http.StatusOK).body
	for _, url := range regexp.MustCompile(`url\(([^)]{0,40})`).FindAllStringSubmatch(css, -1) {
		if !strings.HasPrefix(url[1], "data:") && !strings.HasPrefix(url[1], `"data:`) {
			t.Errorf("the style sheet refers to %s", url[1])
		}
	}
	if html := get(t, h, "/console", http.StatusOK).body; strings.Contains(html, "//") {
		t.Errorf("the page refers to another host: %s", html)
	}
}

type answer struct {
	header http.Header
	body   string
}

func (a answer) check(t *testing.T, header, want string) {
	t.Helper()
	if got := a.header.Get(header); got != want {
		t.Errorf("%s is %q, want %q", header, got, want)
	}
}

func newHandler(t *testing.T, o console.Options) http.Handler {
	t.Helper()
	h, err := console.Handler(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(t *testing.T, h http.Handler, url string, status int) answer {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, url, nil))
	body, err := io.ReadAll(w.Body)
	if err != nil || w.Code != status {
		t.Fatalf("GET %s: status %d (%v), want %d", url, w.Code, err, status)
	}
	return answer{header: w.Header(), body: string(body)}
}
