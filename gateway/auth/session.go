package auth

import (
	"net/http"
	"strings"

	"github.com/weftql/weft/planner"
)

// Names of session variables with a meaning of their own.
const (
	roleVariable   = "x-hasura-role"
	secretHeader   = "X-Hasura-Admin-Secret"
	keyHeader      = "X-Hasura-Access-Key" // deprecated name of the secret
	backendHeader  = "X-Hasura-Use-Backend-Only-Permissions"
	roleHeader     = "X-Hasura-Role"
	variablePrefix = "x-hasura-"
)

// session returns the session of a role with the variables that the headers name: those
// that start with x-hasura-, in lower case, the last of several values, the secrets left
// out (contract/auth-and-server.md 2.3).
func session(header http.Header, role planner.Role) *planner.Session {
	var variables map[string]string
	for name, values := range header {
		if !isVariable(name) || len(values) == 0 || name == secretHeader || name == keyHeader {
			continue
		}
		if variables == nil {
			variables = make(map[string]string, 4)
		}
		variables[strings.ToLower(name)] = values[len(values)-1]
	}
	switch {
	case variables != nil:
		variables[roleVariable] = role.Name
	case role.Name == planner.Admin:
		variables = onlyAdmin
	default:
		variables = map[string]string{roleVariable: role.Name}
	}
	return &planner.Session{Role: role, Variables: variables}
}

// onlyAdmin is shared by the sessions of admin that have no other variables: those of a
// session never change.
var onlyAdmin = map[string]string{roleVariable: planner.Admin}

func isVariable(name string) bool {
	return len(name) > len(variablePrefix) && strings.EqualFold(name[:len(variablePrefix)], variablePrefix)
}

// requestedRole returns the first role header, or "" when it is absent or empty.
func requestedRole(header http.Header) string { return header.Get(roleHeader) }
