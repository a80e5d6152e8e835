package actions_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/planner"
)

func TestPayloadIsTheContracts(t *testing.T) {
	s := newShop(t)
	s.say(200, `{"id":"1"}`)
	query := `mutation($i: OrderInput!) { placeOrder(input: $i) { id } }`
	got, _ := s.run(t, "customer", query, `{"i":{"sku":"A\"1","qty":2,"how":"FAST"}}`)
	if got != `{"placeOrder":{"id":"1"}}` {
		t.Error(got)
	}
	want := `{"action":{"name":"placeOrder"},"input":{"input":{"sku":"A\"1","qty":2,"how":"FAST"}},` +
		`"session_variables":{"x-hasura-role":"customer","x-hasura-user-id":"7"},"request_query":"mutation($i: OrderInput!) { placeOrder(input: $i) { id } }"}`
	if diff := cmp.Diff([]string{want}, s.received()); diff != "" {
		t.Error(diff)
	}
	header := s.headers[0]
	if header.Get("Authorization") != "" || header.Get("X-Hasura-Role") != "" || header.Get("User-Agent") != "hasura-graphql-engine/v2.48.0" {
		t.Errorf("headers: %v", header)
	}
}

func TestClientHeadersAreForwardedWhereConfigured(t *testing.T) {
	s := newShop(t)
	s.say(200, `1.50`)
	if got := s.ask(t, `{ price }`); got != `{"price":1.50}` {
		t.Error(got)
	}
	header := s.headers[0]
	if header.Get("Authorization") != "Bearer t" || header.Get("X-Forwarded-Origin") != "https://app" ||
		header.Get("Origin") != "" || header.Get("Accept") != "" || header.Get("X-Hasura-Role") != "" {
		t.Errorf("headers: %v", header)
	}
}

// TestAnswers walks the table of contract/events-actions-rest.md 4.3.
func TestAnswers(t *testing.T) {
	const order = `mutation { placeOrder(input: {sku: "A"}) { id ship { city } lines { n } } }`
	s := newShop(t)
	for _, c := range []struct {
		query  string
		status int
		body   string
		want   string // a prefix
	}{
		{order, 200, ` {"id":"1","more":1} `, `{"placeOrder":{"id":"1","ship":null,"lines":null}}`},
		{order, 201, `{"id":1,"ship":{"zip":null,"city":"X"},"lines":[{"n":1},{"n":2}]}`, `{"placeOrder":{"id":1,"ship":{"city":"X"},"lines":[{"n":1},{"n":2}]}}`},
		{order, 200, `null`, `{"placeOrder":null}`},
		{order, 200, `oops`, `unexpected 0 not a valid json response from webhook internal={"error":"invalid JSON: `},
		{order, 500, `oops`, `unexpected 0 not a valid json response from webhook internal=`},
		{order, 204, ``, `unexpected 0 not a valid json response from webhook internal=`},
		{order, 200, `{}`, `unexpected 0 field "id" expected in webhook response, but not found`},
		{order, 200, `{"id":null}`, `unexpected 0 expecting not null value for field "id"`},
		{order, 200, `"x"`, `unexpected 0 got scalar String for the action webhook response, expecting Order`},
		{order, 200, `[{"id":1}]`, `unexpected 0 got array for the action webhook response, expecting Order`},
		{order, 200, `{"id":"1","ship":{}}`, `unexpected 0 field "city" expected in webhook response, but not found`},
		{order, 200, `{"id":"1","lines":[null]}`, `unexpected 0 got null for the action webhook response`},
		{`{ quote(sku: "A") { id } }`, 200, `[{"id":1},{"id":2}]`, `{"quote":[{"id":1},{"id":2}]}`},
		{`{ quote(sku: "A") { id } }`, 200, `null`, `unexpected 0 got null for the action webhook response`},
		{`{ quote(sku: "A") { id } }`, 200, `{"id":1}`, `unexpected 0 got object for the action webhook response, expecting [Order!]!`},
		{`{ quote(sku: "A") { id } }`, 200, `7`, `unexpected 0 expecting array for the action webhook response`},
		{`{ quote(sku: "A") { id } }`, 200, `[{"id":1},{}]`, `unexpected 0 field "id" expected in webhook response, but not found`},
		{`{ count }`, 200, `7`, `{"count":7}`},
		{`{ count }`, 200, `null`, `unexpected 0 got null for the action webhook response`},
		{`{ count }`, 200, `"7"`, `unexpected 0 got scalar String for the action webhook response, expecting Int!`},
		{`{ count }`, 200, `true`, `unexpected 0 got scalar Boolean for the action webhook response, expecting Int!`},
		{`{ count }`, 200, `{}`, `unexpected 0 got object for the action webhook response, expecting Int!`},
		{`{ price }`, 200, `{"any":["thing"]}`, `{"price":{"any":["thing"]}}`},
		{`{ speeds }`, 200, `["FAST"]`, `{"speeds":["FAST"]}`},
		{`{ speeds }`, 200, `[1]`, `unexpected 0 got scalar Int for the action webhook response, expecting Speed!`},
		{order, 400, `{"message":"no stock"}`, `unexpected 400 no stock`},
		{order, 422, `{"message":"no stock","code":"stock"}`, `stock 422 no stock`},
		{order, 401, `{"message":"no","code":"c","extensions":{"a":1}}`, `c 401 no extensions={"a":1}`},
		{order, 400, `{"msg":"no"}`, `parse-failed 400 the key 'message' was not present internal={"error":"unexpected response"`},
		{order, 404, `[]`, `parse-failed 400 expected Object, but encountered Array internal={"error":"unexpected response"`},
		{order, 404, `"no"`, `parse-failed 400 expected Object, but encountered String`},
		{order, 404, `{"message":5}`, `parse-failed 400 expected String, but encountered Number`},
		{order, 404, `{"message":null}`, `parse-failed 400 expected String, but encountered Null`},
		{order, 404, `{"Message":"no"}`, `parse-failed 400 the key 'message' was not present`},
		{order, 404, `{"message":"no","code":[]}`, `parse-failed 400 expected String, but encountered Array`},
		{order, 404, ` {"message":"no","code":null,"extensions":null} `, `unexpected 404 no`},
		{order, 503, `{"message":"later"}`, `unexpected 0 internal error internal={"error":"expecting 2xx or 4xx status code, but found 503","request":{"url":"{{HANDLER}}/place?token={{TOKEN}}","body":{"action":`},
		{order, 304, `{}`, `unexpected 0 `},
	} {
		s.say(c.status, c.body)
		got := s.ask(t, c.query)
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%d %s\n got %s\nwant %s", c.status, c.body, got, c.want)
		}
		if strings.Contains(got, "s3cret") {
			t.Errorf("a secret is shown: %s", got)
		}
	}
}

