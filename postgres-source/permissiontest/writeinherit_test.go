package permissiontest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/postgres-source/model"
)

// conflicting is a permission that an heir does not inherit, since its parents define it
// differently.
type conflicting struct{ role, kind, table string }

// conflictOf reads a conflict from what Weft found wrong.
func conflictOf(i model.Inconsistency) (conflicting, bool) {
	var entity struct {
		Kind  string `json:"permission_type"`
		Table string `json:"table"`
	}
	if i.Entity == nil || json.Unmarshal(i.Entity, &entity) != nil {
		return conflicting{}, false
	}
	return conflicting{i.Name, entity.Kind, entity.Table}, true
}

// misses returns how the conflicts that Weft found differ from those there are.
func (p *permissions) misses(found []conflicting) string {
	var b strings.Builder
	for _, c := range found {
		if !slices.Contains(p.conflicts, c) {
			fmt.Fprintf(&b, "got the conflict %v, want none of it\n", c)
		}
	}
	for _, c := range p.conflicts {
		if !slices.Contains(found, c) {
			fmt.Fprintf(&b, "got no conflict, want %v\n", c)
		}
	}
	return b.String()
}

// share makes some of a grant what another role has, in other words: only then can both be
// inherited from. Now and then they differ in one thing.
func (w *world) share(g, from *writeGrant) {
	if own := g.insert; w.chance(60) && from.insert != nil {
		same := *from.insert
		same.columns, same.presets = shuffled(w, same.columns), shuffled(w, same.presets)
		if g.insert = &same; own != nil {
			w.differ(func() { same.check = own.check }, func() { same.presets = own.presets }, func() { same.presets = w.revalued(same.presets) }, func() { same.columns = own.columns })
		}
	}
	if own := g.update; w.chance(60) && from.update != nil {
		same := *from.update
		same.columns, same.presets = shuffled(w, same.columns), shuffled(w, same.presets)
		if g.update = &same; own != nil {
			w.differ(func() { same.filter = own.filter }, func() { same.check = own.check }, func() { same.presets = own.presets }, func() { same.presets = w.revalued(same.presets) }, func() { same.columns = own.columns })
		}
	}
	if w.chance(60) && from.remove != nil {
		same := *from.remove
		g.remove = &same
	}
}

// differ makes one of the changes now and then.
func (w *world) differ(by ...func()) {
	if w.chance(45) {
		pick(w, by)()
	}
}

// revalued has constants of its own for the same columns.
func (w *world) revalued(presets []preset) []preset {
	out := slices.Clone(presets)
	for i, p := range out {
		if v := w.value(p.column.storage()); v != nil {
			out[i] = preset{column: p.column, constant: v}
		}
	}
	return out
}

func shuffled[T any](w *world, of []T) []T {
	of = slices.Clone(of)
	w.rng.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	return of
}

// bequeath gives an heir what it may write to a table: what it was given itself, else what
// all of its parents say who say anything, if that is the same
// (contract/postgres-graphql.md 7.4).
func (p *permissions) bequeath(role string, t *table) {
	w, own, all := p.world, &writeGrant{}, &writeGrant{}
	if w.chance(20) {
		given := w.writeGrant(t)
		for _, keep := range []func(){
			func() { own.insert = given.insert }, func() { own.update = given.update }, func() { own.remove = given.remove },
		} {
			if w.chance(40) {
				keep()
			}
		}
	}
	all.insert = inheritedBy(p, role, t, "insert", own.insert, func(g *writeGrant) *insertGrant { return g.insert })
	all.update = inheritedBy(p, role, t, "update", own.update, func(g *writeGrant) *updateGrant { return g.update })
	all.remove = inheritedBy(p, role, t, "delete", own.remove, func(g *writeGrant) *removeGrant { return g.remove })
	p.own[role][t], p.writes[role][t] = own, all
}

func inheritedBy[G any](p *permissions, role string, t *table, kind string, own *G, of func(*writeGrant) *G) *G {
	if own != nil {
		return own
	}
	var first *G
	for _, parent := range parents[role] {
		g := of(p.writes[parent][t])
		switch {
		case g == nil || first != nil && said(kind, g) == said(kind, first):
		case first != nil:
			p.conflicts = append(p.conflicts, conflicting{role, kind, t.name})
			return nil
		default:
			first = g
		}
	}
	return first
}

// said is equal for permissions that say the same, whatever the order of their columns.
func said(kind string, g any) string {
	all := &writeGrant{}
	switch g := g.(type) {
	case *insertGrant:
		all.insert = g
	case *updateGrant:
		all.update = g
	case *removeGrant:
		all.remove = g
	}
	o := all.metadata()[kind+"_permissions"]
	if names, ok := o["columns"].([]string); ok {
		o["columns"] = slices.Sorted(slices.Values(names))
	}
	return string(encode(o))
}
