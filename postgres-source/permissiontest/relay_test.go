package permissiontest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// What the Relay schema adds (contract/postgres-graphql.md 5.8).
type (
	// globalID is the id of a row of any table.
	globalID struct{ of *table }
	// node is a row by its global id.
	node struct {
		table  *table
		key    []any
		fields []*field
	}
	// connection is a page of rows.
	connection struct {
		from                 rows
		args                 collection // no limit, no offset
		first, last          int        // -1: none
		after, before        []any      // values of the order; nil: none
		pageInfo, edges, ids bool       // which fields are asked for; ids are cursors
		fields               []*field   // of the node; nil: not asked for
	}
)

// idOf is the global id of a row with that key.
func idOf(t *table, key []any) string {
	parts := []string{"1", `"public"`, string(encode(t.name))}
	for _, k := range key {
		parts = append(parts, string(encode(k)))
	}
	return encode64("[" + strings.Join(parts, ", ") + "]")
}

func (r *row) key() []any {
	key := make([]any, len(r.table.key))
	for i, k := range r.table.key {
		key[i] = r.cells[k.index]
	}
	return key
}

func encode64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// relayRoot makes a root field of the Relay schema, nil when the draw is none.
func (a *asker) relayRoot() any {
	t := pick(a.world, a.tables)
	if !a.v.sees(t) {
		return nil
	}
	if a.chance(30) {
		return node{t, a.key(t), a.fields(t, a.depth())}
	}
	from := rows{table: t}
	if called := filter(a.functions, func(f *function) bool { return f.set && f.returns == t }); len(called) > 0 && a.chance(25) {
		from.function = pick(a.world, called)
		from.given = a.given(from.function.args)
	} else if !a.v.root(t, "select") {
		return nil
	}
	return a.connection(from, a.depth())
}

func (a *asker) connection(from rows, depth int) connection {
	f := connection{from: from, first: -1, last: -1, args: collection{limit: -1, offset: -1}}
	if a.chance(40) {
		f.args.where = a.where(from.table, 1)
	}
	if a.chance(50) {
		f.args.order = a.connectionOrder(from.table)
	}
	switch a.rng.IntN(4) {
	case 0:
		f.first = a.rng.IntN(4)
	case 1:
		f.last = a.rng.IntN(4)
	}
	if len(from.table.rows) > 0 {
		at := a.v.position(a.v.total(f.args.order, from.table), pick(a.world, from.table.rows))
		switch a.rng.IntN(4) {
		case 0:
			f.after = at
		case 1:
			f.before = at
		}
	}
	f.pageInfo, f.edges = a.chance(50), a.chance(80)
	if f.ids = f.edges && a.chance(40); f.edges && (!f.ids || a.chance(70)) {
		f.fields = a.fields(from.table, depth)
	}
	f.pageInfo = f.pageInfo || !f.edges
	return f
}

// connectionOrder makes an order of different columns. A key that is not shown in every row
// is left out: the order would not be total.
func (a *asker) connectionOrder(t *table) []term {
	var out []term
	columns := filter(t.columns, func(c *column) bool {
		return a.v.offers(c) && c.kind.sorts() && (a.v.always(c) || !slices.Contains(t.key, c))
	})
	for _, c := range some(a.world, 25, columns) {
		out = append(out, term{column: c, direction: a.direction()})
	}
	return out
}

// connection evaluates a page: the order is completed with the key.
func (v *view) connection(f connection, r *row) want {
	all := f.args
	all.order = v.total(f.args.order, f.from.table)
	var ordered []*row
	for _, tier := range v.sorted(all, v.from(f.from, r, connectionRows, nestedConnection)) {
		for _, choice := range tier {
			ordered = append(ordered, choice[0])
		}
	}
	from, to := v.page(f, all.order, ordered)
	m := members{keys: []string{}}
	if f.pageInfo {
		m.keys, m.values = append(m.keys, "pageInfo"), append(m.values, v.pageInfo(all.order, ordered, from, to))
	}
	if f.edges {
		t := items{limit: -1}
		for _, r := range ordered[from:to] {
			t.tiers = append(t.tiers, tier{v.edge(f, all.order, r)})
		}
		m.keys, m.values = append(m.keys, "edges"), append(m.values, t)
	}
	return m
}

