package permissiontest_test

import (
	"slices"
	"strconv"
)

// asker makes queries that a role may ask.
type asker struct {
	*world
	v     *view // of any session: only what the schema offers counts
	relay bool  // asks the Relay schema
	near  bool  // follows no relationship to the other database
}

// request makes a query with one to three root fields.
func (a *asker) request() *request {
	q := &request{relay: a.relay}
	for i := range 1 + a.rng.IntN(3) {
		if what := a.root(); what != nil {
			q.fields = append(q.fields, &field{alias: "r" + strconv.Itoa(i), what: what})
		}
	}
	if len(q.fields) == 0 {
		return nil
	}
	q.render(a, true)
	return q
}

// root makes a root field, nil when the draw is one the role does not have.
func (a *asker) root() any {
	if a.relay {
		return a.relayRoot()
	}
	if a.chance(8) {
		return a.entities()
	}
	if a.chance(10) && len(a.natives) > 0 {
		return a.asksNative(pick(a.world, a.natives))
	}
	if a.chance(15) && len(a.functions) > 0 {
		return a.call(pick(a.world, a.functions))
	}
	t := pick(a.world, a.tables)
	if !a.v.sees(t) {
		return nil
	}
	switch n := a.rng.IntN(10); {
	case n < 2 && a.v.root(t, "select_by_pk") && a.v.readsKey(t):
		return byKey{t, a.key(t), a.fields(t, a.depth())}
	case n < 5 && a.v.root(t, "select_aggregate") && a.v.aggregates(t):
		return a.totals(rows{table: t}, a.depth())
	case a.v.root(t, "select"):
		return list{rows{table: t}, a.collection(t), a.fields(t, a.depth())}
	}
	return nil
}

// depth is how many relationships deep a selection may go: mostly one, since statements grow
// with every level and PostgreSQL plans each anew.
func (a *asker) depth() int { return pick(a.world, []int{0, 1, 1, 1, 2, 3}) }

// call makes a root field of a function.
func (a *asker) call(f *function) any {
	if !a.v.sees(f.returns) {
		return nil
	}
	from := rows{table: f.returns, function: f, given: a.given(f.args)}
	switch {
	case a.v.aggregates(f.returns) && a.chance(40):
		return a.totals(from, 1)
	case !f.set:
		c := a.collection(f.returns)
		c.distinct, c.order = nil, nil
		return single{from, c, a.fields(f.returns, 1)}
	}
	return list{from, a.collection(f.returns), a.fields(f.returns, 1)}
}

func (a *asker) given(args []argument) map[string]any {
	given := map[string]any{}
	for _, arg := range args {
		if a.chance(60) {
			given[arg.name] = a.constantOf(left{}, arg.kind)
		}
	}
	return given
}

// key is the key of a row that is there, most of the time.
func (a *asker) key(t *table) []any {
	var key []any
	for _, k := range t.key {
		key = append(key, a.constantOf(left{column: k}, k.kind))
	}
	if len(t.rows) > 0 && a.chance(85) {
		r := pick(a.world, t.rows)
		for i, k := range t.key {
			key[i] = r.cells[k.index]
		}
	}
	return key
}

// fields selects from a row of t; depth bounds relationships.
func (a *asker) fields(t *table, depth int) []*field {
	var out []*field
	add := func(name string, what any) {
		alias := name
		if slices.ContainsFunc(out, func(f *field) bool { return f.alias == alias }) || a.chance(15) {
			alias = "f" + strconv.Itoa(len(out))
		}
		out = append(out, &field{alias, what})
	}
	if a.relay && a.chance(50) {
		add("id", globalID{t})
	}
	for _, c := range t.columns {
		if a.v.offers(c) && a.chance(40) && !(a.relay && c.name == "id") {
			add(c.name, plainColumn{c})
		}
	}
	for _, f := range t.computed {
		if !a.v.offersField(f) {
			continue
		}
		switch {
		case f.returns == nil && a.chance(50):
			add(f.name, plainScalar{f, a.given(f.args)})
		case f.returns != nil && depth > 0 && a.chance(35):
			add(f.name, list{rows{table: f.returns, computed: f}, a.collection(f.returns), a.fields(f.returns, depth-1)})
		}
	}
	for _, r := range t.relations {
		if depth > 0 && a.v.sees(r.to) && !(a.near && r.across) && a.chance(25) {
			a.related(r, depth-1, add)
		}
	}
	if len(out) == 0 || a.chance(10) {
		add("__typename", typename{t.name})
	}
	return out
}

func (a *asker) related(r *relation, depth int, add func(name string, what any)) {
	if !r.array {
		add(r.name, one{r, a.fields(r.to, depth)})
		return
	}
	from := rows{table: r.to, over: r}
	if a.v.aggregates(r.to) && a.chance(45) {
		add(r.name+"_aggregate", a.totals(from, depth))
	}
	if a.relay && !r.across && a.chance(60) {
		add(r.name+"_connection", a.connection(from, depth))
	}
	if a.chance(70) {
		add(r.name, list{from, a.collection(r.to), a.fields(r.to, depth)})
	}
}

// totals makes an aggregate field; its arguments are such that the rows it counts are
// mostly certain.
func (a *asker) totals(from rows, depth int) totals {
	f := totals{from: from, args: a.collection(from.table)}
	if a.total(from.table) == nil && a.chance(90) {
		f.args.limit, f.args.offset, f.args.distinct = -1, -1, nil
	}
	if a.chance(80) {
		f.of = a.totalsOf(from.table)
	}
	if f.of == nil || a.chance(50) {
		f.nodes = a.fields(from.table, depth)
	}
	return f
}

// numericOnly are the aggregate functions that take numbers; max and min take all that
// sorts but booleans.
var numericOnly = []string{"sum", "avg", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp"}

func (a *asker) totalsOf(t *table) []*total {
	var out []*total
	for i := range 1 + a.rng.IntN(3) {
		one := &total{alias: "t" + strconv.Itoa(i), function: pick(a.world, append([]string{"count", "count", "max", "min"}, numericOnly...))}
		if one.function == "count" {
			one.columns = some(a.world, 25, filter(t.columns, a.v.offers))
			one.distinct = len(one.columns) > 0 && a.chance(50)
		} else if one.members = a.members(t, one.function); one.members == nil {
			continue
		}
		out = append(out, one)
	}
	return out
}

func (a *asker) members(t *table, function string) []*member {
	var out []*member
	alias := func() string { return "m" + strconv.Itoa(len(out)) }
	for _, c := range t.columns {
		if a.v.offers(c) && takes(function, c.kind) && a.chance(60) {
			out = append(out, &member{alias: alias(), column: c})
		}
	}
	for _, f := range t.computed {
		if f.returns == nil && a.v.offersField(f) && takes(function, f.kind) && a.chance(40) {
			out = append(out, &member{alias: alias(), computed: f})
		}
	}
	return out
}

// takes tells whether an aggregate function takes values of a kind.
func takes(function string, k kind) bool {
	if slices.Contains(numericOnly, function) {
		return k.numeric()
	}
	return k.numeric() || k == text
}