func TestDeadHandlerIsToldWithoutItsAddress(t *testing.T) {
	s := newShop(t)
	s.do(func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = conn.Close()
		}
	})
	got := s.ask(t, `mutation { placeOrder(input: {sku: "A"}) { id } }`)
	if !strings.HasPrefix(got, `unexpected 0 http exception when calling webhook internal={"type":"http_exception"`) || strings.Contains(got, "s3cret") {
		t.Error(got)
	}
	s.say(200, `{"id":"1"}`)
	if got := s.ask(t, `mutation { placeOrder(input: {sku: "A"}) { id } }`); got != `{"placeOrder":{"id":"1"}}` {
		t.Errorf("when it is back: %s", got)
	}
}

func TestAnswerIsProjectedInTheClientsOrder(t *testing.T) {
	s := newShop(t)
	s.say(200, `{"total":1.20,"lines":[],"id":"9","sku":"A","ship":{"town":"T","city":"C"}}`)
	got := s.ask(t, `mutation { x: placeOrder(input: {sku: "A"}) { __typename ref: id ship { kind: __typename town: zip city } total again: id } }`)
	if want := `{"x":{"__typename":"Order","ref":"9","ship":{"kind":"Address","town":"T","city":"C"},"total":1.20,"again":"9"}}`; got != want {
		t.Error(cmp.Diff(want, got))
	}
}

func TestRelationshipsTakeKeysFromTheRawAnswer(t *testing.T) {
	s := newShop(t)
	s.say(200, `[{"id":1,"sku":"A"},{"id":2,"sku":"A"},{"id":3,"sku":null},{"id":4},{"id":1,"sku":"A"}]`)
	got := s.ask(t, `{ quote(sku: "A") { product { asked } all: events { asked } } }`)
	want := `{"quote":[{"product":{"asked":"[\"A\"]"},"all":{"asked":"[1,\"A\"]"}},{"product":{"asked":"[\"A\"]"},"all":{"asked":"[2,\"A\"]"}},` +
		`{"product":null,"all":null},{"product":null,"all":null},{"product":{"asked":"[\"A\"]"},"all":{"asked":"[1,\"A\"]"}}]}`
	if got != want {
		t.Error(cmp.Diff(want, got))
	}
	slices.Sort(s.tables.keys)
	if diff := cmp.Diff([]string{`["A"]`, `[1,"A"]`, `[2,"A"]`}, s.tables.keys); diff != "" {
		t.Errorf("each key once: %s", diff)
	}
}

