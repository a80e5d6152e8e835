package auth_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/planner"
)

// header builds headers from name, value pairs; a name may come twice.
func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func mode(t *testing.T, options config.Access) auth.Authenticator {
	t.Helper()
	a, err := auth.New(options, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var (
	nobody  = config.Access{}
	secret  = config.Access{Secrets: []string{"s3cret"}}
	several = config.Access{Secrets: []string{"one", "two"}}
	public  = config.Access{Secrets: []string{"s3cret"}, UnauthorizedRole: "anonymous"}
)

func TestGrants(t *testing.T) {
	for name, c := range map[string]struct {
		options config.Access
		header  http.Header
		role    planner.Role
		vars    map[string]string
	}{
		"no auth: everybody is admin": {nobody, header(), planner.Role{Name: "admin"}, map[string]string{"x-hasura-role": "admin"}},
		"no auth: a secret is harmless and hidden": {nobody, header("X-Hasura-Admin-Secret", "x", "X-Hasura-Access-Key", "y"),
			planner.Role{Name: "admin"}, map[string]string{"x-hasura-role": "admin"}},
		"no auth: role and variables of the headers": {nobody, header("X-Hasura-Role", "clerk", "X-HASURA-User-Id", "7", "X-Other", "1"),
			planner.Role{Name: "clerk"}, map[string]string{"x-hasura-role": "clerk", "x-hasura-user-id": "7"}},
		"no auth: an empty role counts as absent": {nobody, header("X-Hasura-Role", ""),
			planner.Role{Name: "admin"}, map[string]string{"x-hasura-role": "admin"}},
		"no auth: backend permissions": {nobody, header("X-Hasura-Role", "clerk", "X-Hasura-Use-Backend-Only-Permissions", "YES"),
			planner.Role{Name: "clerk", Backend: true}, map[string]string{"x-hasura-role": "clerk", "x-hasura-use-backend-only-permissions": "YES"}},
		"duplicates: the first role, the last variable": {nobody, header("X-Hasura-Role", "a", "X-Hasura-Role", "b", "X-Hasura-Org", "1", "X-Hasura-Org", "2"),
			planner.Role{Name: "a"}, map[string]string{"x-hasura-role": "a", "x-hasura-org": "2"}},
		"the right secret": {secret, header("X-Hasura-Admin-Secret", "s3cret", "X-Hasura-Role", "ghost"),
			planner.Role{Name: "ghost"}, map[string]string{"x-hasura-role": "ghost"}},
		"the right secret and a garbage token": {secret, header("X-Hasura-Admin-Secret", "s3cret", "Authorization", "garbage"),
			planner.Role{Name: "admin"}, map[string]string{"x-hasura-role": "admin"}},
		"the deprecated header": {secret, header("X-Hasura-Access-Key", "s3cret"),
			planner.Role{Name: "admin"}, map[string]string{"x-hasura-role": "admin"}},
		"any of several secrets": {several, header("X-Hasura-Admin-Secret", "two"),
			planner.Role{Name: "admin"}, map[string]string{"x-hasura-role": "admin"}},
		"unauthorized: variables stay, the role does not": {public, header("X-Hasura-Role", "admin", "X-Hasura-User-Id", "7"),
			planner.Role{Name: "anonymous"}, map[string]string{"x-hasura-role": "anonymous", "x-hasura-user-id": "7"}},
		"unauthorized: backend permissions have no effect": {public, header("X-Hasura-Use-Backend-Only-Permissions", "true"),
			planner.Role{Name: "anonymous"}, map[string]string{"x-hasura-role": "anonymous", "x-hasura-use-backend-only-permissions": "true"}},
	} {
		t.Run(name, func(t *testing.T) {
			grant, err := mode(t, c.options).Authenticate(t.Context(), &auth.Request{Header: c.header})
			if err != nil {
				t.Fatal(err)
			}
			if grant.Session.Role != c.role {
				t.Errorf("role %+v, want %+v", grant.Session.Role, c.role)
			}
			if diff := cmp.Diff(c.vars, grant.Session.Variables); diff != "" {
				t.Error(diff)
			}
			if !grant.Until.IsZero() {
				t.Errorf("the grant ends at %v", grant.Until)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	const (
		invalid = `invalid "x-hasura-admin-secret"/"x-hasura-access-key"`
		missing = `"x-hasura-admin-secret"/"x-hasura-access-key" required, but not found`
	)
	for name, c := range map[string]struct {
		options config.Access
		header  http.Header
		want    planner.Fault
	}{
		"no secret":            {secret, header("X-Hasura-Role", "admin"), planner.Fault{Code: "access-denied", Message: missing, Status: 401}},
		"a wrong secret":       {secret, header("X-Hasura-Admin-Secret", "s3cre"), planner.Fault{Code: "access-denied", Message: invalid, Status: 401}},
		"an empty secret":      {secret, header("X-Hasura-Admin-Secret", ""), planner.Fault{Code: "access-denied", Message: invalid, Status: 401}},
		"wrong before right":   {secret, header("X-Hasura-Admin-Secret", "x", "X-Hasura-Access-Key", "s3cret"), planner.Fault{Code: "access-denied", Message: invalid, Status: 401}},
		"wrong is not anybody": {public, header("X-Hasura-Admin-Secret", "x"), planner.Fault{Code: "access-denied", Message: invalid, Status: 401}},
		"a bad backend header": {nobody, header("X-Hasura-Use-Backend-Only-Permissions", "1"), planner.Fault{Code: "bad-request", Status: 400,
			Message: `"x-hasura-use-backend-only-permissions":  Not a valid boolean text. True values are ["true","t","yes","y"] and  False values are ["false","f","no","n"]. All values are case insensitive`}},
	} {
		t.Run(name, func(t *testing.T) {
			grant, err := mode(t, c.options).Authenticate(t.Context(), &auth.Request{Header: c.header})
			var fault *planner.Fault
			if grant != nil || !errors.As(err, &fault) {
				t.Fatalf("got %v, %v", grant, err)
			}
			if diff := cmp.Diff(&c.want, fault); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCombinationsThatStopTheProcess(t *testing.T) {
	hook, jwt := config.Hook{URL: "http://hook"}, []json.RawMessage{json.RawMessage(`{}`)}
	for name, c := range map[string]struct {
		options config.Access
		message string
	}{
		"role without secret": {config.Access{UnauthorizedRole: "a"},
			"Fatal Error: --unauthorized-role (HASURA_GRAPHQL_UNAUTHORIZED_ROLE) requires --admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) or  --access-key (HASURA_GRAPHQL_ACCESS_KEY) to be set and is not allowed when --auth-hook (HASURA_GRAPHQL_AUTH_HOOK) is set"},
		"role with hook": {config.Access{Secrets: []string{"s"}, UnauthorizedRole: "a", Hook: hook},
			"Fatal Error: --unauthorized-role (HASURA_GRAPHQL_UNAUTHORIZED_ROLE) requires --admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) or  --access-key (HASURA_GRAPHQL_ACCESS_KEY) to be set and is not allowed when --auth-hook (HASURA_GRAPHQL_AUTH_HOOK) is set"},
		"hook without secret": {config.Access{Hook: hook},
			"Fatal Error : --auth-hook (HASURA_GRAPHQL_AUTH_HOOK) requires --admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) or  --access-key (HASURA_GRAPHQL_ACCESS_KEY) to be set"},
		"JWT without secret": {config.Access{JWT: jwt},
			"Fatal Error : --jwt-secret (HASURA_GRAPHQL_JWT_SECRET) requires --admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) or  --access-key (HASURA_GRAPHQL_ACCESS_KEY) to be set"},
		"hook and JWT": {config.Access{Secrets: []string{"s"}, Hook: hook, JWT: jwt},
			"Fatal Error: Both webhook and JWT mode cannot be enabled at the same time"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := auth.New(c.options, slog.New(slog.DiscardHandler)); err == nil || err.Error() != c.message {
				t.Errorf("got %v\nwant %s", err, c.message)
			}
		})
	}
}

// Sessions of admin without variables share a map: none may see another's.
func TestSessionsKeepTheirVariables(t *testing.T) {
	a := mode(t, nobody)
	for _, c := range []struct {
		header http.Header
		want   map[string]string
	}{
		{header("A", "b"), map[string]string{"x-hasura-role": "admin"}},
		{header("X-Hasura-User-Id", "1"), map[string]string{"x-hasura-role": "admin", "x-hasura-user-id": "1"}},
		{header("X-Hasura-Role", "clerk"), map[string]string{"x-hasura-role": "clerk"}},
		{header("X-Hasura-Role", "admin", "X-Hasura-Org", "2"), map[string]string{"x-hasura-role": "admin", "x-hasura-org": "2"}},
		{header(), map[string]string{"x-hasura-role": "admin"}},
	} {
		grant, err := a.Authenticate(t.Context(), &auth.Request{Header: c.header})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, grant.Session.Variables); diff != "" {
			t.Error(diff)
		}
	}
}
