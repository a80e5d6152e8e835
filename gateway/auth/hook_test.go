package auth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// webhook is an operator's hook that keeps what it was asked.
type webhook struct {
	status int
	body   string
	header http.Header

	asked http.Header
	got   string
	verb  string
}

func (h *webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.asked, h.got, h.verb = r.Header, string(body), r.Method
	for name, values := range h.header {
		w.Header()[name] = values
	}
	w.WriteHeader(h.status)
	_, _ = io.WriteString(w, h.body)
}

// ask starts the hook and asks it about a request.
func (h *webhook) ask(t *testing.T, options config.Hook, req *auth.Request) (*auth.Grant, string, error) {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	options.URL = server.URL
	var log bytes.Buffer
	a, err := auth.New(config.Access{Secrets: []string{"s"}, Hook: options}, telemetry.NewLogger(&log, config.Defaults().Log))
	if err != nil {
		t.Fatal(err)
	}
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})
	grant, err := a.Authenticate(trace.ContextWithSpanContext(t.Context(), span), req)
	return grant, log.String(), err
}

func TestHookGrants(t *testing.T) {
	h := &webhook{status: 200, body: `{"X-Hasura-Role":"user","x-hasura-user-id":"7","other":"x","Cache-Control":"max-age=600"}`,
		header: http.Header{"Set-Cookie": {"a=1", "b=2"}}}
	req := &auth.Request{Header: header("Authorization", "t", "Cookie", "c=1", "X-Hasura-Role", "admin", "User-Agent", "browser", "X-Custom", "1")}
	grant, log, err := h.ask(t, config.Hook{Mode: "GET"}, req)
	if err != nil {
		t.Fatal(err)
	}
	want := &planner.Session{Role: planner.Role{Name: "user"}, Variables: map[string]string{"x-hasura-role": "user", "x-hasura-user-id": "7"}}
	if diff := cmp.Diff(want, grant.Session); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a=1", "b=2"}, grant.Cookies); diff != "" {
		t.Error(diff)
	}
	if left := time.Until(grant.Until); left < 590*time.Second || left > 600*time.Second {
		t.Errorf("ends in %v", left)
	}
	if h.verb != "GET" || h.got != "" || h.asked.Get("Authorization") != "t" || h.asked.Get("Cookie") != "c=1" ||
		h.asked.Get("X-Hasura-Role") != "admin" || h.asked.Get("X-Custom") != "1" || strings.Contains(h.asked.Get("User-Agent"), "browser") {
		t.Errorf("the hook got %s %v", h.verb, h.asked)
	}
	if h.asked.Get("Traceparent") == "" || h.asked.Get("X-B3-Traceid") == "" {
		t.Errorf("no trace context: %v", h.asked)
	}
	if !strings.Contains(log, `"type":"webhook-log"`) || !strings.Contains(log, `"status_code":200`) {
		t.Errorf("got %s", log)
	}
}

