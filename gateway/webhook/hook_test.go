package webhook_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

func TestPrecedenceOfHeaders(t *testing.T) {
	var got http.Header
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	defer server.Close()
	configured := outgoing.Template("configured")
	hook := &webhook.Hook{
		URL: outgoing.Template(server.URL), Forward: true, Ignored: []string{"cookie"},
		Headers: []outgoing.Header{{Name: "Authorization", Value: &configured}, {Name: "user-agent", Value: &configured}, {Name: "X-Own", Value: &configured}},
	}
	client := http.Header{"Authorization": {"client"}, "Cookie": {"c=1"}, "X-Hasura-Role": {"forged"}, "Accept": {"text/x"}}
	for _, first := range []bool{false, true} {
		c := webhook.Caller{
			Client: outgoing.NewClient(outgoing.Options{Version: "v2"}), ConfiguredFirst: first,
			Env: func(string) (string, bool) { return "", false },
		}
		if _, err := c.Post(t.Context(), hook, &webhook.Message{Body: []byte("{}"), Client: client, RequestID: "r1"}); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{
			"Authorization": "client", "User-Agent": "hasura-graphql-engine/v2", "X-Own": "configured", "Cookie": "", "X-Hasura-Role": "",
			"Accept": "text/x", "X-Request-Id": "r1", "Content-Type": "application/json",
		}
		if first {
			want["Authorization"], want["User-Agent"] = "configured", "configured"
		}
		for name, value := range want {
			if got.Get(name) != value {
				t.Errorf("configured first %v: %s is %q, want %q", first, name, got.Get(name), value)
			}
		}
	}
}

func TestInternalShowsConfigurationNotSecrets(t *testing.T) {
	value := outgoing.Template("{{KEY}}")
	x := webhook.Exchange{
		Hook:     &webhook.Hook{URL: "https://{{HOST}}/x", Headers: []outgoing.Header{{Name: "X", Value: &value}, {Name: "Y", ValueFromEnv: "KEY"}}},
		Body:     []byte(`{"a":1}`),
		Response: &outgoing.Response{Status: 500, Header: http.Header{"B": {"2"}, "A": {"1"}}, Body: []byte("no \"json\"")},
	}
	want := `{"error":"what","request":{"url":"https://{{HOST}}/x","body":{"a":1},"headers":[{"name":"X","value":"{{KEY}}"},{"name":"Y","value_from_env":"KEY"}]},` +
		`"response":{"status":500,"body":"no \"json\"","headers":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}}`
	if got := string(x.Internal("what")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestHooksThatCannotWorkAreFoundEarly(t *testing.T) {
	c := webhook.Caller{Client: outgoing.NewClient(outgoing.Options{}), Env: func(string) (string, bool) { return "", false }}
	for want, hook := range map[string]*webhook.Hook{
		"not found: GONE": {URL: "{{GONE}}"},
		"not a valid URI": {URL: "nowhere"},
		"'GONE' not set":  {URL: "http://x", Headers: []outgoing.Header{{Name: "X", ValueFromEnv: "GONE"}}},
	} {
		if err := c.Check(hook); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
