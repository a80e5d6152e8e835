package jwt

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
)

// registered claims are not looked at in the namespace forms.
var registered = []string{"iss", "sub", "aud", "exp", "nbf", "iat", "jti"}

// fault is a refusal of a token: always 400.
func fault(code, format string, args ...any) *planner.Fault {
	return &planner.Fault{Code: code, Message: fmt.Sprintf(format, args...), Status: http.StatusBadRequest}
}

// session reads role and variables from the payload of a verified token. requested is the
// client's x-hasura-role, "" when absent (contract/auth-and-server.md 2.3, 4.4).
func (c *config) session(token map[string]any, requested string) (role string, variables map[string]string, f *planner.Fault) {
	claims, f := c.claims(token)
	if f != nil {
		return "", nil, f
	}
	allowed, role, f := c.roles(claims)
	if f != nil {
		return "", nil, f
	}
	if requested != "" {
		role = requested
	}
	variables = make(map[string]string, len(claims))
	for name, value := range claims {
		if name == allowedRoles || name == defaultRole {
			continue
		}
		text, ok := value.(string)
		if !ok {
			return "", nil, fault(invalidClaims, "x-hasura-* claims: %s: expected String, but encountered %s", name, kindOf(value))
		}
		variables[name] = text
	}
	if !slices.Contains(allowed, role) {
		return "", nil, fault(planner.CodeAccessDenied, "Your requested role is not in allowed roles")
	}
	variables[roleVariable] = role
	return role, variables, nil
}

// claims returns the x-hasura-* claims by lower-case name.
func (c *config) claims(token map[string]any) (map[string]any, *planner.Fault) {
	if c.mapping != nil {
		return c.mapping.apply(token)
	}
	object, f := c.namespace.find(token)
	if f != nil {
		return nil, f
	}
	claims := make(map[string]any, len(object))
	for name, value := range object {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, claimPrefix) {
			claims[lower] = value
		}
	}
	return claims, nil
}

// find returns the object that holds the claims.
func (n *namespace) find(token map[string]any) (map[string]any, *planner.Fault) {
	others := maps.Clone(token)
	for _, name := range registered {
		delete(others, name)
	}
	var found any
	var ok bool
	where := "claims_namespace " + n.name
	if n.path != nil {
		where = "claims_namespace_path " + n.path.text
		if found, ok = n.path.find(others); !ok {
			return nil, fault(invalidClaims, "claims not found at claims_namespace_path: '%s'", n.path.text)
		}
	} else if found, ok = others[n.name]; !ok {
		return nil, fault(invalidClaims, "claims key: '%s' not found", n.name)
	}
	if !n.stringified {
		object, ok := found.(map[string]any)
		if !ok {
			return nil, fault(invalidClaims, "expecting a json object when claims_format is json")
		}
		return object, nil
	}
	text, ok := found.(string)
	if !ok {
		return nil, fault(invalidClaims, "expecting a string when claims_format is stringified_json")
	}
	value, err := decode([]byte(text))
	object, ok := value.(map[string]any)
	if err != nil || !ok {
		shown, _ := json.Marshal(text)
		return nil, fault(invalidClaims, "expecting stringified json at: '%s', but found: %s", where, shown)
	}
	return object, nil
}

// roles returns the allowed roles and the default one.
func (c *config) roles(claims map[string]any) (allowed []string, role string, f *planner.Fault) {
	value, ok := claims[allowedRoles]
	if !ok {
		return nil, "", fault(missingClaims, `JWT claim does not contain "%s"`, allowedRoles)
	}
	allowed, why := texts(value)
	if why != "" {
		return nil, "", fault(invalidClaims, `invalid "%s"; should be a list of roles: %s`, allowedRoles, why)
	}
	if value, ok = claims[defaultRole]; !ok {
		return nil, "", fault(missingClaims, `JWT claim does not contain "%s"`, defaultRole)
	}
	if role, ok = value.(string); !ok || role == "" {
		what := "should be a single role name"
		if c.mapping != nil {
			what = "should be a role"
		}
		return nil, "", fault(invalidClaims, `invalid "%s"; %s: expected a non-empty String, but encountered %s`, defaultRole, what, kindOf(value))
	}
	return allowed, role, nil
}

// texts returns a list of non-empty strings, or why the value is not one.
func texts(value any) (list []string, why string) {
	items, ok := value.([]any)
	if !ok {
		return nil, "expected Array, but encountered " + kindOf(value)
	}
	for _, item := range items {
		text, ok := item.(string)
		if !ok || text == "" {
			return nil, "expected a non-empty String, but encountered " + kindOf(item)
		}
		list = append(list, text)
	}
	return list, ""
}

func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "Null"
	case bool:
		return "Boolean"
	case json.Number:
		return "Number"
	case string:
		if v == "" {
			return "an empty String"
		}
		return "String"
	case []any:
		return "Array"
	default:
		return "Object"
	}
}
