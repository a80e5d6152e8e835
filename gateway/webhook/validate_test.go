package webhook_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

func validator() webhook.Validator {
	env := func(name string) (string, bool) { return "from " + name, name == "TOKEN" }
	return webhook.Validator{Caller: &webhook.Caller{Client: outgoing.NewClient(outgoing.Options{}), Env: env}}
}

func asking(definition string) *postgres.Validation {
	return &postgres.Validation{
		Definition: json.RawMessage(definition), Input: []byte(`[{"id":1}]`),
		Params: &planner.Params{
			Session: &planner.Session{Role: planner.Role{Name: "user"}, Variables: map[string]string{"x-hasura-role": "user", "x-hasura-user-id": `"7"`}},
			Headers: map[string][]string{"X-Client": {"yes"}},
		},
	}
}

func TestWhatAWebhookAnswersDecides(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   string // code and message; "" lets the write go on
	}{
		{"ok", 200, "", ""},
		{"any status of success, whatever the body", 204, "", ""},
		{"a reason", 400, `{"message": "too short"}`, "validation-failed: too short"},
		{"no reason", 400, `{"error": "x"}`, "unexpected: received invalid response from input validation webhook"},
		{"a reason of another type", 400, `{"message": 1}`, "unexpected: received invalid response from input validation webhook"},
		{"no JSON", 400, `no`, "unexpected: received invalid response from input validation webhook"},
		{"not found", 404, `{"message": "x"}`, "unexpected: internal error when validating input data"},
		{"an error", 500, `{"message": "x"}`, "unexpected: internal error when validating input data"},
		{"a status of no meaning here", 304, "", "unexpected: internal error when validating input data"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			err := validator().Validate(t.Context(), asking(`{"type": "http", "definition": {"url": "`+server.URL+`"}}`))
			if got := short(err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// short is a fault's code and message.
func short(err error) string {
	if err == nil {
		return ""
	}
	f, ok := err.(*planner.Fault) //nolint:errorlint // the contract of Validate
	if !ok {
		return err.Error()
	}
	return f.Code + ": " + f.Message
}

func TestWhatAWebhookIsAsked(t *testing.T) {
	var body, token, client, kind string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		body, token, client, kind = string(raw), r.Header.Get("X-Token"), r.Header.Get("X-Client"), r.Header.Get("Content-Type")
	}))
	defer server.Close()
	definition := `{"type": "http", "definition": {"url": "` + server.URL + `", "headers": [{"name": "X-Token", "value_from_env": "TOKEN"}], "forward_client_headers": FORWARD, "timeout": 3}}`
	for _, forward := range []string{"true", "false"} {
		if err := validator().Validate(t.Context(), asking(strings.Replace(definition, "FORWARD", forward, 1))); err != nil {
			t.Fatal(err)
		}
		want := `{"version":1,"role":"user","session_variables":{"x-hasura-role":"user","x-hasura-user-id":"\"7\""},"data":{"input":[{"id":1}]}}`
		if body != want || token != "from TOKEN" || kind != "application/json" || (client == "yes") != (forward == "true") {
			t.Errorf("forwarding %s: asked %s with token %q, client %q, type %q", forward, body, token, client, kind)
		}
	}
}

func TestWebhooksThatCannotBeAskedRefuse(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for definition, want := range map[string]string{
		`{"type": "http", "definition": {"url": "` + gone.URL + `"}}`:                                            "unexpected: http exception when validating input data",
		`{"type": "http", "definition": {"url": "{{UNSET}}"}}`:                                                   "unexpected: internal error when validating input data",
		`{"type": "grpc", "definition": {"url": "http://x"}}`:                                                    "unexpected: internal error when validating input data",
		`{"type": "http", "definition": {}}`:                                                                     "unexpected: internal error when validating input data",
		`{"type": "http", "definition": {"url": "http://x", "headers": [{"name": "X", "value_from_env": "Y"}]}}`: "unexpected: internal error when validating input data",
		`"nonsense"`: "unexpected: internal error when validating input data",
	} {
		if got := short(validator().Validate(t.Context(), asking(definition))); got != want {
			t.Errorf("%s: got %q, want %q", definition, got, want)
		}
		if strings.Contains(want, "internal error") && validator().CheckValidation(json.RawMessage(definition)) == nil {
			t.Errorf("%s passes the check", definition)
		}
	}
}

func TestAbandonedQuestionEndsWithItsContext(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := validator().Validate(ctx, asking(`{"type": "http", "definition": {"url": "`+server.URL+`"}}`)); err != context.Canceled { //nolint:errorlint // passed through
		t.Errorf("got %v", err)
	}
}
