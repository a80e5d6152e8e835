package permissiontest_test

import (
	"reflect"
	"slices"
)

// scribe carries a role's mutations out on the world's rows, by the rules and nothing else.
type scribe struct {
	p    *permissions
	role string
	s    session
	did  *tally
	// before is what the tables held before the field at hand.
	before state
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
	if x.trespasses(m) {
		return nil, refuse(validationFailed)
	}
	answer := members{}
	start := x.p.world.save()
	one := !slices.ContainsFunc(m.fields, func(f *writeField) bool { return f.table().source != m.fields[0].table().source })
	for _, f := range m.fields {
		x.before = x.p.world.save()
		w, refused := x.field(f)
		switch {
		case refused != nil && one:
			x.p.world.restore(start)
			return nil, refused
		case refused != nil:
			x.p.world.restore(x.before)
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
		rows, refused := i.objects(op.way(), op.table, op.objects, nil, op.conflict)
		if refused != nil {
			return nil, refused
		}
		return x.answer(f, op.one, true, rows, i.total), nil
	case updating:
		return x.updating(f, op)
	case deletion:
		return x.deletion(f, op)
	case calling:
		return x.calling(f, op), nil
	}
	panic("no operation")
}

// answer is what a field shows of rows that were written, as everything is now.
func (x *scribe) answer(f *writeField, isRow, ordered bool, rows []*row, affected int) want {
	v := x.view()
	x.compareBefore(f.fields, rows)
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

// compareBefore counts selections of plain columns in which rules over other rows show other
// cells after the write than they did before it.
func (x *scribe) compareBefore(fields []*field, rows []*row) {
	if slices.ContainsFunc(fields, func(f *field) bool { _, plain := f.what.(plainColumn); return !plain }) {
		return
	}
	after, now := x.cells(fields, rows), x.p.world.save()
	x.p.world.restore(x.before)
	if !reflect.DeepEqual(x.cells(fields, rows), after) {
		x.did.beside[judgedAfter]++
	}
	x.p.world.restore(now)
}

func (x *scribe) cells(fields []*field, rows []*row) []any {
	var all []any
	v := x.view()
	for _, r := range rows {
		for _, f := range fields {
			all = append(all, v.show(r, f.what.(plainColumn).of, shownCell))
		}
	}
	return all
}

// store replaces the rows of the table below t and refuses references to rows that there
// are not.
func (x *scribe) store(t *table, rows []*row) refusal {
	t.stored().rows = rows
	x.p.world.refresh()
	if x.dangling() {
		x.did.beside["foreign key"]++
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
