package server_test

import (
	"net/http"
	"testing"

	"github.com/weftql/weft/gateway/server"
)

func TestExplain(t *testing.T) {
	g := startWith(t, func(*server.Options) {}, "--admin-secret", "s")
	g.source.Explained = []string{"Result", "  -> Scan"}
	explain := func(body string) answer {
		return g.do(http.MethodPost, "/v1/graphql/explain", body, "X-Hasura-Admin-Secret", "s")
	}
	g.expect(explain(`{"query":{"query":"query Q { a: echo __typename role }","operationName":"Q"}}`), 200,
		`[{"field":"a","sql":"SELECT echo","plan":["Result","  -> Scan"]},{"field":"__typename","sql":null,"plan":null},{"field":"role","sql":"SELECT role","plan":["Result","  -> Scan"]}]`)
	g.expect(explain(`{"query":{"query":"subscription { echo }"},"user":{"X-Hasura-Role":"clerk"}}`), 200,
		`{"sql":"SELECT echo","plan":["Result","  -> Scan"],"variables":{"session":{},"query":{},"synthetic":[],"cursor":{}}}`)
	g.expect(explain(`{"query":{"query":"mutation { touch }"}}`), 400, `{"path":"$","error":"only queries can be explained","code":"invalid-params"}`)
	g.expectCode(explain(`{"query":{"query":"{ only_clerk }"}}`), 400, "validation-failed")
	g.expect(explain(`{"query":{"query":"{ only_clerk }"},"user":{"x-hasura-role":"clerk"}}`), 200,
		`[{"field":"only_clerk","sql":"SELECT only_clerk","plan":["Result","  -> Scan"]}]`)
	for _, body := range []string{``, `null`, `{}`, `{"query":1}`, `{"query":{"query":"{ echo }"},"user":[]}`, `{"query":{"query":"{ echo }"},"user":{"x-hasura-role":1}}`} {
		if a := explain(body); a.status != 400 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	g.expect(g.do(http.MethodPost, "/v1/graphql/explain", `{}`, "X-Hasura-Admin-Secret", "s", "X-Hasura-Role", "clerk"), 400,
		`{"path":"$","error":"You have to be an admin to access this endpoint","code":"access-denied"}`)
	if runs := g.source.Runs(); runs != 0 {
		t.Errorf("%d runs", runs)
	}
}
