package operations

import "slices"

// fallout is what dropping some things drags along.
type fallout struct {
	references []reference
	rule       dropRule
	roots      map[thing]bool
	dropped    map[thing]bool
	// dependents cannot be without what is dropped.
	dependents []thing
	// edited are permissions that stay without the references.
	edited []thing
}

func newFallout(references []reference, rule dropRule, roots []thing) *fallout {
	f := &fallout{references: references, rule: rule, roots: map[thing]bool{}, dropped: map[thing]bool{}}
	for _, t := range roots {
		f.roots[t], f.dropped[t] = true, true
	}
	for f.grow() {
	}
	for _, r := range f.references {
		if f.edits(r) && f.gone(r.to) && !f.gone(r.from) && !slices.Contains(f.edited, r.from) {
			f.edited = append(f.edited, r.from)
		}
	}
	return f
}

// edits tells whether a reference can be taken out of what makes it.
func (f *fallout) edits(r reference) bool {
	return r.light || f.rule.prune && r.from.kind == permissionThing
}

// gone tells whether a thing is dropped, by itself or as a part.
func (f *fallout) gone(t thing) bool { return isIn(f.dropped, t) }

func isIn(set map[thing]bool, t thing) bool {
	if set[t] {
		return true
	}
	for _, whole := range []thing{
		{kind: tableThing, source: t.source, table: t.table},
		{kind: sourceThing, source: t.source},
		{kind: remoteSchemaThing, name: t.source},
	} {
		if set[whole] && t.within(whole) {
			return true
		}
	}
	return false
}

// grow adds what cannot be without the things that are dropped so far.
func (f *fallout) grow() bool {
	grown := false
	for _, r := range f.references {
		if !f.edits(r) && f.gone(r.to) && !f.gone(r.from) {
			f.dropped[r.from] = true
			f.dependents = append(f.dependents, r.from)
			grown = true
		}
	}
	return grown
}

// direct lists what refers to the roots themselves: what a refusal names.
func (f *fallout) direct() (list []thing) {
	for _, r := range f.references {
		if isIn(f.roots, r.to) && !isIn(f.roots, r.from) {
			list = append(list, r.from)
		}
	}
	return list
}
