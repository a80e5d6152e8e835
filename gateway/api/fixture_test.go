package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/api"
	"github.com/weftql/weft/gateway/collections"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/rest"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/outgoing"

	"github.com/weftql/weft/postgres-source/pgtest"
)

// gateway is the metadata API over a database of its own.
type gateway struct {
	t         *testing.T
	api       *api.API
	keeper    *roles.Keeper
	store     *metadata.Store
	source    string // URL of the database
	catalog   string // URL of the metadata database
	endpoints map[string]server.Endpoint
}

// sourceVariable is where metadata finds the database: its URL is different in every run.
const sourceVariable = "SOURCE_URL"

// start starts a gateway whose source `default` holds what schema makes.
func start(t *testing.T, schema string) *gateway {
	t.Helper()
	g := &gateway{t: t, source: pgtest.New(t), catalog: pgtest.New(t)}
	if schema != "" {
		pgtest.Exec(t, g.source, schema)
	}
	g.open()
	g.must("/v1/metadata", `{"type":"pg_add_source","args":{"name":"default","configuration":{"connection_info":{"database_url":{"from_env":"SOURCE_URL"}}}}}`)
	return g
}

// open starts a server on the gateway's databases.
func (g *gateway) open() {
	g.t.Helper()
	store, err := metadata.Open(g.t.Context(), g.catalog, &metadata.Document{})
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(store.Close)
	g.serve(store)
}

// serve serves what a store holds; nil is read-only metadata without anything in it.
func (g *gateway) serve(store *metadata.Store) {
	g.t.Helper()
	env := func(name string) (string, bool) { return g.source, name == sourceVariable }
	client := outgoing.NewClient(outgoing.Options{})
	g.store = store
	g.keeper = roles.NewKeeper(roles.Options{
		Env: env, Checks: []roles.Check{collections.Check, rest.Check},
		Remote:  remote.Settings{Env: env, Client: client, EnablePermissions: true},
		Actions: &webhook.Caller{Env: env, Client: client},
	})
	snapshot := metadata.Snapshot{Document: &metadata.Document{}, ResourceVersion: 1}
	if store != nil {
		var err error
		if snapshot, err = store.Load(g.t.Context()); err != nil {
			g.t.Fatal(err)
		}
	}
	if _, err := g.keeper.Swap(g.t.Context(), snapshot.Document, snapshot.ResourceVersion); err != nil {
		g.t.Fatal(err)
	}
	g.api = api.New(api.Options{Keeper: g.keeper, Store: store, RemotePermissions: true})
	g.endpoints = map[string]server.Endpoint{}
	for _, e := range g.api.Endpoints() {
		g.endpoints[e.Path] = e
	}
}

// post sends a request as a role, past the server's own check of who may call the endpoint.
func (g *gateway) post(path, role, body string) (status int, answer []byte) {
	g.t.Helper()
	e, ok := g.endpoints[path]
	if !ok {
		g.t.Fatalf("no endpoint %s", path)
	}
	session := &planner.Session{Role: planner.Role{Name: role}, Variables: map[string]string{"x-hasura-role": role}}
	out, err := e.Serve(g.t.Context(), &server.Call{Session: session, Method: http.MethodPost, Path: path, Body: []byte(body)})
	if err != nil {
		f := border.Of(err)
		if f.Cause != nil {
			g.t.Log(f)
		}
		return border.Status(f), border.AppendBody(nil, f, border.Flat, true)
	}
	return http.StatusOK, out.Body
}

// must sends a request of admin that has to succeed.
func (g *gateway) must(path, body string) []byte {
	g.t.Helper()
	status, answer := g.post(path, planner.Admin, body)
	if status != http.StatusOK {
		g.t.Fatalf("%s\n%d %s", body, status, answer)
	}
	return answer
}

// refused sends a request of admin that has to fail, and returns the answer.
func (g *gateway) refused(path, body string, status int) []byte {
	g.t.Helper()
	got, answer := g.post(path, planner.Admin, body)
	if got != status {
		g.t.Fatalf("%s\ngot %d %s, want status %d", body, got, answer, status)
	}
	return answer
}

// export returns the metadata and its version.
func (g *gateway) export() (version int, document string) {
	g.t.Helper()
	var out struct {
		Version  int             `json:"resource_version"`
		Document json.RawMessage `json:"metadata"`
	}
	if err := json.Unmarshal(g.must("/v1/metadata", `{"type":"export_metadata","version":2,"args":{}}`), &out); err != nil {
		g.t.Fatal(err)
	}
	return out.Version, string(out.Document)
}

// indented returns JSON in the form golden files have.
func indented(t *testing.T, data []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return strings.TrimSpace(out.String()) + "\n"
}
