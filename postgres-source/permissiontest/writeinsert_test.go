package permissiontest_test

import "slices"

// inserting carries one inserting field out.
type inserting struct {
	*scribe
	total int // rows of all tables
}

// objects inserts objects into t: in one statement, or one by one with what is related to
// them (contract/postgres-graphql.md 6.4). It returns the rows that were written.
func (i *inserting) objects(way string, t *table, of []*given, determined map[*column]any, c *conflict) ([]*row, refusal) {
	if !slices.ContainsFunc(of, func(o *given) bool { return len(o.related) > 0 }) {
		all := make([][]any, len(of))
		for n, o := range of {
			all[n] = i.cells(t, o, determined)
		}
		return i.statement(way, t, all, c)
	}
	var rows []*row
	for _, o := range of {
		row, refused := i.object(way, t, o, determined, c)
		if refused != nil {
			return nil, refused
		}
		rows = append(rows, row...)
	}
	return rows, nil
}

func (i *inserting) object(way string, t *table, o *given, determined map[*column]any, c *conflict) ([]*row, refusal) {
	own := map[*column]any{}
	for column, value := range determined {
		own[column] = value
	}
	for _, n := range o.related {
		if n.over.array {
			continue
		}
		parents, refused := i.objects(n.way(), n.over.to, n.objects, nil, n.conflict)
		switch {
		case refused != nil:
			return nil, refused
		case len(parents) == 0:
			i.did.beside["object relationship without a row"]++
			return nil, refuse(notSupported)
		}
		for k, local := range n.over.local {
			own[local] = parents[0].cells[n.over.remote[k].index]
		}
	}
	rows, refused := i.statement(way, t, [][]any{i.cells(t, o, own)}, c)
	if refused != nil {
		return nil, refused
	}
	for _, n := range o.related {
		if !n.over.array {
			continue
		}
		if len(rows) == 0 {
			i.did.beside["array relationship without a row"]++
			return nil, refuse(notSupported)
		}
		inner := map[*column]any{}
		for k, remote := range n.over.remote {
			inner[remote] = rows[0].cells[n.over.local[k].index]
		}
		if _, refused := i.objects(n.way(), n.over.to, n.objects, inner, n.conflict); refused != nil {
			return nil, refused
		}
	}
	return rows, nil
}

// cells are those of an object: defaults, what is given, what other rows determine, and the
// permission's presets, which count whatever else is said.
func (i *inserting) cells(t *table, o *given, determined map[*column]any) []any {
	cells := make([]any, len(t.columns))
	for _, c := range t.stored().columns {
		cells[c.index] = c.deflt
	}
	for _, v := range o.values {
		cells[v.column.index] = v.value
	}
	for c, v := range determined {
		cells[c.index] = v
	}
	for _, p := range i.grant(t).insert.presets {
		cells[p.column.index] = p.value(i.s)
	}
	return cells
}

// statement inserts rows with one INSERT. Conditions see what was there before it.
func (i *inserting) statement(way string, t *table, all [][]any, c *conflict) ([]*row, refusal) {
	g := i.grant(t)
	next := slices.Clone(t.stored().rows)
	var rows []*row
	for _, cells := range all {
		r := t.with(cells)
		if !r.complete() {
			i.did.beside["not null"]++
			return nil, refuse(violation)
		}
		clashes := r.clashes(next)
		check := g.insert.check
		switch {
		case c != nil && clashes[c.constraint] != nil:
			there := clashes[c.constraint]
			changed, refused := i.upsert(upserting(way), t, there, cells, c, rows)
			switch {
			case refused != nil:
				return nil, refused
			case changed == nil:
				continue
			}
			next[slices.Index(next, there)] = changed
			r = changed
			if !r.complete() || len(r.clashes(next)) > 0 {
				return nil, refuse(violation)
			}
			if check = g.update.check; check == nil {
				check = g.insert.check
			}
			i.decide(i.passes(check, r), upserting(way), t, check)
			i.partitions(i.passes(check, r), t, c)
			if !i.passes(check, r) {
				i.did.beside["upsert denied by the check"]++
				return nil, refuse(permissionError)
			}
		case len(clashes) > 0:
			i.did.beside["unique"]++
			return nil, refuse(violation)
		default:
			next = append(next, r.below())
			i.decide(i.passes(check, r), way, t, check)
			i.partitions(i.passes(check, r), t, c)
			if !i.passes(check, r) {
				return nil, refuse(permissionError)
			}
		}
		rows = append(rows, r)
	}
	i.total += len(rows)
	return rows, i.store(t, next)
}

// partitions counts what the checks of an upsert into partitions decide.
func (i *inserting) partitions(allowed bool, t *table, c *conflict) {
	if t.partitioned && c != nil && len(c.update) > 0 && i.grant(t).update.check != nil {
		i.did.of(allowed)[intoPartitions]++
	}
}

// upsert is the row that is there with new values, nil when it is left alone.
func (i *inserting) upsert(way string, t *table, there *row, excluded []any, c *conflict, written []*row) (*row, refusal) {
	if len(c.update) == 0 {
		i.did.beside["left alone"]++
		return nil, nil
	}
	if slices.ContainsFunc(written, func(r *row) bool { return r.below() == there }) {
		return nil, refuse(unexpected) // the statement has written it already
	}
	g := i.grant(t).update
	if i.rule(g.filter, there) != yes {
		i.did.beside["upsert denied by the filter"]++
		i.decide(false, way, t, g.filter)
		return nil, nil
	}
	if c.where != nil && eval(c.where, i.view(), there, there) != yes {
		return nil, nil
	}
	cells := slices.Clone(there.cells)
	for _, column := range c.update {
		cells[column.index] = excluded[column.index]
	}
	for _, p := range g.presets {
		cells[p.column.index] = p.value(i.s)
	}
	return t.with(cells), nil
}
