package operations

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// allowlistOperations edit the allow list (contract/auth-and-server.md 9).
var allowlistOperations = []Operation{
	{"add_collection_to_allowlist", decodeAddToAllowlist},
	{"drop_collection_from_allowlist", decodeDropFromAllowlist},
	{"update_scope_of_collection_in_allowlist", decodeUpdateScope},
}

func (d *Draft) listedIndex(collection string) int {
	return slices.IndexFunc(d.doc.Allowlist, func(e metadata.AllowlistEntry) bool { return e.Collection == collection })
}

func notListed(collection string) error {
	return fault(planner.CodeNotFound, "collection %q doesn't exist in the allowlist", collection)
}

func decodeAddToAllowlist(args json.RawMessage, path *planner.Path) (Edit, error) {
	e, err := metadata.DecodeAllowlistEntry(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		if _, err := d.collection(e.Collection); err != nil {
			return Outcome{}, err
		}
		if d.listedIndex(e.Collection) >= 0 {
			message := fmt.Sprintf("collection %q already exists in the allowlist, scope ignored; to change scope, use update_scope_of_collection_in_allowlist", e.Collection)
			return Outcome{Answer: append(planner.AppendJSONString([]byte(`{"message":`), message), '}')}, nil
		}
		d.doc.Allowlist = append(d.doc.Allowlist, e)
		return stored()
	}, nil
}

func decodeDropFromAllowlist(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("collection")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.listedIndex(name)
		if i < 0 {
			return Outcome{}, notListed(name)
		}
		d.doc.Allowlist = slices.Delete(d.doc.Allowlist, i, i+1)
		return removed()
	})
}

func decodeUpdateScope(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	o.Must("scope")
	e := element(o, metadata.DecodeAllowlistEntry, "collection", "scope")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.listedIndex(e.Collection)
		if i < 0 {
			return Outcome{}, notListed(e.Collection)
		}
		d.doc.Allowlist[i] = e
		return stored()
	})
}