func TestCookiesOfMutationsReachTheClient(t *testing.T) {
	s := newShop(t)
	s.do(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Set-Cookie", "a=1")
		_, _ = w.Write([]byte(`{"id":"1"}`))
	})
	if _, cookies := s.run(t, planner.Admin, `mutation { placeOrder(input: {sku: "A"}) { id } }`, ""); !slices.Equal(cookies, []string{"a=1"}) {
		t.Errorf("mutation: %v", cookies)
	}
	s.do(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Set-Cookie", "a=1")
		_, _ = w.Write([]byte(`1`))
	})
	if _, cookies := s.run(t, planner.Admin, `{ count }`, ""); len(cookies) != 0 {
		t.Errorf("query: %v", cookies)
	}
}

// TestQueriesRunTogether has each handler call wait for the other.
func TestQueriesRunTogether(t *testing.T) {
	s := newShop(t)
	var here atomic.Int32
	s.do(func(w http.ResponseWriter, _ *http.Request) {
		here.Add(1)
		for deadline := time.Now().Add(5 * time.Second); here.Load() < 2 && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		_, _ = fmt.Fprint(w, here.Load())
	})
	if got := s.ask(t, `{ count price }`); got != `{"count":2,"price":2}` {
		t.Error(got)
	}
}

func TestMutationsRunInOrderAndStopAtAFailure(t *testing.T) {
	s := newShop(t)
	s.do(func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		n := len(s.payloads)
		s.mu.Unlock()
		if n == 2 {
			w.WriteHeader(http.StatusConflict)
			_, _ = w.Write([]byte(`{"message":"second"}`))
			return
		}
		_, _ = w.Write([]byte(`{"id":"1"}`))
	})
	got := s.ask(t, `mutation { a: placeOrder(input: {sku: "1"}) { id } b: placeOrder(input: {sku: "2"}) { id } c: placeOrder(input: {sku: "3"}) { id } }`)
	if got != "unexpected 409 second" {
		t.Error(got)
	}
	payloads := s.received()
	if len(payloads) != 2 || !strings.Contains(payloads[0], `"sku":"1"`) || !strings.Contains(payloads[1], `"sku":"2"`) {
		t.Errorf("handler got %v", payloads)
	}
}

func TestRolesSeeTheActionsTheyMayUse(t *testing.T) {
	s := newShop(t)
	s.say(200, `[]`)
	for _, c := range []struct{ role, query, want string }{
		{"customer", `{ quote(sku: "A") { id } }`, `{"quote":[]}`},
		{"guest", `{ quote(sku: "A") { id } }`, `{"quote":[]}`},
		{"guest", `mutation { placeOrder(input: {sku: "A"}) { id } }`, "validation-failed @ $: no mutations exist"},
		{"customer", `{ count }`, "validation-failed @ $.selectionSet.count: field 'count' not found in type: 'query_root'"},
		{"nobody", `{ quote(sku: "A") { id } }`, "validation-failed @ $.selectionSet.quote: field 'quote' not found in type: 'query_root'"},
	} {
		if got, _ := s.run(t, c.role, c.query, ""); got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.role, c.query, got, c.want)
		}
	}
	if s.schema(t, "guest").Type("OrderInput") != nil {
		t.Error("a role sees the types of actions it may not use")
	}
}

func TestArgumentsAreChecked(t *testing.T) {
	s := newShop(t)
	for query, want := range map[string]string{
		`mutation { placeOrder { id } }`:                                 "missing required field 'input'",
		`mutation { placeOrder(input: {}) { id } }`:                      "missing required field 'sku'",
		`mutation { placeOrder(input: {sku: 1}) { id } }`:                "expected a string for type 'String', but found an integer",
		`mutation { placeOrder(input: {sku: "A", how: "FAST"}) { id } }`: "but found a string",
		`mutation { placeOrder(input: {sku: "A", how: NEVER}) { id } }`:  "expected one of the values ['FAST', 'SLOW'] for type 'Speed', but found 'NEVER'",
		`mutation { placeOrder(input: {sku: "A", other: 1}) { id } }`:    "field 'other' not found in type: 'OrderInput'",
		`mutation { placeOrder(input: {sku: "A"}) }`:                     "missing selection set for 'Order'",
	} {
		if got := s.ask(t, query); !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
	if got := s.received(); got != nil {
		t.Errorf("the handler was called: %v", got)
	}
}
