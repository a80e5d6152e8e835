package jwt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/weftql/weft/planner"
)

// Names of claims with a meaning of their own.
const (
	allowedRoles  = "x-hasura-allowed-roles"
	defaultRole   = "x-hasura-default-role"
	roleVariable  = "x-hasura-role"
	claimPrefix   = "x-hasura-"
	missingClaims = "jwt-missing-role-claims"
	invalidClaims = "jwt-invalid-claims"
)

// claimsMap says for each session variable where in the token it is
// (contract/auth-and-server.md 4.4).
type claimsMap map[string]mapped

// mapped is a literal, or a path with perhaps a default.
type mapped struct {
	literal  any
	path     *path
	fallback any
	has      bool // a fallback
}

func parseMap(entries map[string]json.RawMessage) (claimsMap, error) {
	if entries == nil {
		return nil, nil //nolint:nilnil // no map is no error
	}
	m := claimsMap{}
	for name, text := range entries {
		entry, err := parseMapped(text)
		if err != nil {
			return nil, fmt.Errorf("claims_map, %s: %w", name, err)
		}
		if lower := strings.ToLower(name); strings.HasPrefix(lower, claimPrefix) {
			m[lower] = entry
		}
	}
	for _, name := range []string{allowedRoles, defaultRole} {
		if _, ok := m[name]; !ok {
			return nil, errors.New(name + " is expected but not found")
		}
	}
	return m, nil
}

func parseMapped(text json.RawMessage) (mapped, error) {
	value, err := decode(text)
	if err != nil {
		return mapped{}, err
	}
	object, ok := value.(map[string]any)
	if !ok {
		return mapped{literal: value}, nil
	}
	where, ok := object["path"].(string)
	if !ok {
		return mapped{}, errors.New(`key "path" not found`)
	}
	p, err := parsePath(where)
	if err != nil {
		return mapped{}, fmt.Errorf("invalid JSON path: %w", err)
	}
	m := mapped{path: &p}
	m.fallback, m.has = object["default"]
	return m, nil
}

// apply reads the claims of a token as the map says.
func (m claimsMap) apply(token map[string]any) (map[string]any, *planner.Fault) {
	claims := make(map[string]any, len(m))
	for name, entry := range m {
		switch found, ok := entry.find(token); {
		case ok:
			claims[name] = found
		default:
			return nil, fault(invalidClaims, `JWT claim from claims_map, "%s" not found`, name)
		}
	}
	return claims, nil
}

func (m mapped) find(token map[string]any) (any, bool) {
	if m.path == nil {
		return m.literal, true
	}
	if found, ok := m.path.find(token); ok {
		return found, true
	}
	return m.fallback, m.has
}

// decode reads JSON; numbers keep their digits.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}
