package server_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/planner"
)

func TestUnknownPathsAndDisabledGroupsLookTheSame(t *testing.T) {
	const want = `{"path":"$","error":"resource does not exist","code":"not-found"}`
	g := start(t, "--enabled-apis", "graphql")
	for _, path := range []string{"/nothing", "/", "/console", "/v1alpha1/config", "/v1/graphql/", "/v1//graphql"} {
		g.expect(g.do(http.MethodGet, path, ""), 404, want)
	}
	g.expect(g.do(http.MethodPost, "/v1/graphql/explain", `{}`), 404, want)
	g.expect(g.query(`{ echo }`), 200, `{"data":{"echo":""}}`)
	g = start(t, "--enabled-apis", "config")
	g.expect(g.query(`{ echo }`), 404, want)
	g.expect(g.do(http.MethodGet, "/healthz", ""), 200, "OK")
}

func TestVersion(t *testing.T) {
	g := start(t, "--admin-secret", "s")
	g.expect(g.do(http.MethodGet, "/v1/version", ""), 200, `{"version":"`+config.APIVersion+`","server_type":"ce"}`)
}

func TestHealth(t *testing.T) {
	for _, c := range []struct {
		health      server.Health
		lax, strict string
		laxStatus   int
		strictTo    int
	}{
		{server.Health{}, "OK", "OK", 200, 200},
		{server.Health{Inconsistent: true}, "WARN: inconsistent objects in schema", "ERROR: inconsistent objects in schema", 200, 500},
		{server.Health{Down: true}, "ERROR", "ERROR", 500, 500},
	} {
		g := startWith(t, func(o *server.Options) { o.Health = func(context.Context) server.Health { return c.health } }, "--admin-secret", "s")
		for _, path := range []string{"/healthz", "/hasura/healthz"} {
			g.expect(g.do(http.MethodGet, path, ""), c.laxStatus, c.lax)
			g.expect(g.do(http.MethodGet, path+"?strict=false", ""), c.laxStatus, c.lax)
			a := g.do(http.MethodGet, path+"?strict=true", "")
			g.expect(a, c.strictTo, c.strict)
			if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, "text/plain") {
				t.Errorf("content type %s", got)
			}
		}
	}
}

func TestConfigIsForAdmin(t *testing.T) {
	g := start(t, "--admin-secret", "s", "--live-queries-multiplexed-refetch-interval", "1500", "--enable-remote-schema-permissions")
	a := g.do(http.MethodGet, "/v1alpha1/config", "", "X-Hasura-Admin-Secret", "s")
	var got map[string]any
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"version": config.APIVersion, "is_function_permissions_inferred": true, "is_remote_schema_permissions_enabled": true,
		"is_admin_secret_set": true, "is_auth_hook_set": false, "is_jwt_set": false, "jwt": []any{}, "is_allow_list_enabled": false,
		"live_queries":       map[string]any{"batch_size": 100.0, "refetch_delay": 1.5},
		"streaming_queries":  map[string]any{"batch_size": 100.0, "refetch_delay": 1.0},
		"console_assets_dir": nil, "experimental_features": []any{}, "is_prometheus_metrics_enabled": false,
		"default_naming_convention": "hasura-default", "feature_flags": []any{}, "is_apollo_federation_enabled": false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	g.expect(g.do(http.MethodGet, "/v1alpha1/config", "", "X-Hasura-Admin-Secret", "s", "X-Hasura-Role", "clerk"), 400,
		`{"path":"$","error":"You have to be an admin to access this endpoint","code":"access-denied"}`)
}

func TestConfigTellsOfTokens(t *testing.T) {
	g := start(t, "--admin-secret", "s", "--jwt-secret", `{"type":"HS256","key":"0123456789abcdef0123456789abcdef","claims_namespace":"app"}`)
	a := g.do(http.MethodGet, "/v1alpha1/config", "", "X-Hasura-Admin-Secret", "s")
	if want := `"is_jwt_set":true,"jwt":[{"claims_namespace":"app","claims_format":"json","claims_map":null}]`; !strings.Contains(a.body, want) {
		t.Errorf("got %s", a.body)
	}
	// Without a token: 200 on /v1/graphql, whatever --preserve-401-errors says.
	for _, more := range [][]string{nil, {"--preserve-401-errors"}} {
		g := start(t, append([]string{"--admin-secret", "s", "--jwt-secret", `{"type":"HS256","key":"0123456789abcdef0123456789abcdef"}`}, more...)...)
		g.expectCode(g.query(`{ echo }`), 200, "invalid-headers")
	}
}

