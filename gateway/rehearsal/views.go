package rehearsal

import (
	"context"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/schemadiff"
)

// view is how the schema of some roles, who see the same before and after, changes.
type view struct {
	roles   []string
	before  *planner.Schema
	changes []schemadiff.Change
}

// viewer collects the views of two epochs.
type viewer struct {
	before, after *roles.Epoch
	known         map[[2]planner.Fingerprint]*view
	list          []*view
}

// views compares the schemas of all roles that metadata names now or then, and of those
// that see more as backends.
func (r *rehearsal) views(ctx context.Context, after *roles.Epoch) ([]*view, error) {
	v := &viewer{before: r.base, after: after, known: map[[2]planner.Fingerprint]*view{}}
	backends := append(backendRoles(r.base.Document), backendRoles(after.Document)...)
	for _, name := range union(r.base.Roles(), after.Roles()) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := v.add(name, planner.Role{Name: name}); err != nil {
			return nil, err
		}
		if slices.Contains(backends, name) {
			if err := v.add(name+" (backend)", planner.Role{Name: name, Backend: true}); err != nil {
				return nil, err
			}
		}
	}
	return v.list, nil
}

// add compares what a role sees.
func (v *viewer) add(label string, role planner.Role) error {
	was, err := v.before.Planner(role)
	if err != nil {
		return err
	}
	is, err := v.after.Planner(role)
	if err != nil {
		return err
	}
	key := [2]planner.Fingerprint{was.Schema().Fingerprint(), is.Schema().Fingerprint()}
	seen := v.known[key]
	if seen == nil {
		seen = &view{before: was.Schema()}
		if key[0] != key[1] {
			seen.changes = schemadiff.Compare(was.Schema(), is.Schema())
		}
		v.known[key] = seen
		v.list = append(v.list, seen)
	}
	seen.roles = append(seen.roles, label)
	return nil
}

// backendRoles lists the roles with permissions for backends only.
func backendRoles(doc *metadata.Document) (list []string) {
	for _, s := range doc.Sources {
		list = append(list, s.BackendRoles()...)
	}
	return list
}

// union lists what is in either list, in their order.
func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, name := range b {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}
