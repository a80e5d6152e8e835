package auth

import (
	"context"
	"net/http"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/planner"
)

// open lets everybody be admin: neither a secret nor a hook nor JWT is configured.
type open struct{}

// Authenticate grants whatever role is asked for.
func (open) Authenticate(_ context.Context, req *Request) (*Grant, error) {
	return trusted(req.Header)
}

// guarded asks for an admin secret first. Requests without one go to next.
type guarded struct {
	secrets secrets
	next    Authenticator
}

// Authenticate compares the secret if one was sent. A wrong one is refused, whatever else
// the request carries; with the right one nothing else is looked at
// (contract/auth-and-server.md 2.2).
func (g *guarded) Authenticate(ctx context.Context, req *Request) (*Grant, error) {
	secret, sent := sentSecret(req.Header)
	switch {
	case !sent:
		return g.next.Authenticate(ctx, req)
	case !g.secrets.match(secret):
		return nil, denied(`invalid "x-hasura-admin-secret"/"x-hasura-access-key"`)
	default:
		return trusted(req.Header)
	}
}

// trusted is the admin path: the role asked for, else admin, with the variables of the
// headers. Whether the role exists is not checked (2.3).
func trusted(header http.Header) (*Grant, error) {
	role := planner.Role{Name: planner.Admin}
	if name := requestedRole(header); name != "" {
		role.Name = name
	}
	if values := header[backendHeader]; len(values) > 0 {
		backend, err := config.ParseBool(values[0])
		if err != nil {
			return nil, &planner.Fault{Code: planner.CodeBadRequest, Status: http.StatusBadRequest,
				Message: `"x-hasura-use-backend-only-permissions": ` + err.Error()}
		}
		role.Backend = backend
	}
	return &Grant{Session: session(header, role)}, nil
}

// refused is what is left for requests without a secret when nothing else is configured.
type refused struct{}

// Authenticate refuses.
func (refused) Authenticate(context.Context, *Request) (*Grant, error) {
	return nil, denied(`"x-hasura-admin-secret"/"x-hasura-access-key" required, but not found`)
}

// unauthorized gives every request the configured role. The variables it brings are not
// verified (2.3).
type unauthorized struct{ role string }

// Authenticate grants the unauthorized role; x-hasura-role is ignored.
func (u unauthorized) Authenticate(_ context.Context, req *Request) (*Grant, error) {
	return &Grant{Session: session(req.Header, planner.Role{Name: u.role})}, nil
}
