package planner

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Below an interface or a union every concrete type may get other fields. The types to
// which the same fragments apply form a class; fields are merged class by class, and what
// comes out alike is put together again, so that a common field is one selection whatever
// the number of types.

// group is a field as some of the concrete types get it.
type group struct {
	pick  pick
	types []int // indexes into the parent's possible types
}

// abstract binds the selection sets of an interface or a union, merged.
func (b *binder) abstract(l *level, sets []ast.SelectionSet) ([]*Selection, *Fault) {
	f := flattener{binder: b, level: l}
	found, fault := f.run(sets, allTypes(len(l.parent.Possible)))
	if fault != nil {
		return nil, fault
	}
	var groups []group
	byFirst := make([][]int, len(found))
	for _, class := range f.classes(len(l.parent.Possible)) {
		if fault := b.spend(len(found)); fault != nil {
			return nil, fault
		}
		picks, fault := mergeFields(occurrencesOf(found, class[0]), l.at)
		if fault != nil {
			return nil, fault
		}
		for _, p := range picks {
			groups = joinGroup(groups, byFirst, p, class)
		}
	}
	slices.SortStableFunc(groups, func(x, y group) int { return cmp.Compare(x.pick.from[0], y.pick.from[0]) })
	var out []*Selection
	for i := range groups {
		if out, fault = b.group(out, l, &groups[i]); fault != nil {
			return nil, fault
		}
	}
	return out, nil
}

func occurrencesOf(found []occurrence, typ int) []occurrence {
	var list []occurrence
	for i := range found {
		if found[i].types.has(typ) {
			o := found[i]
			o.index = i
			list = append(list, o)
		}
	}
	return list
}

// joinGroup puts the types of a class into the group of a field that is alike for them.
func joinGroup(groups []group, byFirst [][]int, p pick, class []int) []group {
	first := p.from[0]
	for _, g := range byFirst[first] {
		old := &groups[g].pick
		if len(old.sets) == 0 && len(p.sets) == 0 || slices.Equal(old.from, p.from) {
			groups[g].types = append(groups[g].types, class...)
			return groups
		}
	}
	byFirst[first] = append(byFirst[first], len(groups))
	return append(groups, group{pick: p, types: slices.Clone(class)})
}

// group binds a field for its types: by the interface's definition where it has one and
// several types share it, else type by type.
func (b *binder) group(out []*Selection, l *level, g *group) ([]*Selection, *Fault) {
	slices.Sort(g.types)
	possible := l.parent.Possible
	all := len(g.types) == len(possible)
	name := g.pick.field.Name
	if name == Typename.Name || l.parent.Field(name) != nil && (all || len(g.types) > 1) {
		sel, fault := b.field(l, &g.pick, l.parent)
		if fault != nil {
			return nil, fault
		}
		for _, i := range g.types {
			if !all {
				sel.On = append(sel.On, possible[i])
			}
		}
		return append(out, sel), nil
	}
	if fault := b.spend(len(g.types)); fault != nil {
		return nil, fault
	}
	for _, i := range g.types {
		concrete := l.scope.member.find(possible[i])
		if concrete == nil {
			continue // hidden from the role
		}
		sel, fault := b.field(l, &g.pick, concrete)
		if fault != nil {
			return nil, fault
		}
		if len(possible) > 1 {
			sel.On = []string{possible[i]}
		}
		out = append(out, sel)
	}
	return out, nil
}

// typeSet is a set of an abstract type's possible types, by index.
type typeSet struct{ bits []uint64 }

func allTypes(n int) *typeSet {
	s := &typeSet{bits: make([]uint64, (n+63)/64)}
	for i := range n {
		s.bits[i/64] |= 1 << (i % 64)
	}
	return s
}

func (s *typeSet) has(i int) bool { return s.bits[i/64]&(1<<(i%64)) != 0 }

// narrowing is a step from a set to those of its types that a condition applies to.
type narrowing struct {
	from      *typeSet
	condition string
	to        *typeSet // nil: none
}

// narrow returns the types of a set to which a condition applies, or nil for none; the same
// set each time.
func (f *flattener) narrow(from *typeSet, condition string) (*typeSet, *Fault) {
	if condition == f.level.parent.Name {
		return from, nil
	}
	for _, n := range f.narrowings {
		if n.from == from && n.condition == condition {
			return n.to, nil
		}
	}
	// Every step costs a look at all types; it counts for what that is worth.
	if fault := f.spend(len(from.bits)); fault != nil {
		return nil, fault
	}
	to, some := &typeSet{bits: make([]uint64, len(from.bits))}, false
	for i, name := range f.level.parent.Possible {
		if from.has(i) && f.applies(name, condition) {
			to.bits[i/64] |= 1 << (i % 64)
			some = true
		}
	}
	if !some {
		to = nil
	}
	f.narrowings = append(f.narrowings, narrowing{from: from, condition: condition, to: to})
	return to, nil
}

func (f *flattener) applies(concrete, condition string) bool {
	if concrete == condition {
		return true
	}
	m := f.level.scope.member
	if abstract := m.find(condition); abstract == nil || abstract.Kind == ast.Object {
		return false
	}
	t := m.find(concrete)
	return t != nil && m.is(t, condition)
}

// classes groups n types by the sets they belong to.
func (f *flattener) classes(n int) [][]int {
	var classes [][]int
	bySets := map[string]int{}
	sets := make([]byte, len(f.narrowings))
	for i := range n {
		for j, step := range f.narrowings {
			sets[j] = '0'
			if step.to != nil && step.to.has(i) {
				sets[j] = '1'
			}
		}
		c, known := bySets[string(sets)]
		if !known {
			c = len(classes)
			bySets[string(sets)] = c
			classes = append(classes, nil)
		}
		classes[c] = append(classes[c], i)
	}
	return classes
}
