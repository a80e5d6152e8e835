package planner

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// pick is one member of a reply object: all occurrences of its response key merged.
type pick struct {
	field *ast.Field // the first occurrence
	sets  []ast.SelectionSet
	from  []int // indexes of the occurrences; only below interfaces and unions
	// same holds occurrences whose arguments were compared: one in a fragment may come
	// again and again.
	same map[*ast.Field]bool
}

// fewFields is how many response keys are searched one by one.
const fewFields = 16

// mergeFields merges occurrences with the same response key, in order of first appearance
// (contract/postgres-graphql.md 9.2). at is the path of their selection set.
func mergeFields(found []occurrence, at *Path) ([]pick, *Fault) {
	picks := make([]pick, 0, len(found))
	var index map[string]int
	for i := range found {
		f := found[i].field
		old := -1
		if index != nil {
			if at, known := index[f.Alias]; known {
				old = at
			}
		} else {
			old = slices.IndexFunc(picks, func(p pick) bool { return p.field.Alias == f.Alias })
		}
		if old >= 0 {
			if fault := picks[old].merge(&found[i], at); fault != nil {
				return nil, fault
			}
			continue
		}
		p := pick{field: f}
		p.add(&found[i])
		picks = append(picks, p)
		if index != nil {
			index[f.Alias] = len(picks) - 1
		} else if len(picks) > fewFields {
			index = indexPicks(picks)
		}
	}
	return picks, nil
}

func indexPicks(picks []pick) map[string]int {
	index := make(map[string]int, 4*len(picks))
	for i := range picks {
		index[picks[i].field.Alias] = i
	}
	return index
}

// merge adds another occurrence, which must mean the same field.
func (p *pick) merge(o *occurrence, at *Path) *Fault {
	f := o.field
	if p.field.Name != f.Name {
		return Invalid(at, "selection of both '%s' and '%s' specify the same response name, '%s'", p.field.Name, f.Name, f.Alias)
	}
	if !p.sameArguments(f) {
		return Invalid(at, "inconsistent arguments between multiple selections of field '%s'", f.Name)
	}
	p.add(o)
	return nil
}

func (p *pick) sameArguments(f *ast.Field) bool {
	switch {
	case f == p.field || len(f.Arguments) == 0 && len(p.field.Arguments) == 0 || p.same[f]:
		return true
	case !sameArguments(p.field.Arguments, f.Arguments):
		return false
	}
	if p.same == nil {
		p.same = map[*ast.Field]bool{}
	}
	p.same[f] = true
	return true
}

func (p *pick) add(o *occurrence) {
	if len(o.field.SelectionSet) > 0 {
		p.sets = append(p.sets, o.field.SelectionSet)
	}
	if o.types != nil {
		p.from = append(p.from, o.index)
	}
}

// sameArguments compares arguments as written, in any order.
func sameArguments(a, b ast.ArgumentList) bool {
	if len(a) == 0 || len(b) == 0 || len(a) != len(b) {
		return len(a) == len(b)
	}
	return slices.EqualFunc(sortedArguments(a), sortedArguments(b), func(x, y *ast.Argument) bool {
		return x.Name == y.Name && sameLiteral(x.Value, y.Value)
	})
}

func sortedArguments(list ast.ArgumentList) ast.ArgumentList {
	less := func(a, b *ast.Argument) int { return strings.Compare(a.Name, b.Name) }
	if slices.IsSortedFunc(list, less) {
		return list
	}
	return slices.SortedStableFunc(slices.Values(list), less)
}

// sameLiteral compares values as written: variables by name, members in any order.
func sameLiteral(a, b *ast.Value) bool {
	if literalKind(a) != literalKind(b) || a.Raw != b.Raw || len(a.Children) != len(b.Children) {
		return false
	}
	x, y := a.Children, b.Children
	if a.Kind == ast.ObjectValue {
		x, y = sortedMembers(x), sortedMembers(y)
	}
	return slices.EqualFunc(x, y, func(c, d *ast.ChildValue) bool { return c.Name == d.Name && sameLiteral(c.Value, d.Value) })
}

// literalKind takes block strings for strings.
func literalKind(v *ast.Value) ast.ValueKind {
	if v.Kind == ast.BlockValue {
		return ast.StringValue
	}
	return v.Kind
}

func sortedMembers(list ast.ChildValueList) ast.ChildValueList {
	less := func(a, b *ast.ChildValue) int { return strings.Compare(a.Name, b.Name) }
	if slices.IsSortedFunc(list, less) {
		return list
	}
	return slices.SortedStableFunc(slices.Values(list), less)
}
