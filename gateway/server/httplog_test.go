package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// logged waits for the n-th http-log line: it is written after the answer has gone out.
func (g *gateway) logged(n int) map[string]any {
	g.t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		if lines := g.log.lines(g.t, "http-log"); len(lines) >= n {
			return lines[n-1]
		}
		if time.Now().After(deadline) {
			g.t.Fatalf("there are only %d lines", len(g.log.lines(g.t, "http-log")))
		}
	}
}

// normal replaces what differs from run to run, after checking that it is there.
func normal(t *testing.T, line map[string]any, size int) map[string]any {
	t.Helper()
	op := line["operation"].(map[string]any)
	for _, key := range []string{"response_size", "uncompressed_response_size"} {
		if op[key] != float64(size) {
			t.Errorf("%s: %v, want %d", key, op[key], size)
		}
		delete(op, key)
	}
	if op["request_id"] != line["request_id"] || line["request_id"] == "" {
		t.Errorf("request ids %v and %v", op["request_id"], line["request_id"])
	}
	delete(op, "request_id")
	delete(line, "request_id")
	for _, key := range []string{"request_read_time", "query_execution_time"} {
		if v, ok := op[key].(float64); !ok || v < 0 || v > 10 {
			t.Errorf("%s: %v", key, op[key])
		}
		delete(op, key)
	}
	return line
}

