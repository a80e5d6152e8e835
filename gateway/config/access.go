package config

import "encoding/json"

// Access is how clients prove who they are (contract/auth-and-server.md 2 to 5).
type Access struct {
	// Secrets are the admin secrets; any of them opens. The list replaces the single one,
	// the deprecated access key counts only when there is none.
	Secrets []string
	Hook    Hook
	// JWT holds the configurations as they were given.
	JWT              []json.RawMessage
	UnauthorizedRole string // "" when there is none

	secret, key string
	secrets     []string
	jwt         json.RawMessage
	jwts        []json.RawMessage
}

// Hook is the authentication webhook.
type Hook struct {
	URL         string // "" when there is none
	Mode        string // GET or POST
	SendRequest bool   // POST: put the GraphQL request into the body
}

func (a *Access) rows() []*option {
	return []*option{
		{flag: "admin-secret", env: vars("ADMIN_SECRET"), value: in(&a.secret, "secret", parseNonEmpty, ""), help: "secret that makes a request admin"},
		{flag: "admin-secrets", env: vars("ADMIN_SECRETS"), value: in(&a.secrets, "json", parseTextList, ""), help: "several admin secrets, a JSON array"},
		{flag: "access-key", env: vars("ACCESS_KEY"), value: in(&a.key, "secret", parseNonEmpty, ""), help: "deprecated name of the admin secret"},
		{flag: "auth-hook", env: vars("AUTH_HOOK"), value: in(&a.Hook.URL, "url", parseNonEmpty, ""), help: "authentication webhook"},
		{flag: "auth-hook-mode", env: vars("AUTH_HOOK_MODE", "AUTH_HOOK_TYPE"), value: in(&a.Hook.Mode, "GET|POST", parseOneOf("Only expecting GET / POST", "GET", "POST"), "GET"), help: "method of the authentication webhook"},
		{flag: "auth-hook-send-request-body", env: vars("AUTH_HOOK_SEND_REQUEST_BODY"), value: in(&a.Hook.SendRequest, "true|false", ParseBool, "true"), help: "send the request to the webhook"},
		{flag: "jwt-secret", env: vars("JWT_SECRET"), value: in(&a.jwt, "json", parseJSON, ""), help: "JWT configuration"},
		{flag: "jwt-secrets", env: vars("JWT_SECRETS"), value: in(&a.jwts, "json", parseJSONList, ""), help: "several JWT configurations, a JSON array"},
		{flag: "unauthorized-role", env: vars("UNAUTHORIZED_ROLE"), value: in(&a.UnauthorizedRole, "role", parseNonEmpty, ""), help: "role of requests without credentials"},
	}
}

// resolve settles which of the alternatives count.
func (a *Access) resolve() {
	switch {
	case len(a.secrets) > 0:
		a.Secrets = a.secrets
	case a.secret != "":
		a.Secrets = []string{a.secret}
	case a.key != "":
		a.Secrets = []string{a.key}
	}
	switch {
	case len(a.jwts) > 0:
		a.JWT = a.jwts
	case a.jwt != nil:
		a.JWT = []json.RawMessage{a.jwt}
	}
}
