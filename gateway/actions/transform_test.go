package actions_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestTransformsSpeakAnotherApi: a REST service answers an action
// (contract/events-actions-rest.md 6).
func TestTransformsSpeakAnotherApi(t *testing.T) {
	s := newShopOf(t, `[{"name":"order","definition":{"type":"query","handler":"{{HANDLER}}","arguments":[{"name":"id","type":"ID!"}],"output_type":"Order",
		"request_transform":{"version":2,"method":"GET","url":"{{$base_url}}/orders/{{escapeUri($body.input.id)}}","query_params":{"user":"{{$session_variables['x-hasura-user-id']}}"},
			"request_headers":{"remove_headers":["content-type"],"add_headers":{"X-Action":"{{$body.action.name}}"}},"body":{"action":"remove"}},
		"response_transform":{"version":2,"body":{"action":"transform","template":"{{if $response.status == 200}}{\"id\":{{$body.order.key}},\"sku\":{{$request.body.body.input.id}}}{{else}}{\"message\":{{$body.error ?? \"failed\"}},\"extensions\":{\"status\":{{$response.status}}}}{{end}}"}}}}]`)
	var got string
	s.do(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.URL.String() + " " + r.Header.Get("X-Action") + r.Header.Get("Content-Type") + string(body)
		switch {
		case strings.Contains(r.URL.Path, "gone"):
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"error":"no such order"}`))
		default:
			_, _ = w.Write([]byte(`{"order":{"key":"k"}}`))
		}
	})
	for _, c := range []struct{ query, want, asked string }{
		{`{ order(id: "a/b") { id sku } }`, `{"order":{"id":"k","sku":"a/b"}}`, `GET /orders/a%2Fb?user=7 order`},
		{`{ order(id: "gone") { id } }`, `unexpected 404 no such order extensions={"status":404}`, `GET /orders/gone?user=7 order`},
	} {
		if answer := s.ask(t, c.query); answer != c.want || got != c.asked {
			t.Errorf("%s\n got %s for %s\nwant %s for %s", c.query, answer, got, c.want, c.asked)
		}
	}
}

func TestTransformsThatFail(t *testing.T) {
	for transform, want := range map[string]string{
		`"request_transform":{"version":1,"body":"{{$body.nope}}"}`:     `unexpected 0 Request Transformation Failed internal=[{"error_code":"Attribute Error","message":"Object does not have the field \"nope\"",`,
		`"request_transform":{"url":"{{$body.action.name}}"}`:           `unexpected 0 Request Transformation Failed internal=[{"error_code":"TransformationError","message":"Invalid URL"}]`,
		`"response_transform":{"version":1,"body":"{{$body.message}}"}`: `unexpected 0 Response Transformation Failed internal=[{"error_code":"Attribute Error",`,
	} {
		s := newShopOf(t, `[{"name":"count","definition":{"type":"query","handler":"{{HANDLER}}?token={{TOKEN}}","output_type":"Int!",`+transform+`}}]`)
		s.say(200, `{}`)
		if got := s.ask(t, `{ count }`); !strings.HasPrefix(got, want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if sent := s.received(); strings.HasPrefix(want, "unexpected 0 Request") && len(sent) > 0 {
			t.Errorf("the handler was called all the same: %s", sent)
		}
	}
}

// TestWhatATransformMadeIsToldWithoutSecrets: the address it was made from holds one.
func TestWhatATransformMadeIsToldWithoutSecrets(t *testing.T) {
	s := newShopOf(t, `[{"name":"count","definition":{"type":"query","handler":"{{HANDLER}}?token={{TOKEN}}","output_type":"Int!",
		"request_transform":{"version":2,"method":"put","url":"{{$base_url}}","body":{"action":"transform","template":"{\"n\":1}"}}}}]`)
	s.say(500, `{}`)
	got := s.ask(t, `{ count }`)
	if !strings.Contains(got, `"headers":[],"transformed_request":{"method":"PUT","body":{"n":1}}}`) || strings.Contains(got, "s3cret") {
		t.Error(got)
	}
}
