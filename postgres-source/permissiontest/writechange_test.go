package permissiontest_test

import (
	"maps"
	"slices"
)

// updating runs one update after the other.
func (x *scribe) updating(f *writeField, op updating) (want, refusal) {
	var list []want
	for _, u := range op.updates {
		if len(u.sets) == 0 && len(x.grant(op.table).update.presets) == 0 {
			if op.byKey {
				return members{keys: nil}, nil
			}
			list = append(list, x.answer(f, false, false, nil, 0))
			continue
		}
		rows, refused := x.update(op.table, u, op.way())
		if refused != nil {
			return nil, refused
		}
		list = append(list, x.answer(f, op.byKey, false, rows, len(rows)))
	}
	if !op.many {
		return list[0], nil
	}
	all := items{limit: -1}
	for _, w := range list {
		all.tiers = append(all.tiers, tier{w})
	}
	return all, nil
}

// reached are the rows that a write may change: the permission's filter, then the client's
// condition.
func (x *scribe) reached(t *table, permission expr, where expr, key []any, way string) []*row {
	v := x.view()
	asked := filter(t.rows, func(r *row) bool {
		if key == nil {
			return eval(where, v, r, r) == yes
		}
		for i, k := range t.key {
			if holds("_eq", v.show(r, k, keyCell), key[i]) != yes {
				return false
			}
		}
		return true
	})
	return filter(asked, func(r *row) bool {
		through := x.rule(permission, r) == yes
		x.decide(through, way, t, permission)
		return through
	})
}

func (x *scribe) update(t *table, u *change, way string) ([]*row, refusal) {
	g := x.grant(t).update
	old := x.reached(t, g.filter, u.where, u.key, way)
	next := slices.Clone(t.stored().rows)
	var rows []*row
	var refused refusal
	for _, r := range old {
		cells := slices.Clone(r.cells)
		for _, s := range u.sets {
			cells[s.column.index] = s.apply(cells[s.column.index])
		}
		for _, p := range g.presets {
			cells[p.column.index] = p.value(x.s)
		}
		changed := t.with(cells)
		next[slices.Index(next, r.below())] = changed.below()
		rows = append(rows, changed)
		if !changed.complete() {
			refused = append(refused, violation)
		}
		if g.check != nil && !x.passes(g.check, changed) {
			x.did.beside["update denied by the check"]++
			x.decide(false, way, t, g.check)
			refused = append(refused, permissionError)
		}
	}
	for _, r := range rows {
		if len(r.clashes(next)) > 0 {
			x.did.beside["unique"]++
			refused = append(refused, violation)
		}
	}
	if refused != nil {
		return nil, refused
	}
	return rows, x.store(t, next)
}

// apply is what an operator makes of a cell.
func (s assignment) apply(old any) any {
	switch s.operator {
	case "_set":
		return s.value
	case "_inc":
		switch v := s.value.(type) {
		case int64:
			if old != nil {
				return old.(int64) + v
			}
		case float64:
			if old != nil {
				return old.(float64) + v
			}
		}
		return nil
	}
	if old == nil {
		return nil
	}
	d := maps.Clone(old.(map[string]any))
	switch s.operator {
	case "_append":
		maps.Copy(d, s.value.(map[string]any))
	case "_prepend":
		d = maps.Clone(s.value.(map[string]any))
		maps.Copy(d, old.(map[string]any))
	case "_delete_key":
		delete(d, s.value.(string))
	}
	return d
}

func (x *scribe) deletion(f *writeField, op deletion) (want, refusal) {
	rows := x.reached(op.table, x.grant(op.table).remove.filter, op.where, op.key, op.way())
	next := slices.DeleteFunc(slices.Clone(op.table.stored().rows), func(r *row) bool {
		return slices.ContainsFunc(rows, func(gone *row) bool { return gone.below() == r })
	})
	op.table.stored().rows = next
	refusable := false
	for again := true; again; {
		refusable = refusable || slices.ContainsFunc(x.p.world.tables, func(t *table) bool {
			return slices.ContainsFunc(t.columns, func(c *column) bool { return c.onDelete == "" && slices.ContainsFunc(t.rows, c.dangles) })
		})
		again = x.cascade()
	}
	if refused := x.store(op.table, op.table.stored().rows); refused != nil {
		return nil, refused
	}
	x.unsure = x.unsure || refusable // only if the key is checked before the row that refers is gone
	return x.answer(f, op.byKey, false, rows, len(rows)), nil
}

// cascade does what foreign keys do when rows are gone, one column at a time. It tells
// whether there was anything to do.
func (x *scribe) cascade() bool {
	for _, t := range x.p.world.tables {
		for _, c := range t.columns {
			if c.onDelete == "" || !slices.ContainsFunc(t.rows, c.dangles) {
				continue
			}
			x.did.beside["cascade"]++
			var next []*row
			for _, r := range t.rows {
				switch {
				case !c.dangles(r):
					next = append(next, r)
				case c.onDelete == "set null":
					cells := slices.Clone(r.cells)
					cells[c.index] = nil
					next = append(next, t.with(cells))
				}
			}
			t.rows = next
			return true
		}
	}
	return false
}

// calling runs a function, which no permission to write binds. Its rows are shown as they
// are after it, all that belongs to them as it was before: it is one statement.
func (x *scribe) calling(f *writeField, op calling) want {
	t, v := op.of.returns, x.view()
	next := slices.Clone(t.rows)
	var written []*row
	for i, r := range next {
		if word := r.cells[op.of.kind.index]; word != op.word || word == nil {
			continue
		}
		cells := slices.Clone(r.cells)
		cells[op.of.size.index] = grownFrom(cells[op.of.size.index])
		next[i] = t.with(cells)
		written = append(written, next[i])
		x.decide(true, byFunction, t, nil)
	}
	shown := v.items(op.window(), v.permitted(t, written, rootFunction), v.limit(t), func(r *row) want { return v.row(f.fields, r) })
	t.rows = next
	x.p.world.refresh()
	return shown
}

// window is what is asked to be shown.
func (op calling) window() collection {
	if op.none {
		return collection{limit: 0}
	}
	return collection{limit: -1}
}
