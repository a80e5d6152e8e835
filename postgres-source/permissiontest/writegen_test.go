package permissiontest_test

import (
	"slices"
	"strconv"
)

// proposer makes mutations that a role may ask.
type proposer struct {
	*asker
	role string
	// bold is set for a mutation that asks for what the role may not have been granted.
	bold bool
}

// grant is what a mutation may ask for.
func (a *proposer) grant(t *table) *writeGrant {
	if a.bold {
		return a.v.p.writeGrant("admin", t)
	}
	return a.v.p.writeGrant(a.role, t)
}

func (a *proposer) mayCall(f *writer) bool {
	return a.v.sees(f.returns) && (a.bold || a.v.p.calls(a.role, f))
}

// mutation makes a mutation with one to three root fields, mostly of one database.
func (a *proposer) mutation() *mutation {
	m := &mutation{}
	source := a.rng.IntN(2)
	a.bold = a.chance(12)
	for i := range 1 + a.rng.IntN(3) {
		if a.chance(10) {
			source = 1 - source
		}
		if f := a.field(source); f != nil {
			f.alias = "w" + strconv.Itoa(i)
			m.fields = append(m.fields, f)
		}
	}
	if len(m.fields) == 0 {
		return nil
	}
	m.render(a.asker, true)
	return m
}

// field makes a root field, nil when the draw is one the role does not have.
func (a *proposer) field(source int) *writeField {
	here := func(t *table) bool { return t.source == source }
	tables := filter(slices.Concat(a.tables, a.tables, a.views), here)
	if calls := filter(a.writers, func(f *writer) bool { return here(f.returns) && a.mayCall(f) }); len(calls) > 0 && a.chance(8) {
		f := pick(a.world, calls)
		return a.shown(&writeField{what: calling{f, pick(a.world, words), a.chance(40)}}, f.returns, true)
	}
	if len(tables) == 0 {
		return nil
	}
	t := pick(a.world, tables)
	g := a.grant(t)
	switch n := a.rng.IntN(100); {
	case n < 50 && g.insert != nil:
		one := !a.bold && a.v.sees(t) && a.chance(35)
		op := insertion{table: t, conflict: a.conflict(t), one: one}
		for range 1 + a.rng.IntN(3)*(1-number(one)) {
			op.objects = append(op.objects, a.object(t, 2, nil, op.conflict))
		}
		return a.shown(&writeField{what: op}, t, one)
	case n < 80 && g.update != nil:
		return a.update(t, g.update)
	case n >= 80 && g.remove != nil:
		op := deletion{table: t}
		if a.byKey(t) {
			op.byKey, op.key = true, a.key(t)
		} else {
			op.where = a.which(t, 2)
		}
		return a.shown(&writeField{what: op}, t, op.byKey)
	}
	return nil
}

func number(b bool) int { return map[bool]int{true: 1}[b] }

// byKey tells whether the role has fields by key, and draws.
func (a *proposer) byKey(t *table) bool {
	return !a.bold && t.base == nil && a.v.sees(t) && a.v.readsKey(t) && a.chance(35)
}

// shown adds what is selected. A field that is a row must select something of it.
func (a *proposer) shown(f *writeField, t *table, isRow bool) *writeField {
	f.counts = !isRow && a.chance(80)
	if isRow || !a.bold && a.v.sees(t) && (!f.counts || a.chance(60)) {
		f.fields = a.fields(t, a.rng.IntN(2))
		if plain := filter(f.fields, func(f *field) bool { _, is := f.what.(plainColumn); return is }); len(plain) > 0 && a.chance(40) {
			f.fields = plain
		}
	}
	f.counts = f.counts || !isRow && f.fields == nil
	return f
}

// which makes a condition; of a table that the role does not see there is little to say.
func (a *proposer) which(t *table, depth int) expr {
	if a.bold || !a.v.sees(t) {
		return pick(a.world, []expr{allOf{}, allOf{}, anyOf{}, notOf{anyOf{}}})
	}
	return a.where(t, depth)
}

