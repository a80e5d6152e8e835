package webhook_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
)

// plain is a request before it is transformed.
func plain() *webhook.Outgoing {
	return &webhook.Outgoing{
		Method: http.MethodPost, URL: "https://host/base?a=1&b", Body: []byte(`{"input":{"q":"x y","n":null,"on":true},"list":[1,2]}`),
		Header: http.Header{"Content-Type": {"application/json"}, "X-Old": {"1"}, "X-Gone": {"1"}},
	}
}

var session = map[string]string{"x-hasura-user-id": "7"}

// printed is a request, or an error, for comparing.
func printed(o *webhook.Outgoing, err error) string {
	var failed *webhook.TransformError
	switch {
	case errors.As(err, &failed):
		return string(failed.Errors)
	case err != nil:
		return err.Error()
	}
	var headers []string
	for name, values := range o.Header {
		headers = append(headers, name+"="+strings.Join(values, ","))
	}
	slices.Sort(headers)
	body := string(o.Body)
	if o.Body == nil {
		body = "none"
	}
	return fmt.Sprintf("%s %s %s %s", o.Method, o.URL, strings.Join(headers, " "), body)
}

func TestRequestTransforms(t *testing.T) {
	const (
		rest    = ` Content-Type=application/json X-Gone=1 X-Old=1 `
		body    = `{"input":{"q":"x y","n":null,"on":true},"list":[1,2]}`
		address = `https://host/base?a=1&b`
	)
	for _, c := range []struct{ transform, want string }{
		{`{}`, `POST ` + address + rest + body},
		{`{"version":2,"template_engine":"Kriti","method":"put","content_type":"ignored"}`, `PUT ` + address + rest + body},
		{`{"url":"{{$base_url}}/x"}`, `POST ` + address + `/x` + rest + body},
		{`{"url":"https://other/{{escapeUri($body.input.q)}}/{{getSessionVariable(\"x-hasura-user-id\")}}"}`, `POST https://other/x%20y/7` + rest + body},
		{`{"url":"nowhere/{{$body.list}}"}`, `[{"error_code":"TransformationError","message":"Invalid URL"}]`},
		{`{"url":"file:///etc/passwd"}`, `[{"error_code":"TransformationError","message":"Invalid URL"}]`},
		{`{"url":"https://other/?old=1","query_params":{"q":"{{$body.input.q}}","none":"{{$body.input.n}}","{{$body.input.n}}":"1","flag":null,"{{$session_variables['x-hasura-user-id']}}":"&="}}`,
			`POST https://other/?q=x%20y&flag&7=%26%3D` + rest + body},
		{`{"query_params":"{{range _, p := $query_params}}{{p[0]}}{{end}}"}`, `POST https://host/base?%5B%22a%22%2C%22b%22%5D` + rest + body},
		{`{"query_params":"?x={{$body.input.on}}&y&z=1%202"}`, `POST https://host/base?x=true&y&z=1%202` + rest + body},
		{`{"request_headers":{"remove_headers":["x-gone"],"add_headers":{"x-old":"{{$body.list[0]}}","X-New":"a {{$body.input}}"}}}`,
			`POST ` + address + ` Content-Type=application/json X-New=a {"q":"x y","n":null,"on":true} X-Old=1,1 ` + body},
		{`{"body":"{\"q\": {{$body.input.q}}, \"u\": {{$session_variables[\"x-hasura-user-id\"]}}}"}`, `POST ` + address + rest + `{"q":"x y","u":"7"}`},
		{`{"version":2,"body":{"action":"transform","template":"{{$body.list}}"}}`, `POST ` + address + rest + `[1,2]`},
		{`{"version":2,"body":{"action":"remove"}}`, `POST ` + address + rest + `none`},
		{`{"version":2,"body":{"action":"x_www_form_urlencoded","form_template":{"b":"{{$body.input.q}}","a&":"{{$body.list}}","n":"{{$body.input.n}}"}}}`,
			`POST ` + address + rest + `b=x%20y&a%26=%5B1%2C2%5D`},
		{`{"version":2,"body":null}`, `POST ` + address + rest + body},
		// The order of parts does not matter: each is made from the request as it was.
		{`{"version":2,"method":"GET","url":"https://other/{{size($body.list)}}","body":{"action":"remove"}}`, `GET https://other/2` + rest + `none`},
		{`{"body":"{{$body.nope}}"}`, `[{"error_code":"Attribute Error","message":"Object does not have the field \"nope\"","source_position":{"start_line":0,"start_column":2,"end_line":0,"end_column":12}}]`},
		// What cannot be read.
		{`{"url":"{{"}`, `[{"error_code":"Parse Error","message":"unexpected end of the template, expecting a value","source_position":{"start_line":0,"start_column":2,"end_line":0,"end_column":2}}]`},
		{`{"version":2,"body":"{}"}`, `expected the body of a transform of version 2 to be an object`},
		{`{"body":{"action":"remove"}}`, `expected the body of a transform of version 1 to be a string`},
		{`{"version":2,"body":{"action":"x"}}`, `unknown action of a body transform: "x"`},
		{`{"version":2,"body":{"action":"transform"}}`, `the key 'template' was not present`},
		{`{"version":3}`, `unknown version of a transform: 3`},
		{`{"template_engine":"Go"}`, `unknown template engine "Go"`},
		{`{"query_params":[]}`, `expected query_params to be a template or an object of templates`},
		{`{"request_headers":{"add_headers":{"a":1}}}`, `the template of "a" is not a string`},
	} {
		transform, err := webhook.ParseRequestTransform(json.RawMessage(c.transform))
		out := plain()
		if err == nil {
			out, err = transform.Apply(out, session)
		}
		if got := printed(out, err); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.transform, got, c.want)
		}
	}
	for _, none := range []string{``, `null`} {
		if transform, err := webhook.ParseRequestTransform(json.RawMessage(none)); transform != nil || err != nil {
			t.Errorf("%q: %v, %v", none, transform, err)
		}
	}
}

