package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAQueryIsAnswered(t *testing.T) {
	g := start(t)
	for _, path := range []string{"/v1/graphql", "/graphql", "/v1alpha1/graphql", "/v1beta1/relay"} {
		a := g.do(http.MethodPost, path, `{"query":"query Q($t: String) { a: echo(text: $t) }","variables":{"t":"<1.50>"},"operationName":"Q","more":1}`)
		g.expect(a, 200, `{"data":{"a":"\u003c1.50\u003e"}}`)
		if got := a.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
			t.Errorf("content type %s", got)
		}
		if a.header.Get("Content-Length") == "" || a.header.Get("X-Request-Id") == "" {
			t.Errorf("headers %v", a.header)
		}
	}
	g.expect(g.query(`mutation { touch }`), 200, `{"data":{"touch":true}}`)
}

func TestRelayPathSeesTheRelaySchema(t *testing.T) {
	g := start(t)
	g.expect(g.do(http.MethodPost, "/v1beta1/relay", requestOf(`{ role }`)), 200, `{"data":{"role":{"Name":"admin","Backend":false,"Relay":true}}}`)
}

// TestErrorsByEndpoint is the table of contract/auth-and-server.md 7.3: /v1/graphql
// flattens every status to 200, /v1alpha1/graphql does not.
func TestErrorsByEndpoint(t *testing.T) {
	g := start(t, "--admin-secret", "s")
	const key, secret = "X-Hasura-Admin-Secret", "s"
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"not JSON":                      {`{"query":`, 400, "invalid-json"},
		"empty body":                    {``, 400, "invalid-json"},
		"trailing bytes":                {`{"query":"{ echo }"} x`, 400, "invalid-json"},
		"null":                          {`null`, 400, "parse-failed"},
		"a number":                      {`42`, 400, "parse-failed"},
		"a string":                      {`"{ echo }"`, 400, "parse-failed"},
		"an empty object":               {`{}`, 400, "parse-failed"},
		"query of the wrong kind":       {`{"query":1}`, 400, "parse-failed"},
		"query null":                    {`{"query":null}`, 400, "parse-failed"},
		"variables of the wrong kind":   {`{"query":"{ echo }","variables":[1]}`, 400, "parse-failed"},
		"name of the wrong kind":        {`{"query":"{ echo }","operationName":1}`, 400, "parse-failed"},
		"an element that is not one":    {`[{"query":"{ echo }"}, 1]`, 400, "parse-failed"},
		"unparsable document":           {requestOf(`{ echo`), 400, "validation-failed"},
		"unknown field":                 {requestOf(`{ nothing }`), 400, "validation-failed"},
		"no such operation":             {`{"query":"query A { echo }","operationName":"B"}`, 400, "validation-failed"},
		"name for an anonymous one":     {`{"query":"{ echo }","operationName":"B"}`, 400, "validation-failed"},
		"several operations, no name":   {requestOf(`query A { echo } query B { echo }`), 400, "validation-failed"},
		"subscription":                  {requestOf(`subscription { echo }`), 400, "unexpected-payload"},
		"unknown directive":             {requestOf(`{ echo @nope }`), 400, "validation-failed"},
		"misplaced directive":           {requestOf(`query @include(if: true) { echo }`), 400, "validation-failed"},
		"repeated directive":            {requestOf(`{ echo @skip(if: false) @skip(if: false) }`), 400, "validation-failed"},
		"persisted query":               {`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ab"}}}`, 400, "not-supported"},
		"database error, class 400":     {requestOf(`{ broken }`), 400, "constraint-violation"},
		"database error, class 500":     {requestOf(`{ down }`), 500, "postgres-error"},
		"unhandled internal failure":    {requestOf(`{ crash }`), 500, "unexpected"},
		"nested deeper than is allowed": {requestOf(strings.Repeat("{ echo ", 500) + strings.Repeat("}", 500)), 400, "validation-failed"},
	} {
		t.Run(name, func(t *testing.T) {
			g := &gateway{t: t, http: g.http}
			g.expectCode(g.do(http.MethodPost, "/v1/graphql", c.body, key, secret), 200, c.code)
			g.expectCode(g.do(http.MethodPost, "/v1alpha1/graphql", c.body, key, secret), c.status, c.code)
			g.expectCode(g.do(http.MethodPost, "/v1alpha1/graphql", c.body, key, "wrong"), 401, "access-denied")
		})
	}
}

