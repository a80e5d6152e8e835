package permissiontest_test

import "slices"

// answer evaluates the fields of a query's root.
func (v *view) answer(fields []*field) want {
	m := members{}
	for _, f := range fields {
		m.keys = append(m.keys, f.alias)
		m.values = append(m.values, v.field(f.what, nil))
	}
	return m
}

// row evaluates fields on a row.
func (v *view) row(fields []*field, r *row) want {
	m := members{keys: []string{}}
	for _, f := range fields {
		m.keys = append(m.keys, f.alias)
		m.values = append(m.values, v.field(f.what, r))
	}
	return m
}

// field evaluates one field, of row r or, without one, of the root.
func (v *view) field(what any, r *row) want {
	switch f := what.(type) {
	case typename:
		return exactly{f.name}
	case plainColumn:
		return exactly{v.show(r, f.of, shownCell)}
	case plainScalar:
		return exactly{v.showField(r, f.of, f.given, shownComputed)}
	case one:
		return v.oneOf(v.permitted(f.over.to, f.over.matches(r), f.over.way(nestedRow)), f.fields)
	case list:
		if f.from.unjoined(r) {
			return exactly{nil}
		}
		return v.items(f.args, v.from(f.from, r, rootRows, nestedRows), v.limit(f.from.table), func(r *row) want { return v.row(f.fields, r) })
	case totals:
		return v.totals(f, r)
	case byKey:
		return v.oneOf(v.byKey(f), f.fields)
	case single:
		return v.single(f)
	}
	return v.special(what, r)
}

// special evaluates what only the Relay schema and federation have.
func (v *view) special(what any, r *row) want {
	switch f := what.(type) {
	case globalID:
		return exactly{idOf(f.of, r.key())}
	case connection:
		return v.connection(f, r)
	case node:
		return v.oneOf(v.withKey(f.table, f.key, nodeRow), f.fields)
	case entities:
		return v.entities(f)
	}
	panic("no field")
}

// unjoined tells whether a row has no key for a join to the other database: then the field
// is null, even where it is a list (contract/remote-schemas-and-joins.md 7.1).
func (f rows) unjoined(r *row) bool {
	return f.over != nil && f.over.across && slices.ContainsFunc(f.over.local, func(c *column) bool { return r.cells[c.index] == nil })
}

// oneOf is one of the rows, or null.
func (v *view) oneOf(rows []*row, fields []*field) want {
	if len(rows) == 0 {
		return exactly{nil}
	}
	var alternatives either
	for _, r := range rows {
		alternatives = append(alternatives, v.row(fields, r))
	}
	return alternatives
}

// withKey returns the permitted row with a key.
func (v *view) withKey(t *table, key []any, by way) []*row {
	return v.permitted(t, filter(t.rows, func(r *row) bool { return slices.EqualFunc(r.key(), key, alike) }), by)
}

func (v *view) byKey(f byKey) []*row {
	return filter(v.permitted(f.table, f.table.rows, rootKey), func(r *row) bool {
		for i, k := range f.table.key {
			if holds("_eq", v.show(r, k, keyCell), f.key[i]) != yes {
				return false
			}
		}
		return true
	})
}

// single is the first of a window over the row a function returned.
func (v *view) single(f single) want {
	w := v.items(f.args, v.from(f.from, nil, rootRows, nestedRows), -1, func(r *row) want { return v.row(f.fields, r) })
	if w.length() == 0 {
		return exactly{nil}
	}
	var alternatives either
	for _, t := range w.tiers {
		alternatives = append(alternatives, t...)
	}
	return alternatives
}

// from returns the permitted rows of a field; r is the row it belongs to. Tables and
// relationships are entered by the given ways.
func (v *view) from(f rows, r *row, root, nested way) []*row {
	switch {
	case f.over != nil:
		return v.permitted(f.table, f.over.matches(r), f.over.way(nested))
	case f.computed != nil:
		return v.permitted(f.table, f.computed.rows(r), nestedComputed)
	case f.function != nil && f.function.native:
		return v.permitted(f.table, f.function.rows(f.given, v.s), rootNative)
	case f.function != nil:
		return v.permitted(f.table, f.function.rows(f.given, v.s), rootFunction)
	}
	return v.permitted(f.table, f.table.rows, root)
}

func (r *relation) way(nested way) way {
	if r.across {
		return farRows
	}
	return nested
}

// items applies the arguments of a list, and the permission's limit.
func (v *view) items(c collection, of []*row, limit int, show func(*row) want) items {
	w := items{offset: max(c.offset, 0), limit: c.limit}
	if limit >= 0 && (w.limit < 0 || limit < w.limit) {
		w.limit = limit
	}
	for _, choices := range v.sorted(c, of) {
		t := tier{}
		for _, choice := range choices {
			var alternatives either
			for _, r := range choice {
				alternatives = append(alternatives, show(r))
			}
			t = append(t, alternatives)
		}
		w.tiers = append(w.tiers, t)
	}
	return w
}

// sorted returns the rows that meet the condition as tiers in order; each holds what is
// equal in the order, and each of that is one row, or one of the rows that are equal in the
// distinct columns too.
func (v *view) sorted(c collection, of []*row) [][][]*row {
	if c.where != nil {
		of = filter(of, func(r *row) bool { return eval(c.where, v, r, r) == yes })
	}
	tiers := [][]*row{slices.Clone(of)}
	for _, t := range c.order {
		tiers = v.refine(tiers, t)
	}
	if len(c.distinct) > 0 {
		return v.distinct(c, tiers)
	}
	out := make([][][]*row, len(tiers))
	for i, tier := range tiers {
		for _, r := range tier {
			out[i] = append(out[i], []*row{r})
		}
	}
	return out
}

// distinct keeps of the rows with equal distinct columns one that comes first.
func (v *view) distinct(c collection, tiers [][]*row) [][][]*row {
	var firsts [][]*row
	for _, tier := range tiers {
		var fresh [][]*row // of this tier, by their distinct columns
		for _, r := range tier {
			is := func(group []*row) bool { return v.alikeIn(c.distinct, group[0], r) }
			switch i := slices.IndexFunc(fresh, is); {
			case i >= 0:
				fresh[i] = append(fresh[i], r)
			case !slices.ContainsFunc(firsts, is):
				fresh = append(fresh, []*row{r})
			}
		}
		firsts = append(firsts, fresh...)
	}
	if len(c.order) == 0 {
		return [][][]*row{firsts}
	}
	// The order begins with the distinct columns, so no two of them are equal in it.
	out := make([][][]*row, len(firsts))
	for i, f := range firsts {
		out[i] = [][]*row{f}
	}
	return out
}

func (v *view) alikeIn(columns []*column, a, b *row) bool {
	return !slices.ContainsFunc(columns, func(c *column) bool { return !alike(v.show(a, c, distinctCell), v.show(b, c, distinctCell)) })
}
