package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner"
)

// networkOperations edit the peers whose certificates are taken as they are
// (contract/metadata-and-migrations.md 6.3).
var networkOperations = []Operation{
	{"add_host_to_tls_allowlist", decodeAddHost},
	{"drop_host_from_tls_allowlist", decodeDropHost},
}

func (d *Draft) hostIndex(h metadata.TLSHost) int {
	return slices.IndexFunc(d.doc.Network.TLSAllowlist, h.Same)
}

func decodeAddHost(args json.RawMessage, path *planner.Path) (Edit, error) {
	h, err := metadata.DecodeTLSHost(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		if d.hostIndex(h) >= 0 {
			return Outcome{}, fault(planner.CodeAlreadyExists, "the host %q is already present in the allowlist", h.Host)
		}
		d.doc.Network.TLSAllowlist = append(slices.Clip(d.doc.Network.TLSAllowlist), h)
		return stored()
	}, nil
}

func decodeDropHost(args json.RawMessage, path *planner.Path) (Edit, error) {
	h, err := metadata.DecodeTLSHost(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		i := d.hostIndex(h)
		if i < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "the host %q isn't present in the allowlist", h.Host)
		}
		d.doc.Network.TLSAllowlist = slices.Delete(slices.Clone(d.doc.Network.TLSAllowlist), i, i+1)
		return removed()
	}, nil
}