func TestErrorTexts(t *testing.T) {
	g := start(t)
	for query, want := range map[string]string{
		`{ nothing }`:           `{"errors":[{"message":"field 'nothing' not found in type: 'query_root'","extensions":{"path":"$.selectionSet.nothing","code":"validation-failed"}}]}`,
		`{`:                     `{"errors":[{"message":"not a valid graphql query","extensions":{"path":"$.query","code":"validation-failed"}}]}`,
		`subscription { echo }`: `{"errors":[{"message":"subscriptions are not supported over HTTP, use websockets instead","extensions":{"path":"$","code":"unexpected-payload"}}]}`,
		`{ far }`:               `{"data":null,"errors":[{"message":"far away"}]}`,
	} {
		g.expect(g.query(query), 200, want)
	}
	g.expect(g.do(http.MethodPost, "/v1alpha1/graphql", requestOf(`{ far }`)), 200, `{"data":null,"errors":[{"message":"far away"}]}`)
}

func TestInternalIsForAdminAndDevMode(t *testing.T) {
	const hidden = `{"errors":[{"message":"Uniqueness violation. x","extensions":{"path":"$","code":"constraint-violation"}}]}`
	const shown = `{"errors":[{"message":"Uniqueness violation. x","extensions":{"path":"$","code":"constraint-violation","internal":{"statement":"INSERT"}}}]}`
	g := start(t)
	g.expect(g.query(`{ broken }`), 200, shown)
	g.expect(g.query(`{ broken }`, "X-Hasura-Role", "clerk"), 200, hidden)
	g = start(t, "--admin-internal-errors", "false")
	g.expect(g.query(`{ broken }`), 200, hidden)
	g = start(t, "--dev-mode", "--admin-internal-errors", "false")
	g.expect(g.query(`{ broken }`, "X-Hasura-Role", "clerk"), 200, shown)
}

func TestAnInternalFailureDoesNotTellItsCause(t *testing.T) {
	g := start(t, "--dev-mode")
	if a := g.query(`{ crash }`); strings.Contains(a.body, "10.0.0.1") {
		t.Errorf("got %s", a.body)
	}
}

func TestBadSecret(t *testing.T) {
	const message = `invalid \"x-hasura-admin-secret\"/\"x-hasura-access-key\"`
	const graphql = `{"errors":[{"message":"` + message + `","extensions":{"path":"$","code":"access-denied"}}]}`
	g := start(t, "--admin-secret", "s")
	g.expect(g.query(`{ echo }`, "X-Hasura-Admin-Secret", "x"), 200, graphql)
	g.expect(g.do(http.MethodPost, "/v1alpha1/graphql", requestOf(`{ echo }`), "X-Hasura-Admin-Secret", "x"), 401, graphql)
	g.expect(g.do(http.MethodGet, "/v1alpha1/config", "", "X-Hasura-Admin-Secret", "x"), 401, `{"path":"$","error":"`+message+`","code":"access-denied"}`)
	g.expectCode(g.do(http.MethodPost, "/v1/graphql", `{`), 200, "access-denied")
	g = start(t, "--admin-secret", "s", "--preserve-401-errors")
	g.expect(g.query(`{ echo }`, "X-Hasura-Admin-Secret", "x"), 401, graphql)
	g.expectCode(g.do(http.MethodPost, "/v1/graphql", `{`, "X-Hasura-Admin-Secret", "s"), 200, "invalid-json")
}

