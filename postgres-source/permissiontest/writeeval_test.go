package permissiontest_test

import (
	"maps"
	"reflect"
	"slices"
)

// scribe carries a role's mutations out on the world's rows, by the rules and nothing else.
type scribe struct {
	p    *permissions
	role string
	s    session
	// did counts what the rules did, by name.
	did map[string]int
	// unsure is set when it is the order of the database's triggers that decides.
	unsure bool
}

// refusal is why a statement fails: one of several codes, where the order of rows decides.
type refusal []string

func refuse(codes ...string) refusal { return codes }

const (
	permissionError = "permission-error"
	violation       = "constraint-violation"
	notSupported    = "not-supported"
	unexpected      = "unexpected"
)

func (x *scribe) view() *view { return x.p.view(x.role, x.s) }

func (x *scribe) grant(t *table) *writeGrant { return x.p.writeGrant(x.role, t) }

// hold evaluates a rule of the role on a row as it is now.
func (x *scribe) rule(e expr, r *row) truth { return eval(e, bare{x.s}, r, r) }

// passes tells whether a check lets a new row pass: NULL does
// (contract/postgres-graphql.md 6.3).
func (x *scribe) passes(check expr, r *row) bool { return x.rule(check, r) != no }

// run carries a mutation out: as one transaction if it is of one database, else field by
// field. It returns what may be answered, or why it fails.
func (x *scribe) run(m *mutation) (want, refusal) {
	answer := members{}
	start := x.p.world.save()
	one := !slices.ContainsFunc(m.fields, func(f *writeField) bool { return f.table().source != m.fields[0].table().source })
	for _, f := range m.fields {
		before := x.p.world.save()
		w, refused := x.field(f)
		switch {
		case refused != nil && one:
			x.p.world.restore(start)
			return nil, refused
		case refused != nil:
			x.p.world.restore(before)
			return nil, refused
		}
		answer.keys, answer.values = append(answer.keys, f.alias), append(answer.values, w)
	}
	return answer, nil
}

func (x *scribe) field(f *writeField) (want, refusal) {
	switch op := f.what.(type) {
	case insertion:
		i := &inserting{scribe: x}
		rows, refused := i.objects(op.table, op.objects, nil, op.conflict)
		if refused != nil {
			return nil, refused
		}
		return x.answer(f, op.one, true, rows, i.total), nil
	case updating:
		return x.updating(f, op)
	case deletion:
		return x.deletion(f, op)
	case calling:
		return x.calling(op), nil
	}
	panic("no operation")
}

// answer is what a field shows of rows that were written, as everything is now.
func (x *scribe) answer(f *writeField, isRow, ordered bool, rows []*row, affected int) want {
	v := x.view()
	if isRow {
		if len(rows) == 0 {
			return exactly{nil}
		}
		return v.row(f.fields, rows[0])
	}
	m := members{}
	if f.counts {
		m.keys, m.values = append(m.keys, "affected_rows"), append(m.values, want(exactly{int64(affected)}))
	}
	if f.fields != nil {
		list := items{limit: -1, tiers: []tier{{}}}
		for _, r := range rows {
			if ordered {
				list.tiers = append(list.tiers, tier{})
			}
			last := len(list.tiers) - 1
			list.tiers[last] = append(list.tiers[last], v.row(f.fields, r))
		}
		m.keys, m.values = append(m.keys, "returning"), append(m.values, want(list))
	}
	return m
}

// store replaces the rows of the table below t and refuses references to rows that there
// are not.
func (x *scribe) store(t *table, rows []*row) refusal {
	t.stored().rows = rows
	x.p.world.refresh()
	if x.dangling() {
		x.did["foreign key"]++
		return refuse(violation)
	}
	return nil
}

// dangling tells whether a column refers to a row that there is not.
func (x *scribe) dangling() bool {
	return slices.ContainsFunc(x.p.world.tables, func(t *table) bool {
		return slices.ContainsFunc(t.columns, func(c *column) bool { return slices.ContainsFunc(t.rows, c.dangles) })
	})
}

// dangles tells whether a row refers with the column to one that there is not.
func (c *column) dangles(r *row) bool {
	if c.target == nil || r.cells[c.index] == nil {
		return false
	}
	return !slices.ContainsFunc(c.target.rows, func(o *row) bool { return o.cells[c.target.key[0].index] == r.cells[c.index] })
}

// with returns a row of t with other cells; generated ones follow.
func (t *table) with(cells []any) *row {
	base := t.stored()
	for _, c := range base.columns {
		if c.generated != nil {
			cells[c.index] = grownFrom(cells[c.generated.index])
		}
	}
	r := &row{table: base, cells: cells}
	if t.base != nil {
		return &row{table: t, cells: cells, of: r}
	}
	return r
}

// below is the row of the table, for the row of a view.
func (r *row) below() *row {
	if r.of != nil {
		return r.of
	}
	return r
}

// complete tells whether all cells are there that must be.
func (r *row) complete() bool {
	for _, c := range r.table.stored().columns {
		if c.notNull && r.cells[c.index] == nil {
			return false
		}
	}
	return true
}

// clashes returns the constraints in which a row is equal to one of the others.
func (r *row) clashes(others []*row) map[string]*row {
	found := map[string]*row{}
	for name, columns := range r.table.stored().uniques() {
		for _, o := range others {
			if o != r.below() && equalIn(columns, r, o) {
				found[name] = o
			}
		}
	}
	return found
}

func equalIn(columns []*column, a, b *row) bool {
	return !slices.ContainsFunc(columns, func(c *column) bool {
		return a.cells[c.index] == nil || !reflect.DeepEqual(a.cells[c.index], b.cells[c.index])
	})
}

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
		rows, refused := x.update(op.table, u)
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
func (x *scribe) reached(t *table, permission expr, where expr, key []any, what string) []*row {
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
	rows := filter(asked, func(r *row) bool { return x.rule(permission, r) == yes })
	x.did[what+" denied by the filter"] += len(asked) - len(rows)
	x.did[what] += len(rows)
	return rows
}

func (x *scribe) update(t *table, u *change) ([]*row, refusal) {
	g := x.grant(t).update
	old := x.reached(t, g.filter, u.where, u.key, "update")
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
			x.did["update denied by the check"]++
			refused = append(refused, permissionError)
		}
	}
	for _, r := range rows {
		if len(r.clashes(next)) > 0 {
			x.did["unique"]++
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
	rows := x.reached(op.table, x.grant(op.table).remove.filter, op.where, op.key, "delete")
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
			x.did["cascade"]++
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

// calling runs a function, which no permission to write binds; what is shown of its rows is
// for the test of reads.
func (x *scribe) calling(op calling) want {
	t := op.of.returns
	next := slices.Clone(t.rows)
	for i, r := range next {
		if v, size := r.cells[op.of.kind.index], r.cells[op.of.size.index]; v == op.word && v != nil && size != nil {
			cells := slices.Clone(r.cells)
			cells[op.of.size.index] = size.(int64) + 1
			next[i] = t.with(cells)
			x.did["function"]++
		}
	}
	t.rows = next
	x.p.world.refresh()
	return anything{}
}
