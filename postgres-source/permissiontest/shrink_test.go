package permissiontest_test

import (
	"maps"
	"slices"
)

// shrink returns the smallest query found that still fails as the given one does; fails
// tells how a query fails, "" when it does not.
func shrink(fields []*field, fails func([]*field) string) []*field {
	how := fails(fields)
	for tries := 0; tries < 1000; {
		smaller := fieldsWithout(fields)
		i := slices.IndexFunc(smaller, func(s []*field) bool { tries++; return len(s) > 0 && fails(s) == how })
		if i < 0 {
			break
		}
		fields = smaller[i]
	}
	return fields
}

// fieldsWithout returns every way to make the fields smaller by one step, big steps first.
func fieldsWithout(fields []*field) [][]*field {
	var out [][]*field
	for i := range fields {
		if len(fields) > 1 {
			out = append(out, slices.Delete(slices.Clone(fields), i, i+1))
		}
	}
	for i, f := range fields {
		for _, what := range smaller(f.what) {
			changed := slices.Clone(fields)
			changed[i] = &field{f.alias, what}
			out = append(out, changed)
		}
	}
	return out
}

// smaller returns every way to make one selection smaller.
func smaller(what any) []any {
	var out []any
	switch f := what.(type) {
	case one:
		for _, fields := range fieldsWithout(f.fields) {
			out = append(out, one{f.over, fields})
		}
	case byKey:
		for _, fields := range fieldsWithout(f.fields) {
			out = append(out, byKey{f.table, f.key, fields})
		}
	case list:
		for _, c := range argsWithout(f.args) {
			out = append(out, list{f.from, c, f.fields})
		}
		for _, fields := range fieldsWithout(f.fields) {
			out = append(out, list{f.from, f.args, fields})
		}
	case single:
		for _, c := range argsWithout(f.args) {
			out = append(out, single{f.from, c, f.fields})
		}
		for _, fields := range fieldsWithout(f.fields) {
			out = append(out, single{f.from, f.args, fields})
		}
	case node:
		for _, fields := range fieldsWithout(f.fields) {
			out = append(out, node{f.table, f.key, fields})
		}
	case connection:
		for _, c := range smallerConnections(f) {
			out = append(out, c)
		}
	case entities:
		for _, e := range smallerEntities(f) {
			out = append(out, e)
		}
	case totals:
		for _, t := range smallerTotals(f) {
			out = append(out, t)
		}
	}
	return out
}

func smallerTotals(f totals) []totals {
	var out []totals
	if f.of != nil && f.nodes != nil {
		out = append(out, totals{f.from, f.args, f.of, nil}, totals{f.from, f.args, nil, f.nodes})
	}
	for i := range f.of {
		if len(f.of) > 1 {
			out = append(out, totals{f.from, f.args, slices.Delete(slices.Clone(f.of), i, i+1), f.nodes})
		}
	}
	for _, c := range argsWithout(f.args) {
		out = append(out, totals{f.from, c, f.of, f.nodes})
	}
	for _, fields := range fieldsWithout(f.nodes) {
		out = append(out, totals{f.from, f.args, f.of, fields})
	}
	return out
}

func smallerConnections(f connection) []connection {
	var out []connection
	add := func(change func(*connection)) {
		smaller := f
		change(&smaller)
		out = append(out, smaller)
	}
	if f.args.where != nil {
		add(func(f *connection) { f.args.where = nil })
	}
	if f.first >= 0 || f.last >= 0 {
		add(func(f *connection) { f.first, f.last = -1, -1 })
	}
	if f.after != nil || f.before != nil {
		add(func(f *connection) { f.after, f.before = nil, nil })
	} else if f.args.order != nil {
		add(func(f *connection) { f.args.order = nil })
	}
	if f.pageInfo && f.edges {
		add(func(f *connection) { f.pageInfo = false })
		add(func(f *connection) { f.edges, f.ids, f.fields = false, false, nil })
	}
	if f.ids && f.fields != nil {
		add(func(f *connection) { f.ids = false })
		add(func(f *connection) { f.fields = nil })
	}
	for _, fields := range fieldsWithout(f.fields) {
		add(func(f *connection) { f.fields = fields })
	}
	return out
}

func smallerEntities(f entities) []entities {
	var out []entities
	for i := range f.of {
		out = append(out, entities{slices.Delete(slices.Clone(f.of), i, i+1), f.fields})
	}
	for t, of := range f.fields {
		for _, fields := range fieldsWithout(of) {
			smaller := maps.Clone(f.fields)
			smaller[t] = fields
			out = append(out, entities{f.of, smaller})
		}
	}
	return out
}

// argsWithout returns every way to take one argument, or a part of one, away.
func argsWithout(c collection) []collection {
	var out []collection
	add := func(change func(*collection)) {
		smaller := c
		change(&smaller)
		out = append(out, smaller)
	}
	if c.where != nil {
		add(func(c *collection) { c.where = nil })
		for _, e := range conditionsWithout(c.where) {
			add(func(c *collection) { c.where = e })
		}
	}
	if c.limit >= 0 {
		add(func(c *collection) { c.limit = -1 })
	}
	if c.offset >= 0 {
		add(func(c *collection) { c.offset = -1 })
	}
	if c.order != nil {
		add(func(c *collection) { c.order = nil })
	}
	if c.distinct != nil {
		add(func(c *collection) { c.distinct = nil })
	}
	for i := range c.order {
		add(func(c *collection) { c.order = slices.Delete(slices.Clone(c.order), i, i+1) })
	}
	for i := range c.distinct {
		add(func(c *collection) { c.distinct = slices.Delete(slices.Clone(c.distinct), i, i+1) })
	}
	return out
}

// conditionsWithout returns the parts of a condition.
func conditionsWithout(e expr) []expr {
	switch e := e.(type) {
	case allOf:
		return e
	case anyOf:
		return e
	case notOf:
		return append([]expr{e.of}, wrapped(conditionsWithout(e.of), func(e expr) expr { return notOf{e} })...)
	case related:
		return append([]expr{related{e.over, allOf{}}}, wrapped(conditionsWithout(e.of), func(of expr) expr { return related{e.over, of} })...)
	case relatedByFunction:
		return wrapped(conditionsWithout(e.of), func(of expr) expr { return relatedByFunction{e.over, of} })
	}
	return nil
}

func wrapped(of []expr, wrap func(expr) expr) []expr {
	out := make([]expr, len(of))
	for i, e := range of {
		out[i] = wrap(e)
	}
	return out
}