func TestASecretWinsOverAGarbageToken(t *testing.T) {
	g := start(t, "--admin-secret", "s")
	g.expect(g.query(`{ role }`, "X-Hasura-Admin-Secret", "s", "Authorization", "garbage"), 200, `{"data":{"role":{"Name":"admin","Backend":false,"Relay":false}}}`)
}

func TestARoleSeesOnlyItsFields(t *testing.T) {
	g := start(t)
	g.expect(g.query(`{ only_clerk }`, "X-Hasura-Role", "clerk"), 200, `{"data":{"only_clerk":1}}`)
	g.expectCode(g.query(`{ only_clerk }`, "X-Hasura-Role", "ghost"), 200, "validation-failed")
}

func TestUnauthorizedRoleKeepsVariables(t *testing.T) {
	g := start(t, "--admin-secret", "s", "--unauthorized-role", "anonymous")
	g.expect(g.query(`{ vars }`, "X-Hasura-User-Id", "7", "X-Hasura-Role", "admin"), 200, `{"data":{"vars":{"x-hasura-role":"anonymous","x-hasura-user-id":"7"}}}`)
}

func TestBatches(t *testing.T) {
	g := start(t)
	post := func(body string) answer { return g.do(http.MethodPost, "/v1/graphql", body) }
	g.expect(post(`[]`), 200, `[]`)
	g.expect(post(`[{"query":"{ a: echo }"},{"query":"{ nothing }"},{"query":"subscription { echo }"},{"query":"mutation { touch }"},{"query":"{ far }"}]`), 200,
		`[{"data":{"a":""}},`+
			`{"errors":[{"message":"field 'nothing' not found in type: 'query_root'","extensions":{"path":"$.selectionSet.nothing","code":"validation-failed"}}]},`+
			`{"errors":[{"message":"subscriptions are not supported over HTTP, use websockets instead","extensions":{"path":"$","code":"unexpected-payload"}}]},`+
			`{"data":{"touch":true}},`+
			`{"data":null,"errors":[{"message":"far away"}]}]`)
	g.expect(g.do(http.MethodPost, "/v1alpha1/graphql", `[{"query":"{ down }"}]`), 200,
		`[{"errors":[{"message":"connection error","extensions":{"path":"$","code":"postgres-error"}}]}]`)
}

func TestGetExecutesNothing(t *testing.T) {
	g := start(t, "--admin-secret", "s")
	const path = "/v1/graphql?query=mutation%7Btouch%7D"
	g.expect(g.do(http.MethodGet, path, "", "X-Hasura-Admin-Secret", "s"), 200, `{"errors":[{"message":"PersistedQueryNotSupported","extensions":{"path":"$","code":"not-supported"}}]}`)
	g.expectCode(g.do(http.MethodGet, path, ""), 200, "access-denied")
	if runs := g.source.Runs(); runs != 0 {
		t.Errorf("%d runs", runs)
	}
}

func TestOtherMethodsAreNotAllowed(t *testing.T) {
	g := start(t)
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
		a := g.do(method, "/v1/graphql", `{}`)
		g.expectCode(a, 405, "method-not-allowed")
		if allow := a.header.Get("Allow"); allow != "GET, OPTIONS, POST" {
			t.Errorf("Allow: %s", allow)
		}
	}
}

func TestLargeBodiesAreRefusedClearly(t *testing.T) {
	g := start(t)
	body := `{"query":"query Q($t: String) { echo(text: $t) }","variables":{"t":"` + strings.Repeat("a", 10<<20) + `"}}`
	const want = `{"errors":[{"message":"the request body is larger than the allowed 8388608 bytes","extensions":{"path":"$","code":"bad-request"}}]}`
	g.expect(g.do(http.MethodPost, "/v1/graphql", body), 200, want)
	g.expectCode(g.do(http.MethodPost, "/v1alpha1/graphql", body), 413, "bad-request")
	g.expect(g.query(`{ echo }`), 200, `{"data":{"echo":""}}`)
	g = start(t, "--max-body-size", "20000000")
	if a := g.do(http.MethodPost, "/v1/graphql", body); a.status != 200 || len(a.body) < 10<<20 {
		t.Errorf("a body within the limit was refused: %d, %d bytes", a.status, len(a.body))
	}
}

