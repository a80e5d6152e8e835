package permissiontest_test

import "slices"

// collection makes the arguments of a list of rows of t.
func (a *asker) collection(t *table) collection {
	c := collection{limit: -1, offset: -1}
	if a.chance(55) {
		c.where = a.where(t, 2)
	}
	if columns := filter(t.columns, func(c *column) bool { return a.v.offers(c) && c.kind.sorts() }); len(columns) > 0 && a.chance(25) {
		c.distinct = a.distinct(columns)
	}
	if a.chance(50) {
		c.order = a.order(t, c.distinct)
	}
	if a.chance(30) {
		c.limit = a.rng.IntN(5)
	}
	if a.chance(20) {
		c.offset = a.rng.IntN(4)
	}
	return c
}

// order makes an order that begins with the distinct columns, often a total one.
func (a *asker) order(t *table, distinct []*column) []term {
	var out []term
	first := slices.Clone(distinct)
	a.rng.Shuffle(len(first), func(i, j int) { first[i], first[j] = first[j], first[i] })
	for _, c := range first {
		out = append(out, term{column: c, direction: a.direction()})
	}
	for range a.rng.IntN(3) {
		if t, ok := a.term(t); ok {
			out = append(out, t)
		}
	}
	if a.chance(60) {
		for _, c := range a.total(t) {
			out = append(out, term{column: c, direction: a.direction()})
		}
	}
	return out
}

func (a *asker) direction() string {
	return pick(a.world, []string{"asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last"})
}

// total returns columns by which no two rows are equal as the role sees them, nil if there
// are none.
func (a *asker) total(t *table) []*column {
	if !slices.ContainsFunc(t.key, func(c *column) bool { return !a.v.always(c) }) && a.v.sees(t) {
		return t.key
	}
	for _, c := range t.columns {
		if c.token && c.notNull && a.v.always(c) && a.v.offers(c) {
			return []*column{c}
		}
	}
	return nil
}

// term makes one term of an order.
func (a *asker) term(t *table) (term, bool) {
	out := term{direction: a.direction()}
	for range 2 {
		if over := filter(t.relations, func(r *relation) bool { return !r.array && !r.across && r.single() && a.v.sees(r.to) }); len(over) > 0 && a.chance(35) {
			r := pick(a.world, over)
			out.steps, t = append(out.steps, r), r.to
		}
	}
	if arrays := filter(t.relations, func(r *relation) bool { return r.array && !r.across && a.v.sees(r.to) }); len(arrays) > 0 && a.chance(50) {
		out.over = pick(a.world, arrays)
		return out, a.aggregateTerm(&out, out.over.to)
	}
	if calls := filter(t.computed, func(f *computed) bool { return f.returns != nil && a.v.offersField(f) }); len(calls) > 0 && a.chance(40) {
		out.calls = pick(a.world, calls)
		return out, a.aggregateTerm(&out, out.calls.returns)
	}
	if scalars := filter(t.computed, func(f *computed) bool { return f.returns == nil && len(f.args) == 0 && a.v.offersField(f) }); len(scalars) > 0 && a.chance(25) {
		out.computed = pick(a.world, scalars)
		return out, true
	}
	columns := filter(t.columns, func(c *column) bool { return a.v.offers(c) && c.kind.sorts() })
	if len(columns) == 0 {
		return out, false
	}
	out.column = pick(a.world, columns)
	return out, true
}

// aggregateTerm orders by an aggregate over rows of t.
func (a *asker) aggregateTerm(out *term, t *table) bool {
	out.aggregate = pick(a.world, []string{"count", "max", "min", "sum", "avg"})
	if out.aggregate == "count" {
		return true
	}
	columns := filter(t.columns, func(c *column) bool { return a.v.offers(c) && takes(out.aggregate, c.kind) })
	if len(columns) == 0 {
		out.aggregate = "count"
		return true
	}
	out.of = pick(a.world, columns)
	return true
}

// where makes a client's condition on rows of t.
func (a *asker) where(t *table, depth int) expr {
	if depth > 0 {
		switch n := a.rng.IntN(100); {
		case n < 4:
			return pick(a.world, []expr{allOf{}, anyOf{}, notOf{allOf{}}})
		case n < 16:
			return allOf{a.where(t, depth-1), a.where(t, depth-1)}
		case n < 30:
			return anyOf{a.where(t, depth-1), a.where(t, depth-1)}
		case n < 40:
			return notOf{a.where(t, depth-1)}
		case n < 80:
			if e := a.whereRelated(t, depth); e != nil {
				return e
			}
		}
	}
	var lefts []left
	for _, c := range t.columns {
		if a.v.offers(c) {
			lefts = append(lefts, left{column: c}, left{column: c, asText: c.kind == document && a.chance(30)})
		}
	}
	for _, f := range t.computed {
		if f.returns == nil && len(f.args) == 0 && a.v.offersField(f) {
			lefts = append(lefts, left{computed: f})
		}
	}
	if len(lefts) == 0 {
		return allOf{}
	}
	return a.compareWith(pick(a.world, lefts), false)
}

// whereRelated makes a condition on related rows, nil when the draw is not offered.
func (a *asker) whereRelated(t *table, depth int) expr {
	var options []expr
	for _, r := range t.relations {
		if r.across || !a.v.sees(r.to) {
			continue
		}
		options = append(options, related{r, a.where(r.to, depth-1)})
		if r.array && a.v.aggregates(r.to) {
			options = append(options, a.whereAggregated(r, depth))
		}
	}
	for _, f := range t.computed {
		if f.returns != nil && a.v.sees(f.returns) {
			options = append(options, relatedByFunction{f, a.where(f.returns, depth-1)})
		}
	}
	if len(options) == 0 {
		return nil
	}
	return pick(a.world, options)
}

// whereAggregated makes an aggregate predicate.
func (a *asker) whereAggregated(r *relation, depth int) expr {
	e := aggregated{over: r, function: "count"}
	if a.chance(40) {
		e.filter = a.where(r.to, depth-1)
	}
	readable := filter(r.to.columns, a.v.offers)
	floats := filter(readable, func(c *column) bool { return c.kind == float })
	flags := filter(readable, func(c *column) bool { return c.kind == boolean })
	switch n := a.rng.IntN(10); {
	case n < 3 && len(floats) > 0:
		e.function, e.columns = pick(a.world, []string{"avg", "max", "min", "sum"}), []*column{pick(a.world, floats)}
	case n < 5 && len(flags) > 0:
		e.function, e.columns = pick(a.world, []string{"bool_and", "bool_or"}), []*column{pick(a.world, flags)}
	case n < 7 && len(readable) > 0:
		e.columns = []*column{pick(a.world, readable)}
	}
	k := predicateKind(e.function)
	e.op = pick(a.world, map[kind][]string{integer: {"_eq", "_gt", "_lt", "_gte", "_neq"}, float: {"_gt", "_lte"}, boolean: {"_eq", "_neq"}}[k])
	e.right = operand{constant: a.constantOf(left{}, k)}
	if e.function == "count" {
		e.right.constant = int64(a.rng.IntN(3))
	}
	return e
}

// distinct picks one column mostly: with more no two rows are equal in them.
func (a *asker) distinct(columns []*column) []*column {
	if a.chance(70) {
		return []*column{pick(a.world, columns)}
	}
	return some(a.world, 30, columns)
}
