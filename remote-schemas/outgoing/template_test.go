package outgoing_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/remote-schemas/outgoing"
)

func env(name string) (string, bool) {
	value, set := map[string]string{"HOST": "https://shop.example", "EMPTY": "", "KEY": "s3cret"}[name]
	return value, set
}

func TestTemplateResolvesVariables(t *testing.T) {
	for template, want := range map[outgoing.Template]string{
		"{{HOST}}/graphql": "https://shop.example/graphql", "{{ HOST }}{{EMPTY}}": "https://shop.example",
		"plain": "plain", "{{": "{{", "a{{HOST": "a{{HOST", "}}": "}}",
	} {
		if got, err := template.Resolve(env); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", template, got, err, want)
		}
	}
}

func TestUnsetVariablesAreNamed(t *testing.T) {
	_, err := outgoing.Template("{{A}}{{HOST}}{{B}}").Resolve(env)
	if want := "Value for environment variables not found: A, B"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestAddressMustBeAbsolute(t *testing.T) {
	for _, template := range []outgoing.Template{"shop/graphql", "ftp://shop", "http://", "{{KEY}}", "http://a b"} {
		_, err := template.URL(env)
		if want := "not a valid URI generated from the template: " + string(template); err == nil || err.Error() != want {
			t.Errorf("%s: got %v", template, err)
		}
	}
}

func TestHeadersAreReadStrictly(t *testing.T) {
	for _, bad := range []string{
		`{}`, `{"name":"X"}`, `{"name":"X","value":"a","value_from_env":"B"}`, `{"value":"a"}`, `{"name":"X","value":"a","more":1}`,
	} {
		var h outgoing.Header
		if err := json.Unmarshal([]byte(bad), &h); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
	for _, good := range []string{`{"name":"X","value":""}`, `{"name":"X","value_from_env":"KEY"}`} {
		var h outgoing.Header
		if err := json.Unmarshal([]byte(good), &h); err != nil {
			t.Errorf("%s: %v", good, err)
		}
		if text, err := json.Marshal(h); err != nil || string(text) != good {
			t.Errorf("%s was written as %s", good, text)
		}
	}
}

func TestClientHeadersTravelWithoutSessionAndConnection(t *testing.T) {
	got := outgoing.Forwarded(http.Header{
		"Authorization": {"Bearer t"}, "Cookie": {"a=1"}, "X-Hasura-Admin-Secret": {"never"}, "X-Hasura-Role": {"forged"},
		"User-Agent": {"browser"}, "Host": {"weft.example"}, "Origin": {"https://app"}, "Dnt": {"1"}, "Content-Md5": {"x"},
		"Transfer-Encoding": {"chunked"}, "X-Custom": {"1", "2"},
	}, outgoing.UnforwardedHeaders)
	want := http.Header{
		"Authorization": {"Bearer t"}, "Cookie": {"a=1"}, "X-Custom": {"1", "2"},
		"X-Forwarded-Host": {"weft.example"}, "X-Forwarded-User-Agent": {"browser"}, "X-Forwarded-Origin": {"https://app"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
