package permissiontest_test

import (
	"slices"
	"strings"
)

// refine sorts each tier by a term and splits it where values differ.
func (v *view) refine(tiers [][]*row, t term) [][]*row {
	var out [][]*row
	for _, tier := range tiers {
		keys := map[*row]any{}
		for _, r := range tier {
			keys[r] = v.sortKey(t, r)
		}
		compare := func(a, b *row) int { return t.compare(keys[a], keys[b]) }
		slices.SortStableFunc(tier, compare)
		start := 0
		for i := 1; i <= len(tier); i++ {
			if i == len(tier) || compare(tier[i-1], tier[i]) != 0 {
				out = append(out, tier[start:i])
				start = i
			}
		}
	}
	return out
}

func (t term) compare(a, b any) int {
	descending := strings.HasPrefix(t.direction, "desc")
	nullsFirst := descending
	if strings.HasSuffix(t.direction, "_first") {
		nullsFirst = true
	} else if strings.HasSuffix(t.direction, "_last") {
		nullsFirst = false
	}
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return map[bool]int{true: -1, false: 1}[nullsFirst]
	case b == nil:
		return map[bool]int{true: 1, false: -1}[nullsFirst]
	case descending:
		return order(b, a)
	}
	return order(a, b)
}

// sortKey is the value of a row in a term.
func (v *view) sortKey(t term, r *row) any {
	for _, step := range t.steps {
		next := v.permitted(step.to, step.matches(r), orderRows)
		if len(next) == 0 {
			return nil
		}
		r = next[0] // the generator orders over relationships to one row only
	}
	switch {
	case t.bare:
		return r.cells[t.column.index]
	case t.column != nil:
		return v.show(r, t.column, orderCell)
	case t.computed != nil:
		return v.showField(r, t.computed, nil, orderCell)
	case t.over != nil:
		return v.foldColumn(t.aggregate, t.of, v.permitted(t.over.to, t.over.matches(r), orderTotals))
	default:
		return v.foldColumn(t.aggregate, t.of, v.permitted(t.calls.returns, t.calls.rows(r), orderComputed))
	}
}

// foldColumn aggregates a column over rows; nil counts them.
func (v *view) foldColumn(function string, c *column, of []*row) any {
	values := make([][]any, len(of))
	if c != nil {
		for i, r := range of {
			values[i] = []any{v.show(r, c, totalCell)}
		}
	}
	return fold(function, values, false)
}
