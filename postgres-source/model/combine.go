package model

import (
	"maps"
	"slices"
	"strings"
)

// combineSelect joins select permissions: rows that any grants, columns that any grants,
// each cell only in the rows of those who grant it.
func combineSelect(of []*SelectPermission) *SelectPermission {
	if len(of) < 2 {
		if len(of) == 0 {
			return nil
		}
		return of[0]
	}
	out := &SelectPermission{Limit: NoLimit}
	filters := make([]BoolExp, len(of))
	columns := grants[*Column]{}
	computed := grants[*ComputedField]{}
	for i, p := range of {
		filters[i] = p.Filter
		out.Limit = max(out.Limit, p.Limit)
		out.AllowAggregations = out.AllowAggregations || p.AllowAggregations
		out.Query |= p.Query
		out.Subscription |= p.Subscription
		for _, f := range p.Nested {
			if !slices.Contains(out.Nested, f) {
				out.Nested = append(out.Nested, f)
			}
		}
		for _, c := range p.Columns {
			columns.add(c.Column, p.Filter, c.When)
		}
		for _, f := range p.ComputedFields {
			computed.add(f.Field, p.Filter, f.When)
		}
	}
	out.Filter = anyOf(filters)
	for _, c := range slices.SortedFunc(maps.Keys(columns), func(x, y *Column) int { return x.Index - y.Index }) {
		out.Columns = append(out.Columns, ReadableColumn{Column: c, When: columns[c].when(len(of))})
	}
	for _, f := range slices.SortedFunc(maps.Keys(computed), func(x, y *ComputedField) int { return strings.Compare(x.Name, y.Name) }) {
		out.ComputedFields = append(out.ComputedFields, ReadableComputed{Field: f, When: computed[f].when(len(of))})
	}
	return out
}

// grants collects for each field under which conditions parents grant it.
type grants[F comparable] map[F]*grant

type grant struct {
	whole      int // parents that grant it in all of their rows
	conditions []BoolExp
}

func (g grants[F]) add(field F, filter, when BoolExp) {
	one := g[field]
	if one == nil {
		one = &grant{}
		g[field] = one
	}
	if when == nil {
		one.whole++
		one.conditions = append(one.conditions, filter)
		return
	}
	one.conditions = append(one.conditions, all([]BoolExp{filter, when}))
}

// when returns the condition of a cell: none if every parent grants it in all of its rows.
func (g *grant) when(parents int) BoolExp {
	if g.whole == parents {
		return nil
	}
	return anyOf(g.conditions)
}

// anyOf joins conditions with OR, each once; one that always holds decides.
func anyOf(conditions []BoolExp) BoolExp {
	seen := map[string]bool{}
	var terms []BoolExp
	for _, c := range conditions {
		text := Text(c)
		if text == trueText {
			return True
		}
		if !seen[text] {
			seen[text] = true
			terms = append(terms, c)
		}
	}
	return some(terms)
}
