package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// Network is the section `network`: peers whose certificates are taken as they are.
type Network struct {
	TLSAllowlist []TLSHost `json:"tls_allowlist,omitempty"`
}

// TLSHost is one peer.
type TLSHost struct {
	Host        string   `json:"host"`
	Suffix      *string  `json:"suffix,omitempty"` // a port or service
	Permissions []string `json:"permissions,omitempty"`
}

// Same tells whether two entries name the same peer.
func (h TLSHost) Same(other TLSHost) bool {
	if h.Suffix == nil || other.Suffix == nil {
		return h.Host == other.Host && h.Suffix == other.Suffix
	}
	return h.Host == other.Host && *h.Suffix == *other.Suffix
}

// DecodeTLSHost reads a peer. The error is a *planner.Fault.
func DecodeTLSHost(data json.RawMessage, path *planner.Path) (TLSHost, error) {
	o := reading.Open(data, path)
	h := TLSHost{Host: o.Name("host"), Suffix: o.Comment("suffix"), Permissions: o.Texts("permissions")}
	for i, p := range h.Permissions {
		if p != "self-signed" {
			o.Fail(o.At("permissions").Index(i), "expecting one of the following values: \"self-signed\", but got %q", p)
		}
	}
	return h, o.Err()
}

func decodeNetwork(data json.RawMessage, path *planner.Path) (Network, error) {
	o := reading.Open(data, path)
	n := Network{TLSAllowlist: reading.List(o, "tls_allowlist", DecodeTLSHost)}
	return n, o.Err()
}

// SchemaIntrospection is the section `graphql_schema_introspection`.
type SchemaIntrospection struct {
	DisabledForRoles []string `json:"disabled_for_roles,omitempty"`
}

// DecodeSchemaIntrospection reads the section. The error is a *planner.Fault.
func DecodeSchemaIntrospection(data json.RawMessage, path *planner.Path) (SchemaIntrospection, error) {
	o := reading.Open(data, path)
	s := SchemaIntrospection{DisabledForRoles: o.Texts("disabled_for_roles")}
	return s, o.Err()
}
