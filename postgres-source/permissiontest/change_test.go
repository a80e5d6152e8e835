package permissiontest_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

// TestAnswersFollowChangesOfPermissions changes the permissions of a world several times, as
// changes of the metadata do: what an epoch takes over from the one before must be what did
// not change.
func TestAnswersFollowChangesOfPermissions(t *testing.T) {
	s := newStage(t)
	for n := *first; n < *first+min(*worlds, 3); n++ {
		w := newWorld(*seed, uint64(n)) //nolint:gosec // not negative
		p := grantAll(w)
		s.build(t, w)
		weft := s.open(t, p)
		for change := range 5 {
			t.Run(fmt.Sprintf("seed=%d,first=%d,change=%d", *seed, n, change), func(t *testing.T) {
				p = p.changed()
				next := s.reopen(t, p, weft)
				weft.close()
				weft = next
				for _, role := range everybody {
					c := &check{p: p, weft: weft, role: role, sessions: w.sessions(role)}
					c.many(t, *queries/8)
					c.relay = true
					c.many(t, *queries/16)
				}
			})
		}
		weft.close()
	}
}

// changed returns the permissions with some of them different: given, taken away, given to
// another role, or with another value in a rule.
func (p *permissions) changed() *permissions {
	w := p.world
	out := &permissions{world: w, grants: map[string]map[*table]*grant{}}
	for role, grants := range p.grants {
		out.grants[role] = maps.Clone(grants)
	}
	tables := w.tables
	if w.chance(25) { // less of an epoch can be kept then
		tables = slices.Concat(tables, w.models)
	}
	for _, role := range roles {
		for _, t := range tables {
			if !w.chance(40) {
				continue
			}
			if g := p.anew(role, t); g != nil {
				out.grants[role][t] = g
			} else {
				delete(out.grants[role], t)
			}
		}
	}
	return out
}

// anew is what a role is granted after a change, nil when it is nothing.
func (p *permissions) anew(role string, t *table) *grant {
	w, g := p.world, p.grants[role][t]
	switch n := w.rng.IntN(10); {
	case n < 2:
		return nil
	case n < 4:
		return p.grants[pick(w, roles)][t]
	case n < 7 && g != nil:
		return w.alike(g)
	case slices.Contains(w.models, t):
		return w.modelGrant(t)
	}
	return w.grant(t)
}