func (a *proposer) update(t *table, g *updateGrant) *writeField {
	op := updating{table: t, byKey: a.byKey(t)}
	op.many = !op.byKey && a.chance(25)
	for range 1 + a.rng.IntN(3)*number(op.many) {
		c := &change{sets: a.assignments(t, g)}
		if op.byKey {
			c.key = a.key(t)
		} else {
			c.where = a.which(t, 2)
		}
		op.updates = append(op.updates, c)
	}
	return a.shown(&writeField{what: op}, t, op.byKey)
}

func (a *proposer) assignments(t *table, g *updateGrant) []assignment {
	var sets []assignment
	for _, c := range filter(t.columns, gives(g.columns, g.presets)) {
		s := c.storage()
		key := slices.Contains(s.table.key, s)
		if !a.chance(30) || key && !a.chance(20) {
			continue
		}
		set := assignment{"_set", c, a.fresh(c)}
		switch {
		case c.kind == document && a.chance(60):
			set.operator = pick(a.world, []string{"_append", "_prepend", "_delete_key"})
			set.value = any(map[string]any{"n": 5.0, "k": "z"})
			if set.operator == "_delete_key" {
				set.value = pick(a.world, []any{"k", "n", "t"})
			}
		case c.kind.numeric() && !key && !s.unique && s.target == nil && a.chance(50):
			set.operator, set.value = "_inc", any(int64(1))
			if c.kind == float {
				set.value = 0.5
			}
		}
		sets = append(sets, set)
	}
	return sets
}

// fresh is a value for a column; null where there may be none.
func (a *proposer) fresh(c *column) any {
	s := c.storage()
	if !s.notNull && a.chance(15) {
		return nil
	}
	if len(s.table.rows) > 0 && (slices.Contains(s.table.key, s) || s.unique) && a.chance(25) {
		if v := pick(a.world, s.table.rows).cells[s.index]; v != nil {
			return v // one that is there
		}
	}
	v := a.value(s)
	if v == nil && s.notNull {
		return int64(1)
	}
	return v
}

// object makes an object for a table; the determined columns are not given. With a conflict
// it is mostly one.
func (a *proposer) object(t *table, depth int, determined []*column, c *conflict) *given {
	g, o := a.grant(t).insert, &given{}
	determined = slices.Clone(determined)
	for _, r := range t.relations {
		if depth == 0 || r.across || !a.chance(18) || a.grant(r.to).insert == nil {
			continue
		}
		if !r.array && slices.ContainsFunc(r.local, func(c *column) bool { return slices.Contains(determined, c) }) {
			continue
		}
		n := &nesting{over: r, conflict: a.conflict(r.to)}
		var inner []*column
		if r.array {
			inner = r.remote
		} else {
			determined = append(determined, r.local...)
		}
		for range 1 + a.rng.IntN(2)*number(r.array) {
			n.objects = append(n.objects, a.object(r.to, depth-1, inner, n.conflict))
		}
		o.related = append(o.related, n)
	}
	for _, c := range filter(t.columns, gives(g.columns, g.presets)) {
		s := c.storage()
		most := s.notNull || slices.Contains(s.table.key, s)
		if !slices.Contains(determined, c) && a.chance(map[bool]int{true: 97, false: 55}[most]) {
			o.values = append(o.values, cellValue{c, a.fresh(c)})
		}
	}
	if c != nil && a.chance(70) {
		a.clash(o, t, c)
	}
	return o
}

// clash gives the columns of a constraint the values of a row that is there.
func (a *proposer) clash(o *given, t *table, c *conflict) {
	if len(t.rows) == 0 {
		return
	}
	r := pick(a.world, t.rows)
	for i, v := range o.values {
		if slices.Contains(c.columns, v.column) && r.cells[v.column.index] != nil {
			o.values[i].value = r.cells[v.column.index]
		}
	}
}

// conflict makes an on_conflict; views have no constraints.
func (a *proposer) conflict(t *table) *conflict {
	if t.base != nil || !a.chance(40) {
		return nil
	}
	uniques := t.uniques()
	c := &conflict{constraint: pick(a.world, slices.Sorted(mapNames(uniques)))}
	c.columns = uniques[c.constraint]
	if u := a.grant(t).update; u != nil && a.chance(75) {
		c.update = some(a.world, 45, filter(t.columns, gives(u.columns, u.presets)))
		if a.chance(30) {
			c.where = a.which(t, 1)
		}
	}
	return c
}
