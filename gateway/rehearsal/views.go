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
	relay   bool
}

// otherRoles stands for the roles of sessions that metadata does not name: they all see the
// same, which is what everybody may (contract/auth-and-server.md 2.5). No role has this name.
const otherRoles = ""

// viewer collects the views of two epochs.
type viewer struct {
	before, after *roles.Epoch
	known         map[[2]planner.Fingerprint]*view
	list          []*view
}

// views compares the schemas of all roles that metadata names now or then, of those that see
// more as backends, and of all others; and their Relay schemas.
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
	if err := v.add("all other roles", planner.Role{Name: otherRoles}); err != nil {
		return nil, err
	}
	return v.list, nil
}

// add compares what a role sees. Of its Relay schema only that is told which may break
// clients, and which the other one does not have too.
func (v *viewer) add(label string, role planner.Role) error {
	plain, err := v.view(role)
	if err != nil {
		return err
	}
	plain.roles = append(plain.roles, label)
	role.Relay = true
	relay, err := v.view(role)
	if err != nil {
		return err
	}
	if relay.roles == nil {
		relay.relay = true
		relay.changes = harmful(relay.changes, plain.changes)
	}
	relay.roles = append(relay.roles, label+" (Relay)")
	return nil
}

// harmful leaves out changes that are safe, and those that are told elsewhere.
func harmful(changes, told []schemadiff.Change) []schemadiff.Change {
	known := map[string]bool{}
	for i := range told {
		known[told[i].Message] = true
	}
	return slices.DeleteFunc(changes, func(c schemadiff.Change) bool { return c.Severity == schemadiff.Safe || known[c.Message] })
}

// view compares two schemas once.
func (v *viewer) view(role planner.Role) (*view, error) {
	was, err := v.before.Planner(role)
	if err != nil {
		return nil, err
	}
	is, err := v.after.Planner(role)
	if err != nil {
		return nil, err
	}
	// Fingerprints tell roles of one epoch apart, not epochs.
	key := [2]planner.Fingerprint{was.Schema().Fingerprint(), is.Schema().Fingerprint()}
	seen := v.known[key]
	if seen == nil {
		seen = &view{before: was.Schema(), changes: schemadiff.Compare(was.Schema(), is.Schema())}
		v.known[key] = seen
		v.list = append(v.list, seen)
	}
	return seen, nil
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
