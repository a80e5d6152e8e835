package rehearsal_test

import (
	"context"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/weftql/weft/gateway/api"
	"github.com/weftql/weft/gateway/collections"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/rehearsal"
	"github.com/weftql/weft/gateway/rest"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pgserver"
	"github.com/weftql/weft/postgres-source/pgtest"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// gateway rehearses on two databases: the first holds the metadata too.
type gateway struct {
	t            *testing.T
	first, other string // URLs
	keeper       *roles.Keeper
	commands     server.Endpoint // /v1/metadata
	plan         server.Endpoint
}

// start starts a gateway on databases that hold what two scripts make.
func start(t *testing.T, first, other string) *gateway {
	t.Helper()
	return startWith(t, first, other, true)
}

// startWith chooses whether roles need permissions of remote schemas.
func startWith(t *testing.T, first, other string, remotePermissions bool) *gateway {
	t.Helper()
	g := &gateway{t: t, first: pgtest.New(t), other: pgtest.New(t)}
	pgtest.Exec(t, g.first, first)
	pgtest.Exec(t, g.other, other)
	store, err := metadata.Open(t.Context(), g.first, &metadata.Document{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	urls := map[string]string{"FIRST": g.first, "OTHER": g.other}
	env := func(name string) (string, bool) { v, ok := urls[name]; return v, ok }
	client := outgoing.NewClient(outgoing.Options{})
	g.keeper = roles.NewKeeper(roles.Options{
		Env: env, Checks: []roles.Check{collections.Check, rest.Check},
		Remote:  remote.Settings{Env: env, Client: client, EnablePermissions: remotePermissions},
		Actions: &webhook.Caller{Env: env, Client: client},
	})
	if _, err := g.keeper.Swap(t.Context(), &metadata.Document{}, 1); err != nil {
		t.Fatal(err)
	}
	commands := api.New(api.Options{Keeper: g.keeper, Store: store})
	g.commands = commands.Endpoints()[0]
	g.plan = rehearsal.Endpoint(rehearsal.Options{Keeper: g.keeper, CatchUp: func(ctx context.Context) error {
		_, err := commands.CatchUp(ctx)
		return err
	}})
	return g
}

// post sends a request of admin.
func (g *gateway) post(ctx context.Context, e *server.Endpoint, body string) (status int, answer []byte) {
	g.t.Helper()
	session := &planner.Session{Role: planner.Role{Name: planner.Admin}, Variables: map[string]string{"x-hasura-role": planner.Admin}}
	out, err := e.Serve(ctx, &server.Call{Session: session, Method: http.MethodPost, Path: e.Path, Body: []byte(body)})
	if err != nil {
		f := border.Of(err)
		return border.Status(f), border.AppendBody(nil, f, border.Flat, true)
	}
	return http.StatusOK, out.Body
}

// must sends a request that has to succeed.
func (g *gateway) must(e *server.Endpoint, body string) []byte {
	g.t.Helper()
	status, answer := g.post(g.t.Context(), e, body)
	if status != http.StatusOK {
		g.t.Fatalf("%s\n%d %s", body, status, answer)
	}
	return answer
}

var restricted = regexp.MustCompile(`(?m)^\\(un)?restrict .*$`)

// contents is all that the two databases hold, hdb_catalog included.
func (g *gateway) contents() string {
	g.t.Helper()
	dir, err := pgserver.Find()
	if err != nil {
		g.t.Fatal(err)
	}
	var all string
	for _, url := range []string{g.first, g.other} {
		out, err := exec.CommandContext(g.t.Context(), filepath.Join(dir, "pg_dump"), url).Output() //nolint:gosec // Postgres's own program
		if err != nil {
			g.t.Fatal(err)
		}
		all += restricted.ReplaceAllString(string(out), "")
	}
	return all
}