// total completes an order with the columns of the primary key that are not in it, whether
// the role may read them or not: ids show them too (contract/postgres-graphql.md 5.8).
func (v *view) total(order []term, t *table) []term {
	order = slices.Clone(order)
	for _, k := range t.key {
		if !slices.ContainsFunc(order, func(o term) bool { return o.column == k }) {
			order = append(order, term{column: k, direction: "asc", bare: true})
		}
	}
	return order
}

// page returns the bounds of the page in the ordered rows.
func (v *view) page(f connection, order []term, ordered []*row) (from, to int) {
	from, to = 0, len(ordered)
	for i, r := range ordered {
		if f.after != nil && compareAt(order, v.position(order, r), f.after) <= 0 {
			from = i + 1
		}
		if f.before != nil && compareAt(order, v.position(order, r), f.before) < 0 {
			to = i + 1
		} else if f.before != nil {
			to = min(to, i)
		}
	}
	size := to - from
	for _, bound := range []int{f.first, f.last, v.limit(f.from.table)} {
		if bound >= 0 {
			size = min(size, bound)
		}
	}
	if f.last >= 0 {
		return to - size, to
	}
	return from, from + size
}

// position is where a row is in an order.
func (v *view) position(order []term, r *row) []any {
	at := make([]any, len(order))
	for i, t := range order {
		at[i] = v.sortKey(t, r)
	}
	return at
}

func compareAt(order []term, a, b []any) int {
	for i, t := range order {
		if c := t.compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

func (v *view) pageInfo(order []term, ordered []*row, from, to int) want {
	m := members{keys: []string{"startCursor", "endCursor", "hasNextPage", "hasPreviousPage"}}
	if from == to {
		m.values = []want{exactly{nil}, exactly{nil}, exactly{false}, exactly{false}}
		return m
	}
	m.values = []want{
		exactly{cursor(order, v.position(order, ordered[from]))}, exactly{cursor(order, v.position(order, ordered[to-1]))},
		exactly{to < len(ordered)}, exactly{from > 0},
	}
	return m
}

// cursor is a position as PostgreSQL's json_build_object writes it.
func cursor(order []term, at []any) string {
	parts := make([]string, len(order))
	for i, t := range order {
		parts[i] = fmt.Sprintf("%s : %s", encode(t.column.name), encode(at[i]))
	}
	return encode64("{" + strings.Join(parts, ", ") + "}")
}

func (v *view) edge(f connection, order []term, r *row) want {
	m := members{keys: []string{}}
	if f.ids {
		m.keys, m.values = append(m.keys, "cursor"), append(m.values, exactly{cursor(order, v.position(order, r))})
	}
	if f.fields != nil {
		m.keys, m.values = append(m.keys, "node"), append(m.values, v.row(f.fields, r))
	}
	return m
}

// renderConnection writes a connection.
func (r *renderer) renderConnection(alias string, f connection) string {
	order := r.v.total(f.args.order, f.from.table)
	args := append(r.fromArguments(f.from), r.collection(f.from.table, f.args)...)
	if f.first >= 0 {
		args = append(args, "first: "+r.scalar(int64(f.first), integer, ""))
	}
	if f.last >= 0 {
		args = append(args, "last: "+r.scalar(int64(f.last), integer, ""))
	}
	if f.after != nil {
		args = append(args, "after: "+r.scalar(cursor(order, f.after), text, ""))
	}
	if f.before != nil {
		args = append(args, "before: "+r.scalar(cursor(order, f.before), text, ""))
	}
	var parts, edge []string
	if f.pageInfo {
		parts = append(parts, "pageInfo { startCursor endCursor hasNextPage hasPreviousPage }")
	}
	if f.ids {
		edge = append(edge, "cursor")
	}
	if f.fields != nil {
		edge = append(edge, "node "+r.selection(f.fields))
	}
	if f.edges {
		parts = append(parts, "edges { "+strings.Join(edge, " ")+" }")
	}
	return aliased(alias, f.from.name()+"_connection") + arguments(args) + " { " + strings.Join(parts, " ") + " }"
}

// opened adds what is inside the opaque ids and cursors of a Relay answer to its text.
func opened(answer []byte) []byte {
	var v any
	if json.Unmarshal(answer, &v) != nil {
		return answer
	}
	out := slices.Clone(answer)
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		case string:
			if raw, err := base64.StdEncoding.DecodeString(v); err == nil {
				out = append(append(out, ' '), raw...)
			}
		}
	}
	walk(v)
	return out
}
