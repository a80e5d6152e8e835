package auth

import (
	"context"
	"errors"

	"github.com/weftql/weft/gateway/auth/jwt"
	"github.com/weftql/weft/planner"
)

// token takes requests with a JWT; those without one go to next.
type token struct {
	verifier *jwt.Verifier
	next     Authenticator
}

// Authenticate verifies the token. One that is there and wrong is refused, whatever next
// would say (contract/auth-and-server.md 4.2).
func (t *token) Authenticate(ctx context.Context, req *Request) (*Grant, error) {
	identity, err := t.verifier.Verify(req.Header)
	if errors.Is(err, jwt.ErrNoToken) {
		return t.next.Authenticate(ctx, req)
	}
	if err != nil {
		return nil, err
	}
	session := &planner.Session{Role: planner.Role{Name: identity.Role}, Variables: identity.Variables}
	return &Grant{Session: session, Until: identity.Expires}, nil
}

// tokenless is what is left for requests without a token when nothing else is configured.
type tokenless struct{}

// Authenticate refuses.
func (tokenless) Authenticate(context.Context, *Request) (*Grant, error) { return nil, jwt.Missing() }