func TestCORS(t *testing.T) {
	g := start(t, "--cors-domain", "https://*.shop.example, http://localhost:3000")
	preflight := g.do(http.MethodOptions, "/anything", "", "Origin", "https://a.shop.example", "Access-Control-Request-Headers", "x-a,x-b")
	if preflight.status != 204 || preflight.body != "" {
		t.Errorf("got %d %q", preflight.status, preflight.body)
	}
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin":      "https://a.shop.example",
		"Access-Control-Allow-Credentials": "true",
		"Access-Control-Allow-Methods":     "GET,POST,PUT,PATCH,DELETE,OPTIONS",
		"Access-Control-Expose-Headers":    "X-Hasura-Query-Cache-Key,X-Hasura-Query-Family-Cache-Key,Warning",
		"Access-Control-Max-Age":           "1728000",
		"Access-Control-Allow-Headers":     "x-a,x-b",
		"Content-Type":                     "text/plain charset=UTF-8",
	} {
		if got := preflight.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if a := g.query(`{ echo }`, "Origin", "http://localhost:3000"); a.header.Get("Access-Control-Allow-Origin") != "http://localhost:3000" || a.header.Get("Access-Control-Max-Age") != "" {
		t.Errorf("got %v", a.header)
	}
	for _, origin := range []string{"https://a.b.shop.example", "https://shop.example", "https://evil.example"} {
		a := g.query(`{ echo }`, "Origin", origin)
		g.expect(a, 200, `{"data":{"echo":""}}`)
		if got := a.header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s was allowed", got)
		}
	}
	g = start(t, "--disable-cors")
	if a := g.query(`{ echo }`, "Origin", "https://a.example"); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("got %v", a.header)
	}
	g = start(t)
	if a := g.query(`{ echo }`, "Origin", "https://a.example"); a.header.Get("Access-Control-Allow-Origin") != "https://a.example" {
		t.Errorf("got %v", a.header)
	}
}

// sized asks for a body of exactly n bytes.
func (g *gateway) sized(n int, headers ...string) answer {
	return g.query(fmt.Sprintf(`{ size(n: "%d") }`, n-len(`{"data":{"size":""}}`)), headers...)
}

func TestCompression(t *testing.T) {
	g := start(t)
	for _, c := range []struct {
		accept string
		size   int
		gzip   bool
	}{
		{"gzip", 699, false}, {"gzip", 700, true}, {"gzip, deflate, br", 20_001, true}, {"", 5000, false}, {"*", 5000, false},
		{"deflate, br", 5000, false}, {"gzip;q=0", 5000, false}, {"gzip;q=0.5", 5000, true},
		{"gzip, identity;q=0", 100, true}, {"identity;q=0", 100, true}, {"gzip, *;q=0", 100, true}, {"identity;q=0.5, gzip", 100, false},
	} {
		var headers []string
		if c.accept != "" {
			headers = []string{"Accept-Encoding", c.accept}
		}
		a := g.sized(c.size, headers...)
		if got := a.header.Get("Content-Encoding") == "gzip"; got != c.gzip {
			t.Errorf("%q, %d bytes: gzip %v", c.accept, c.size, got)
			continue
		}
		if want := fmt.Sprint(len(a.body)); a.header.Get("Content-Length") != want {
			t.Errorf("Content-Length %s, want %s", a.header.Get("Content-Length"), want)
		}
		if c.gzip {
			r, err := gzip.NewReader(strings.NewReader(a.body))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := io.ReadAll(r)
			if err != nil || len(plain) != c.size || !json.Valid(plain) {
				t.Errorf("%d bytes came out, %v", len(plain), err)
			}
		}
	}
	if a := g.query(`{ nothing }`, "Accept-Encoding", "gzip, identity;q=0"); a.header.Get("Content-Encoding") != "" {
		t.Error("an error was compressed")
	}
}

