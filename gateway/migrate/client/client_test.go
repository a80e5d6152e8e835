package client_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/project"
)

// answering serves fixed answers by path and command, and notes what is asked.
func answering(t *testing.T, answers map[string]string) (c *client.Client, asked *[]string) {
	t.Helper()
	asked = new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		line := strings.TrimSpace(r.Method + " " + r.URL.Path + " " + string(body))
		*asked = append(*asked, line)
		if r.Header.Get("X-Hasura-Admin-Secret") != "secret" {
			t.Errorf("%s is asked without the secret", line)
		}
		status, answer, _ := strings.Cut(answers[r.URL.Path], " ")
		if status != "200" {
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	s := project.Defaults()
	s.Endpoint, s.AdminSecret = server.URL+"/", "secret"
	c, err := client.New(&s)
	if err != nil {
		t.Fatal(err)
	}
	return c, asked
}

func TestHandshakeAsksInTheContractsOrder(t *testing.T) {
	answers := map[string]string{
		"/v1/version":  `200 {"version":"v2.48.0","server_type":"ce"}`,
		"/v1/query":    `200 {"version":3,"sources":[{"name":"a"},{"name":"b"}]}`,
		"/v1/metadata": `200 {"id":"an id","cli_state":{},"console_state":{}}`,
	}
	c, asked := answering(t, answers)
	got, err := c.Handshake(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	want := &client.Server{Version: "v2.48.0", UUID: "an id", Metadata: 3, Databases: []string{"a", "b"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	order := []string{
		"GET /v1/version", `POST /v1/query {"type":"export_metadata","args":{}}`, `POST /v1/metadata {"type":"get_catalog_state","args":{}}`,
	}
	if diff := cmp.Diff(order, *asked); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	answers["/v1/query"] = `200 {"version":2,"tables":[]}`
	if _, err := c.Handshake(t.Context(), 3); err == nil || !strings.Contains(err.Error(), "metadata of version 3") {
		t.Errorf("an old server: got %v", err)
	}
	if _, err := c.Handshake(t.Context(), 2); err != nil {
		t.Errorf("an old server and an old project: %v", err)
	}
}

func TestRefusalsAreTold(t *testing.T) {
	tests := map[string]struct{ answer, want string }{
		"by the server": {
			`400 {"error":"no","path":"$.args","code":"not-exists"}`, "no at $.args (not-exists)",
		},
		"by Postgres": {
			`400 {"error":"query execution failed","path":"$","code":"postgres-error","internal":{"error":{"message":"bad","status_code":"42P01","hint":"look","description":null}}}`,
			"query execution failed (postgres-error): bad (42P01)\nlook",
		},
		"for inconsistent objects": {
			`400 {"error":"cannot continue","path":"$","code":"unexpected","internal":[{"type":"table","name":"table t in source s","reason":"gone"},{"type":"conflict","reason":"two","message":{"a":1}}]}`,
			"cannot continue (unexpected)\ntable t in source s: gone\nconflict : two {\"a\":1}",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, _ := answering(t, map[string]string{"/v2/query": tt.answer})
			_, err := c.RunSQL(t.Context(), client.SQLArgs{SQL: "select 1"})
			var refused *client.Error
			if !errors.As(err, &refused) || refused.Status != http.StatusBadRequest {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(tt.want, refused.Error()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
	t.Run("by something that is no server", func(t *testing.T) {
		c, _ := answering(t, map[string]string{"/v2/query": "400 <html>"})
		if _, err := c.RunSQL(t.Context(), client.SQLArgs{}); err == nil || !strings.Contains(err.Error(), "400 Bad Request: <html>") {
			t.Errorf("got %v", err)
		}
	})
}

func TestRunSQLLeavesTheHeaderOut(t *testing.T) {
	c, _ := answering(t, map[string]string{"/v2/query": `200 {"result_type":"TuplesOk","result":[["a","b"],["1","NULL"]]}`})
	got, err := c.RunSQL(t.Context(), client.SQLArgs{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"1", "NULL"}}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestCertificatesThatAreNoneAreRefused(t *testing.T) {
	name := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(name, []byte("none"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := project.Defaults()
	s.CertificateAuthority = name
	if _, err := client.New(&s); err == nil {
		t.Error("a file without certificates passes")
	}
}