func TestHTTPLogLines(t *testing.T) {
	info := func(status float64, method, url string) map[string]any {
		return map[string]any{"status": status, "method": method, "ip": "10.0.0.9", "url": url, "http_version": "HTTP/1.1", "content_encoding": nil}
	}
	vars := map[string]any{"x-hasura-role": "clerk"}
	for name, c := range map[string]struct {
		method, path, body string
		want               map[string]any
	}{
		"a query": {http.MethodPost, "/v1/graphql", `{"query":"query Q { echo }","operationName":"Q"}`, map[string]any{
			"level": "info", "http_info": info(200, "POST", "/v1/graphql"), "operation": map[string]any{
				"user_vars": vars, "request_mode": "single",
				"query": map[string]any{"operationName": "Q"}, "raw_query": nil, "error": nil}}},
		"an error that is flattened": {http.MethodPost, "/v1/graphql", `{"query":"{ nothing }"}`, map[string]any{
			"level": "error", "http_info": info(200, "POST", "/v1/graphql"), "operation": map[string]any{
				"user_vars": vars, "request_mode": "single",
				"query": map[string]any{"operationName": nil}, "raw_query": nil,
				"error": map[string]any{"path": "$.selectionSet.nothing", "error": "field 'nothing' not found in type: 'query_root'", "code": "validation-failed"}}}},
		"a body that cannot be read": {http.MethodPost, "/v1alpha1/graphql", `null`, map[string]any{
			"level": "error", "http_info": info(400, "POST", "/v1alpha1/graphql"), "operation": map[string]any{
				"user_vars": vars, "request_mode": "error",
				"query": nil, "raw_query": "null",
				"error": map[string]any{"path": "$", "error": "parsing GQLReq failed, expected Object, but encountered Null", "code": "parse-failed"}}}},
		"health": {http.MethodGet, "/healthz?strict=true", "", map[string]any{
			"level": "info", "http_info": info(200, "GET", "/healthz?strict=true"), "operation": map[string]any{
				"user_vars": nil, "request_mode": "non-graphql",
				"query": nil, "raw_query": nil, "error": nil}}},
	} {
		t.Run(name, func(t *testing.T) {
			g := start(t)
			a := g.do(c.method, c.path, c.body, "X-Real-IP", "10.0.0.9", "X-Forwarded-For", "1.1.1.1", "X-Hasura-Role", "clerk")
			if diff := cmp.Diff(c.want, normal(t, g.logged(1), len(a.body))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHTTPLogOfABatch(t *testing.T) {
	g := start(t)
	g.do(http.MethodPost, "/v1/graphql", `[{"query":"query A { echo }","operationName":"A"},{"query":"{ nothing }"}]`)
	op := g.logged(1)["operation"].(map[string]any)
	list := op["batched_operations"].([]any)
	first, second := list[0].(map[string]any), list[1].(map[string]any)
	if op["request_mode"] != "batched" || first["response_size"] != 20.0 || first["query_execution_time"] == nil || second["error"].(map[string]any)["code"] != "validation-failed" {
		t.Errorf("got %v", op)
	}
}

func TestHTTPLogShowsQueriesOnlyWhenTold(t *testing.T) {
	for name, c := range map[string]struct {
		args         []string
		query, shown string
	}{
		"query-log on":            {[]string{"--enabled-log-types", "http-log,query-log"}, "{ echo }", "{ echo }"},
		"only on error, success":  {[]string{"--http-log-query-only-on-error"}, "{ echo }", ""},
		"only on error, an error": {[]string{"--http-log-query-only-on-error"}, "{ nothing }", "{ nothing }"},
		"off":                     {nil, "{ nothing }", ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := start(t, c.args...)
			g.query(c.query)
			query := g.logged(1)["operation"].(map[string]any)["query"].(map[string]any)
			if got, _ := query["query"].(string); got != c.shown {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestHTTPLogNeverShowsSecrets(t *testing.T) {
	g := start(t, "--admin-secret", "s3cret")
	g.query(`{ echo }`, "X-Hasura-Admin-Secret", "s3cret", "X-Hasura-Access-Key", "s3cret", "X-Hasura-User-Id", "1")
	vars := g.logged(1)["operation"].(map[string]any)["user_vars"]
	if diff := cmp.Diff(map[string]any{"x-hasura-role": "admin", "x-hasura-user-id": "1"}, vars); diff != "" {
		t.Error(diff)
	}
}

func TestQueryLog(t *testing.T) {
	g := start(t, "--enabled-log-types", "query-log")
	g.query(`query Q { a: echo }`, "X-Request-Id", "r")
	g.query(`mutation { touch }`, "X-Request-Id", "r")
	g.query(`{ __typename }`, "X-Request-Id", "r")
	want := []map[string]any{
		{"level": "info", "kind": "database", "request_id": "r", "query": map[string]any{"query": "query Q { a: echo }", "operationName": nil},
			"generated_sql": map[string]any{"a": map[string]any{"query": "admin query\necho\n", "prepared_arguments": []any{}}}},
		{"level": "info", "kind": "database", "request_id": "r", "query": map[string]any{"query": "mutation { touch }", "operationName": nil}, "generated_sql": nil},
		{"level": "info", "kind": "introspection", "request_id": "r", "query": map[string]any{"query": "{ __typename }", "operationName": nil}, "generated_sql": nil},
	}
	if diff := cmp.Diff(want, g.log.lines(t, "query-log")); diff != "" {
		t.Error(diff)
	}
}

// What the statistics are is left open by the contract.
func TestExecutionLog(t *testing.T) {
	g := start(t, "--enabled-log-types", "execution-log")
	g.query(`query Q { a: echo b: echo }`, "X-Request-Id", "r")
	g.query(`{ nothing }`, "X-Request-Id", "refused")
	lines := g.log.lines(t, "execution-log")
	if len(lines) != 1 {
		t.Fatalf("got %v", lines)
	}
	stats, _ := lines[0]["statistics"].(map[string]any)
	if took, _ := stats["query_execution_time"].(float64); took <= 0 {
		t.Errorf("the time: %v", stats)
	}
	delete(stats, "query_execution_time")
	want := map[string]any{"level": "info", "request_id": "r", "statistics": map[string]any{"calls": map[string]any{"source static": 1.0}}}
	if diff := cmp.Diff(want, lines[0]); diff != "" {
		t.Error(diff)
	}
}

func TestTheCauseOfAnInternalFailureIsLogged(t *testing.T) {
	g := start(t)
	g.query(`{ echo }`, "X-Hasura-Role", "broken", "X-Request-Id", "r")
	g.logged(1)
	lines := g.log.lines(t, "unhandled-internal-error")
	if len(lines) != 1 || lines[0]["cause"] != "the role broken has no part" || lines[0]["request_id"] != "r" || lines[0]["level"] != "error" {
		t.Errorf("got %v", lines)
	}
}
