package planner

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// occurrence is one field of a selection set once fragments are expanded.
type occurrence struct {
	field *ast.Field
	types *typeSet // the concrete types it applies to; nil below an object type
	index int      // among all occurrences; only below interfaces and unions
}

// flatten expands the fragments of selection sets. Selections that `@skip`, `@include` or a
// type condition leave out are not looked into.
func (b *binder) flatten(l *level, sets []ast.SelectionSet) ([]occurrence, *Fault) {
	f := flattener{binder: b, level: l}
	return f.run(sets, nil)
}

type flattener struct {
	*binder
	level      *level
	found      []occurrence
	depth      int
	narrowings []narrowing // only below interfaces and unions
}

func (f *flattener) run(sets []ast.SelectionSet, types *typeSet) ([]occurrence, *Fault) {
	if len(sets) == 1 {
		f.found = make([]occurrence, 0, len(sets[0]))
	}
	for _, set := range sets {
		if fault := f.add(set, types); fault != nil {
			return nil, fault
		}
	}
	return f.found, nil
}

func (f *flattener) add(set ast.SelectionSet, types *typeSet) *Fault {
	if fault := f.spend(len(set)); fault != nil {
		return fault
	}
	if f.depth++; f.depth > maxDepth {
		return tooDeep(nil)
	}
	defer func() { f.depth-- }()
	for _, selection := range set {
		var fault *Fault
		switch sel := selection.(type) {
		case *ast.Field:
			var in bool
			if in, fault = f.level.scope.included(sel.Directives, ast.LocationField, f.level.at); in {
				f.found = append(f.found, occurrence{field: sel, types: types})
			}
		case *ast.InlineFragment:
			fault = f.fragment(sel.Directives, ast.LocationInlineFragment, sel.TypeCondition, sel.SelectionSet, types)
		case *ast.FragmentSpread:
			def := f.fragments[sel.Name]
			fault = f.fragment(sel.Directives, ast.LocationFragmentSpread, def.TypeCondition, def.SelectionSet, types)
		}
		if fault != nil {
			return fault
		}
	}
	return nil
}

func (f *flattener) fragment(directives ast.DirectiveList, location ast.DirectiveLocation, condition string, set ast.SelectionSet, types *typeSet) *Fault {
	in, fault := f.level.scope.included(directives, location, f.level.at)
	if !in || fault != nil {
		return fault
	}
	switch {
	case condition == "":
	case types != nil:
		if types, fault = f.narrow(types, condition); types == nil {
			return fault
		}
	case !f.level.scope.member.is(f.level.parent, condition):
		return nil
	}
	return f.add(set, types)
}

// is tells whether a fragment on the type called condition applies to objects of type t.
func (m *member) is(t *Type, condition string) bool {
	if t.Name == condition || slices.Contains(t.Interfaces, condition) {
		return true
	}
	abstract := m.find(condition)
	return abstract != nil && slices.Contains(abstract.Possible, t.Name)
}