func TestConsole(t *testing.T) {
	console := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "page "+r.URL.Path) })
	use := func(o *server.Options) { o.Console = console }
	assets := t.TempDir()
	if err := os.WriteFile(filepath.Join(assets, "a.js"), []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	g := startWith(t, use, "--enable-console", "--console-assets-dir", assets)
	if a := g.do(http.MethodGet, "/", ""); a.status != 302 || a.header.Get("Location") != "/console" {
		t.Errorf("got %d %v", a.status, a.header)
	}
	g.expect(g.do(http.MethodGet, "/console", ""), 200, "page /console")
	g.expect(g.do(http.MethodGet, "/console/data/default", ""), 200, "page /console/data/default")
	g.expect(g.do(http.MethodGet, "/console/assets/a.js", ""), 200, "1")
	g.expect(g.do(http.MethodGet, "/console/assets/b.js", ""), 404, `{"path":"$","error":"Couldn't find console asset b.js","code":"not-found"}`)
	if a := g.do(http.MethodGet, "/console/assets/..%2f..%2fetc%2fpasswd", ""); a.status != 404 {
		t.Errorf("got %d %s", a.status, a.body)
	}
	g = startWith(t, use)
	for _, path := range []string{"/", "/console"} {
		if a := g.do(http.MethodGet, path, ""); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// endpoints are two that another room could add.
func endpoints() []server.Endpoint {
	return []server.Endpoint{
		{Method: http.MethodPost, Path: "/v1/metadata", Group: "metadata", Admits: server.AdminOfMetadata,
			Serve: func(_ context.Context, c *server.Call) (*server.Answer, error) {
				c.Command = "export_metadata"
				return &server.Answer{Body: c.Body}, nil
			}},
		{Path: "/api/rest/", Admits: server.AnyRole, Serve: func(_ context.Context, c *server.Call) (*server.Answer, error) {
			switch c.Path {
			case "/api/rest/panic":
				panic("lost")
			case "/api/rest/far":
				return nil, &planner.Fault{Upstream: json.RawMessage(`[{"message":"far"}]`)}
			}
			return nil, &planner.Fault{Code: "not-found", Message: c.Method + " " + c.Path + " " + c.Session.Role.Name, Status: 404}
		}},
	}
}

func TestEndpointsOfOtherRooms(t *testing.T) {
	g := startWith(t, func(o *server.Options) { o.Endpoints = endpoints() }, "--admin-secret", "s", "--unauthorized-role", "anonymous")
	const secret = "X-Hasura-Admin-Secret"
	g.expect(g.do(http.MethodPost, "/v1/metadata", `{"a":1}`, secret, "s"), 200, `{"a":1}`)
	g.expect(g.do(http.MethodPost, "/v1/metadata", `{`), 400, `{"path":"$.args","error":"restricted access : admin only","code":"access-denied"}`)
	g.expectCode(g.do(http.MethodPost, "/v1/metadata", `{}`, secret, "x"), 401, "access-denied")
	large := `"` + strings.Repeat("a", 10<<20) + `"` // seeds are one request
	if a := g.do(http.MethodPost, "/v1/metadata", large, secret, "s"); a.status != 200 || a.body != large {
		t.Errorf("%d for a large body of an admin: %.100s", a.status, a.body)
	}
	g.expectCode(g.do(http.MethodPost, "/api/rest/items", large), 413, "bad-request")
	g.expect(g.do(http.MethodDelete, "/api/rest/items/3", ""), 404, `{"path":"$","error":"DELETE /api/rest/items/3 anonymous","code":"not-found"}`)
	g.expect(g.do(http.MethodGet, "/api/rest/far", ""), 200, `[{"message":"far"}]`)
	if len(g.log.lines(t, "http-log")) != 7 {
		t.Errorf("%d lines", len(g.log.lines(t, "http-log")))
	}
	first := g.log.lines(t, "http-log")[0]["operation"].(map[string]any)
	if diff := cmp.Diff(map[string]any{"type": "export_metadata"}, first["query"]); diff != "" {
		t.Error(diff)
	}
}

func TestAPanicIsAnInternalServerError(t *testing.T) {
	g := startWith(t, func(o *server.Options) { o.Endpoints = endpoints() })
	g.expect(g.do(http.MethodGet, "/api/rest/panic", ""), 500, `{"path":"$","error":"Internal Server Error","code":"unexpected"}`)
	g.expect(g.query(`{ echo }`), 200, `{"data":{"echo":""}}`)
}

func TestTwoEndpointsOnOnePathAreAnError(t *testing.T) {
	e := endpoints()[0]
	_, err := server.New(server.Options{Config: read(t), Endpoints: []server.Endpoint{e, e}})
	if err == nil || !strings.Contains(err.Error(), "/v1/metadata") {
		t.Errorf("got %v", err)
	}
}
