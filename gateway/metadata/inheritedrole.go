package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// InheritedRole is a role made of others (contract/postgres-graphql.md 7.4).
type InheritedRole struct {
	RoleName string   `json:"role_name"`
	RoleSet  []string `json:"role_set"`
}

// DecodeInheritedRole reads a role. The error is a *planner.Fault.
func DecodeInheritedRole(data json.RawMessage, path *planner.Path) (InheritedRole, error) {
	o := reading.Open(data, path)
	r := InheritedRole{RoleName: o.Name("role_name")}
	o.Must("role_set")
	r.RoleSet = o.Texts("role_set")
	if len(r.RoleSet) == 0 {
		o.Fail(o.At("role_set"), "parsing NonEmpty failed, unexpected empty list")
	}
	return r, o.Err()
}