func TestLargeAnswersAreRefusedClearly(t *testing.T) {
	g := start(t, "--max-answer-size", "1000")
	const refused = `{"errors":[{"message":"the answer is larger than the allowed 1000 bytes","extensions":{"path":"$","code":"validation-failed"}}]}`
	echo := func(n int) string {
		return `{"query":"query Q($t: String) { echo(text: $t) }","variables":{"t":"` + strings.Repeat("a", n) + `"}}`
	}
	g.expect(g.do(http.MethodPost, "/v1/graphql", echo(1000)), 200, refused)
	a := g.do(http.MethodPost, "/v1/graphql", "["+echo(600)+","+echo(600)+","+echo(0)+","+echo(0)+"]")
	if !strings.HasSuffix(a.body, `a"}},`+refused+","+refused+"]") {
		t.Errorf("got %s", a.body)
	}
}

func TestARequestThatTakesTooLongIsEnded(t *testing.T) {
	g := start(t, "--request-timeout", "0.05")
	started := time.Now()
	g.expectCode(g.do(http.MethodPost, "/v1alpha1/graphql", requestOf(`{ wait }`)), 504, "timeout")
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestTheDraftsMediaTypeHasTheDraftsStatuses(t *testing.T) {
	const draft = "application/graphql-response+json"
	g := start(t, "--admin-secret", "s")
	for name, c := range map[string]struct {
		query, secret string
		status        int
	}{
		"success":        {`{ echo }`, "s", 200},
		"syntax":         {`{`, "s", 400},
		"validation":     {`{ nothing }`, "s", 400},
		"authentication": {`{ echo }`, "x", 401},
		"execution":      {`{ broken }`, "s", 200},
	} {
		t.Run(name, func(t *testing.T) {
			a := (&gateway{t: t, http: g.http}).query(c.query, "Accept", "application/json;q=0.5, "+draft, "X-Hasura-Admin-Secret", c.secret)
			if a.status != c.status || a.header.Get("Content-Type") != draft+"; charset=utf-8" {
				t.Errorf("got %d %s: %s", a.status, a.header.Get("Content-Type"), a.body)
			}
			var body map[string]json.RawMessage
			if err := json.Unmarshal([]byte(a.body), &body); err != nil || hasData(body) != (c.status == 200) {
				t.Errorf("`data` in the body: %s", a.body)
			}
		})
	}
	for _, accept := range []string{"*/*", "application/*", "application/json", draft + ";q=0"} {
		a := g.query(`{`, "Accept", accept, "X-Hasura-Admin-Secret", "s")
		if a.status != 200 || a.header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("Accept %s: %d %s", accept, a.status, a.header.Get("Content-Type"))
		}
	}
}

func hasData(body map[string]json.RawMessage) bool {
	_, ok := body["data"]
	return ok
}

func TestHeadersTravelToSources(t *testing.T) {
	g := start(t)
	a := g.query(`{ headers }`, "X-Request-Id", "r1", "X-Custom", "c", "Cookie", "a=b")
	var body struct {
		Data struct{ Headers map[string][]string }
	}
	if err := json.Unmarshal([]byte(a.body), &body); err != nil {
		t.Fatal(err)
	}
	h := http.Header(body.Data.Headers)
	if h.Get("X-Custom") != "c" || h.Get("X-Request-Id") != "r1" || h.Get("Host") == "" || h.Get("Cookie") != "a=b" {
		t.Errorf("got %v", h)
	}
	if got := a.header.Get("X-Request-Id"); got != "r1" {
		t.Errorf("the request id came back as %q", got)
	}
}
