package permissiontest_test

// totals evaluates an aggregate field. The permission's limit bounds the nodes only
// (contract/postgres-graphql.md 4.5).
func (v *view) totals(f totals, r *row) want {
	if f.from.unjoined(r) {
		return exactly{nil}
	}
	of := v.from(f.from, r, rootTotals, nestedTotals)
	m := members{keys: []string{}}
	if f.of != nil {
		m.keys = append(m.keys, "aggregate")
		m.values = append(m.values, v.aggregate(f, of))
	}
	if f.nodes != nil {
		m.keys = append(m.keys, "nodes")
		m.values = append(m.values, v.items(f.args, of, v.limit(f.from.table), func(r *row) want { return v.row(f.nodes, r) }))
	}
	return m
}

func (v *view) aggregate(f totals, of []*row) want {
	counted, sure := v.window(f.args, of)
	m := members{keys: []string{}}
	for _, t := range f.of {
		m.keys = append(m.keys, t.alias)
		switch {
		case t.function == "count" && len(t.columns) == 0:
			m.values = append(m.values, exactly{int64(len(counted))})
		case !sure:
			m.values = append(m.values, anything{})
		case t.function == "count":
			m.values = append(m.values, exactly{fold("count", v.tuples(t.columns, counted), t.distinct)})
		default:
			m.values = append(m.values, v.memberTotals(t, counted))
		}
	}
	return m
}

func (v *view) tuples(columns []*column, of []*row) [][]any {
	tuples := make([][]any, len(of))
	for i, r := range of {
		for _, c := range columns {
			tuples[i] = append(tuples[i], v.show(r, c, totalCell))
		}
	}
	return tuples
}

func (v *view) memberTotals(t *total, of []*row) want {
	m := members{keys: []string{}}
	for _, each := range t.members {
		m.keys = append(m.keys, each.alias)
		values := make([][]any, len(of))
		for i, r := range of {
			if each.column != nil {
				values[i] = []any{v.show(r, each.column, totalCell)}
			} else {
				values[i] = []any{v.showField(r, each.computed, nil, totalCell)}
			}
		}
		switch value := fold(t.function, values, false); t.function {
		case "max", "min", "sum":
			m.values = append(m.values, exactly{value})
		default:
			m.values = append(m.values, about{value})
		}
	}
	return m
}

// window returns the rows that the arguments leave, and whether there is no choice.
func (v *view) window(c collection, of []*row) (left []*row, sure bool) {
	skip, take := max(c.offset, 0), c.limit
	sure = true
	for _, tier := range v.sorted(c, of) {
		n := max(0, len(tier)-skip)
		skip = max(0, skip-len(tier))
		if take >= 0 {
			n = min(n, take)
			take -= n
		}
		sure = sure && (n == 0 || n == len(tier))
		for _, choice := range tier[:n] {
			sure = sure && len(choice) == 1
			left = append(left, choice[0])
		}
	}
	return left, sure
}
