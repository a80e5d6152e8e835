package auth

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/weftql/weft/gateway/auth/jwt"
	"github.com/weftql/weft/gateway/config"
)

const (
	secretOptions = "--admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) or  --access-key (HASURA_GRAPHQL_ACCESS_KEY) to be set"
	hookOption    = "--auth-hook (HASURA_GRAPHQL_AUTH_HOOK)"
	jwtOption     = "--jwt-secret (HASURA_GRAPHQL_JWT_SECRET)"
)

// The combinations that are fatal at start (contract/auth-and-server.md 2.1). The texts
// are the contract's.
var (
	errHookNeedsSecret = errors.New("Fatal Error : " + hookOption + " requires " + secretOptions)
	errJWTNeedsSecret  = errors.New("Fatal Error : " + jwtOption + " requires " + secretOptions)
	errRoleNeedsSecret = errors.New("Fatal Error: --unauthorized-role (HASURA_GRAPHQL_UNAUTHORIZED_ROLE) requires " +
		secretOptions + " and is not allowed when " + hookOption + " is set")
	errHookAndJWT = errors.New("Fatal Error: Both webhook and JWT mode cannot be enabled at the same time")
)

// New returns the authenticator of the mode that the options ask for, or the error that
// the process has to stop with. Sets of keys that the options name are fetched. logger gets
// webhook-log and jwk-refresh-log lines.
func New(options config.Access, logger *slog.Logger) (Authenticator, error) {
	hook, jwt, role := options.Hook.URL != "", len(options.JWT) > 0, options.UnauthorizedRole
	switch {
	case hook && jwt:
		return nil, errHookAndJWT
	case len(options.Secrets) == 0 && hook:
		return nil, errHookNeedsSecret
	case len(options.Secrets) == 0 && jwt:
		return nil, errJWTNeedsSecret
	case role != "" && (hook || len(options.Secrets) == 0):
		return nil, errRoleNeedsSecret
	case len(options.Secrets) == 0:
		return open{}, nil
	}
	next, err := fallback(options, logger)
	if err != nil {
		return nil, err
	}
	return &guarded{secrets: digests(options.Secrets), next: next}, nil
}

// fallback answers requests that bring no admin secret.
func fallback(options config.Access, logger *slog.Logger) (Authenticator, error) {
	client := &http.Client{Timeout: hookTimeout}
	switch {
	case options.Hook.URL != "":
		if u, err := url.Parse(options.Hook.URL); err != nil || u.Host == "" {
			return nil, errors.New("Fatal Error: " + hookOption + " is not a URL")
		}
		return &hook{options: options.Hook, client: client, logger: logger}, nil
	case len(options.JWT) > 0:
		verifier, err := jwt.New(options.JWT, client, logger)
		if err != nil {
			return nil, fmt.Errorf("Fatal Error: %s: %w", jwtOption, err)
		}
		return &token{verifier: verifier, next: anonymous(options.UnauthorizedRole, tokenless{})}, nil
	default:
		return anonymous(options.UnauthorizedRole, refused{}), nil
	}
}

// anonymous grants the unauthorized role if there is one.
func anonymous(role string, otherwise Authenticator) Authenticator {
	if role == "" {
		return otherwise
	}
	return unauthorized{role}
}