func TestARequestWithoutSession(t *testing.T) {
	for template, want := range map[string]string{
		`{{$session_variables}}`:      `null`,
		`{{getSessionVariable("x")}}`: `[{"error_code":"Function Error","message":"getSessionVariable does not take this string","source_position":{"start_line":0,"start_column":2,"end_line":0,"end_column":25}}]`,
	} {
		text, _ := json.Marshal(map[string]string{"body": template})
		transform, err := webhook.ParseRequestTransform(text)
		if err != nil {
			t.Fatal(err)
		}
		out, err := transform.Apply(plain(), nil)
		if err != nil {
			if got := printed(nil, err); got != want {
				t.Errorf("got %s", got)
			}
		} else if string(out.Body) != want {
			t.Errorf("got %s", out.Body)
		}
	}
}

func TestResponseTransforms(t *testing.T) {
	for _, c := range []struct {
		transform, body string
		request         *webhook.Outgoing
		want            string
	}{
		{`{}`, `{"a": 1}`, nil, `{"a":1}`},
		{`{}`, `no json`, nil, `null`},
		{`{"body":"{\"message\": {{$body.error}}, \"code\": \"E{{$response.status}}\", \"who\": {{$session_variables[\"x-hasura-user-id\"]}}, \"r\": {{$request}}}"}`, `{"error":"x"}`, nil, `{"message":"x","code":"E422","who":"7","r":null}`},
		{`{"version":2,"body":{"action":"transform","template":"[{{$request.body.body.list}}, {{$request.url.base_url}}, {{$request.method.query_params}}, {{$request.request_headers.session_variables}}]"}}`, `1`, plain(),
			`[[1,2],"https://host/base?a=1&b",[["a","1"],["b",null]],{"x-hasura-user-id":"7"}]`},
		{`{"version":2,"body":{"action":"remove"}}`, `1`, nil, `null`},
		{`{"version":2,"body":{"action":"x_www_form_urlencoded","form_template":{"a":"{{$body.b}}"}}}`, `{"b":"&"}`, nil, `"a=%26"`},
		{`{"body":"{{$body.x}}"}`, `no json`, nil, `[{"error_code":"Type Error","message":"Cannot take a string out of null","source_position":{"start_line":0,"start_column":2,"end_line":0,"end_column":9}}]`},
		{`{"body":"{{"}`, ``, nil, `[{"error_code":"Parse Error","message":"unexpected end of the template, expecting a value","source_position":{"start_line":0,"start_column":2,"end_line":0,"end_column":2}}]`},
	} {
		transform, err := webhook.ParseResponseTransform(json.RawMessage(c.transform))
		var got string
		if err == nil {
			var body []byte
			body, err = transform.Apply([]byte(c.body), 422, c.request, session)
			got = string(body)
		}
		var failed *webhook.TransformError
		if errors.As(err, &failed) {
			got = string(failed.Errors)
			if !failed.Response || failed.Invalid().Message != "response transform validation failed" || failed.Invalid().Code != planner.CodeValidationFailed {
				t.Errorf("%s: %+v", c.transform, failed.Invalid())
			}
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.transform, got, c.want)
		}
	}
}