func TestHookByPost(t *testing.T) {
	for name, c := range map[string]struct {
		send bool
		body []byte
		want string
	}{
		"with the request":   {true, []byte(`{"query":"{a}"}`), `{"headers":{"A":"1, 2"},"request":{"query":"{a}"}}`},
		"without a request":  {true, nil, `{"headers":{"A":"1, 2"},"request":null}`},
		"request not wanted": {false, []byte(`{}`), `{"headers":{"A":"1, 2"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			h := &webhook{status: 200, body: `{"x-hasura-role":"user"}`}
			grant, _, err := h.ask(t, config.Hook{Mode: "POST", SendRequest: c.send}, &auth.Request{Header: header("A", "1", "A", "2"), GraphQL: c.body})
			if err != nil || !grant.Until.IsZero() {
				t.Fatal(grant, err)
			}
			if h.verb != "POST" || h.got != c.want || h.asked.Get("Content-Type") != "application/json" || h.asked.Get("A") != "" || !json.Valid([]byte(h.got)) {
				t.Errorf("the hook got %s %s %v", h.verb, h.got, h.asked)
			}
		})
	}
}

func TestHookRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		want    planner.Fault
		exactly bool
	}{
		"401":        {401, "", planner.Fault{Code: "access-denied", Message: "Authentication hook unauthorized this request", Status: 401}, true},
		"500":        {500, "oops", planner.Fault{Code: "unexpected", Message: "Invalid response from authorization hook", Status: 500}, true},
		"204":        {204, "", planner.Fault{Code: "unexpected", Message: "Invalid response from authorization hook", Status: 500}, true},
		"garbage":    {200, "garbage", planner.Fault{Code: "unexpected", Message: "Invalid response from authorization hook: ", Status: 500}, false},
		"not texts":  {200, `{"x-hasura-role":1}`, planner.Fault{Code: "unexpected", Message: "Invalid response from authorization hook: x-hasura-role: expected String, but encountered Number", Status: 500}, false},
		"a null":     {200, `{"x-hasura-role":"a","x-hasura-user-id":null}`, planner.Fault{Code: "unexpected", Message: "Invalid response from authorization hook: x-hasura-user-id: expected String, but encountered Null", Status: 500}, false},
		"a list":     {200, `[]`, planner.Fault{Code: "unexpected", Message: "Invalid response from authorization hook: expected Object, but encountered Array", Status: 500}, false},
		"no role":    {200, `{"x-hasura-user-id":"1"}`, planner.Fault{Code: "invalid-params", Message: `"x-hasura-role" not found in session variables`, Status: 400}, true},
		"empty role": {200, `{"x-hasura-role":""}`, planner.Fault{Code: "invalid-params", Message: `"x-hasura-role" not found in session variables`, Status: 400}, true},
	} {
		t.Run(name, func(t *testing.T) {
			grant, _, err := (&webhook{status: c.status, body: c.body}).ask(t, config.Hook{Mode: "GET"}, &auth.Request{Header: header()})
			var fault *planner.Fault
			if grant != nil || !errors.As(err, &fault) || fault.Code != c.want.Code || fault.Status != c.want.Status ||
				!strings.HasPrefix(fault.Message, c.want.Message) || c.exactly && fault.Message != c.want.Message {
				t.Errorf("got %v, %v", grant, err)
			}
		})
	}
}

func TestAHookThatIsDownIsAnInternalFailure(t *testing.T) {
	var log bytes.Buffer
	a, err := auth.New(config.Access{Secrets: []string{"s"}, Hook: config.Hook{URL: "http://127.0.0.1:1/hook?key=k", Mode: "GET"}}, telemetry.NewLogger(&log, config.Defaults().Log))
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Authenticate(t.Context(), &auth.Request{Header: header()})
	var fault *planner.Fault
	if !errors.As(err, &fault) || fault.Message != "webhook authentication request failed" || fault.Status != 500 || fault.Code != "unexpected" {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(log.String(), `"level":"error"`) || !strings.Contains(log.String(), "http_error") {
		t.Errorf("got %s", log.String())
	}
}

func TestAMalformedExpiryIsIgnored(t *testing.T) {
	h := &webhook{status: 200, body: `{"x-hasura-role":"user","Cache-Control":"no-cache"}`}
	grant, log, err := h.ask(t, config.Hook{Mode: "GET"}, &auth.Request{Header: header()})
	if err != nil || !grant.Until.IsZero() || !strings.Contains(log, `"level":"warn"`) {
		t.Errorf("got %v, %v, %s", grant, err, log)
	}
	h.body = `{"x-hasura-role":"user","Expires":"Sat, 01 Jan 2050 00:00:00 GMT"}`
	if grant, _, _ = h.ask(t, config.Hook{Mode: "GET"}, &auth.Request{Header: header()}); grant.Until.Year() != 2050 {
		t.Errorf("ends at %v", grant.Until)
	}
}

func TestTokensAndTheUnauthorizedRole(t *testing.T) {
	options := config.Access{Secrets: []string{"s"}, UnauthorizedRole: "anonymous",
		JWT: []json.RawMessage{json.RawMessage(`{"type":"HS256","key":"0123456789abcdef0123456789abcdef"}`)}}
	a, err := auth.New(options, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	grant, err := a.Authenticate(t.Context(), &auth.Request{Header: header("X-Hasura-User-Id", "7")})
	if err != nil || grant.Session.Role.Name != "anonymous" {
		t.Errorf("got %v, %v", grant, err)
	}
	if _, err := a.Authenticate(t.Context(), &auth.Request{Header: header("Authorization", "Bearer broken")}); err == nil {
		t.Error("a broken token became anonymous")
	}
	grant, err = a.Authenticate(t.Context(), &auth.Request{Header: header("Authorization", "garbage", "X-Hasura-Admin-Secret", "s")})
	if err != nil || grant.Session.Role.Name != "admin" {
		t.Errorf("got %v, %v", grant, err)
	}
	options.UnauthorizedRole = ""
	if a, err = auth.New(options, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	_, err = a.Authenticate(t.Context(), &auth.Request{Header: header()})
	var fault *planner.Fault
	if !errors.As(err, &fault) || fault.Code != "invalid-headers" || fault.Message != "Missing 'Authorization' or 'Cookie' header in JWT authentication mode" || fault.Status != 400 {
		t.Errorf("got %v", err)
	}
}
