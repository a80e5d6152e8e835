package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

func TestSubscriptionsAreTold(t *testing.T) {
	g := start(t, "--enabled-apis", "graphql,developer", "--admin-secret", "s", "--unauthorized-role", "guest")
	g.expectCode(g.do(http.MethodGet, "/dev/subscriptions", ""), http.StatusBadRequest, "access-denied")
	ws, response, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(g.http.URL, "http")+"/v1/graphql",
		&websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	if response.Body != nil {
		_ = response.Body.Close()
	}
	t.Cleanup(func() { _ = ws.CloseNow() })
	for _, m := range []string{
		`{"type":"connection_init","payload":{"headers":{"x-hasura-admin-secret":"s","x-hasura-role":"clerk","x-hasura-user-id":"7"}}}`,
		`{"id":"1","type":"subscribe","payload":{"query":"subscription { echo }"}}`,
	} {
		if err := ws.Write(t.Context(), websocket.MessageText, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	if err := until(t, ws, `{"type":"next","id":"1","payload":{"data":{"echo":1}}}`); err != nil {
		t.Fatal(err)
	}
	type cohort struct {
		Role      string
		Variables map[string]string `json:"session_variables"`
		Served    int               `json:"current_ops"`
	}
	type told struct {
		Live []struct {
			Query   string `json:"multiplexed_query"`
			Count   int    `json:"cohort_count"`
			Cohorts []cohort
		} `json:"live_queries_map"`
		Stream []any `json:"stream_queries_map"`
	}
	for path, cohorts := range map[string]int{"/dev/subscriptions": 0, "/dev/subscriptions/extended": 1} {
		a := g.do(http.MethodGet, path, "", "X-Hasura-Admin-Secret", "s")
		var got told
		if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		if len(got.Live) != 1 || len(got.Stream) != 0 || got.Live[0].Count != 1 || got.Live[0].Query == "" || len(got.Live[0].Cohorts) != cohorts {
			t.Fatalf("%s: %s", path, a.body)
		}
		for _, c := range got.Live[0].Cohorts {
			if c.Role != "clerk" || c.Variables["x-hasura-user-id"] != "7" || c.Served != 1 || strings.Contains(a.body, "admin-secret") {
				t.Errorf("%s: %s", path, a.body)
			}
		}
	}
}
