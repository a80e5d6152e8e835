package metadata

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// AllowlistEntry is one element of `allowlist` (contract/auth-and-server.md 9).
type AllowlistEntry struct {
	Collection string
	// Roles limits the entry to some roles; nil means that it is global.
	Roles []string
}

// scope is an entry's scope as it is written.
type scope struct {
	Global bool     `json:"global"`
	Roles  []string `json:"roles,omitempty"`
}

// MarshalJSON leaves the default scope out.
func (e AllowlistEntry) MarshalJSON() ([]byte, error) {
	out := struct {
		Collection string `json:"collection"`
		Scope      *scope `json:"scope,omitempty"`
	}{Collection: e.Collection}
	if e.Roles != nil {
		out.Scope = &scope{Roles: e.Roles}
	}
	return json.Marshal(out)
}

// DecodeAllowlistEntry reads an entry. The error is a *planner.Fault.
func DecodeAllowlistEntry(data json.RawMessage, path *planner.Path) (AllowlistEntry, error) {
	o := reading.Open(data, path)
	e := AllowlistEntry{Collection: o.Name("collection")}
	if s := o.Nested("scope"); s != nil {
		e.Roles = decodeScope(s)
	}
	return e, o.Err()
}

// decodeScope returns the roles of a scope, nil for a global one.
func decodeScope(o *reading.Object) []string {
	o.Must("global")
	global, roles := o.Flag("global", true), o.Texts("roles")
	switch {
	case global && len(roles) > 0:
		o.Fail(o.Path(), "roles are not allowed when global is true")
	case !global && len(roles) == 0:
		o.Fail(o.Path(), "the key 'roles' was not present")
	case len(roles) != len(slices.Compact(slices.Sorted(slices.Values(roles)))):
		o.Fail(o.Path(), "duplicate roles are not allowed")
	}
	if global {
		return nil
	}
	return roles
}
