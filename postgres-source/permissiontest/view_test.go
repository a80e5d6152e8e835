package permissiontest_test

import "slices"

// view is what one session of a role may see, found row by row. It is the eye of a client's
// conditions, and the source of all answers.
type view struct {
	p    *permissions
	role string
	s    session
	// known remembers what was found: rules are evaluated many times for one answer.
	known map[filterOf]truth
	// blind is a way in which the view forgets the permissions: to see that the test would
	// notice a Weft that does.
	blind way
}

// way is how rows or cells get into an answer.
type way string

// The ways of rows. All but the first are also reached from rows of the other database.
const (
	rootRows       way = "root field"
	rootTotals     way = "root aggregate"
	rootKey        way = "by_pk"
	rootFunction   way = "function"
	rootNative     way = "native query"
	nestedRow      way = "object relationship"
	nestedRows     way = "array relationship"
	nestedTotals   way = "aggregate of a relationship"
	nestedComputed way = "computed field with rows"
	farRows        way = "relationship to another database"
	conditionRows  way = "relationship in where"
	predicateRows  way = "aggregate in where"
	orderRows      way = "relationship in order_by"
	orderTotals    way = "aggregate in order_by"
	orderComputed  way = "computed field with rows in order_by"

	nodeRow          way = "node"
	connectionRows   way = "connection"
	nestedConnection way = "connection of a relationship"
	entityRow        way = "_entities"
	streamRows       way = "stream"
)

// The ways of cells that an inherited role sees in some rows only.
const (
	shownCell     way = "cell"
	shownComputed way = "computed field"
	conditionCell way = "cell in where"
	orderCell     way = "cell in order_by"
	distinctCell  way = "cell in distinct_on"
	totalCell     way = "cell in aggregate"
	keyCell       way = "cell in by_pk"
)

// boundRows is the permission's limit.
const boundRows way = "limit"

// ways are those that every run of the test must have covered.
var ways = []way{
	rootRows, rootTotals, rootKey, rootFunction, rootNative, nestedRow, nestedRows, nestedTotals, nestedComputed, farRows,
	conditionRows, predicateRows, orderRows, orderTotals, orderComputed, nodeRow, connectionRows, nestedConnection, entityRow,
	shownCell, shownComputed, conditionCell, orderCell, distinctCell, totalCell, keyCell, boundRows,
}

type filterOf struct {
	grant *grant
	row   *row
}

func (p *permissions) view(role string, s session) *view {
	return &view{p: p, role: role, s: s, known: map[filterOf]truth{}}
}

// contributors are the grants that a role has on a table: its own, or its parents'.
func (p *permissions) contributors(role string, t *table) []*grant {
	if own := p.grants[role]; own != nil {
		if own[t] == nil {
			return nil
		}
		return []*grant{own[t]}
	}
	var all []*grant
	for _, parent := range parents[role] {
		all = append(all, p.contributors(parent, t)...)
	}
	return all
}

func (v *view) grants(t *table) []*grant { return v.p.contributors(v.role, t) }

func (v *view) sees(t *table) bool {
	return v.role == "admin" || len(v.grants(t)) > 0
}

// allows tells whether a grant's filter lets a row through.
func (v *view) allows(g *grant, r *row) bool {
	key := filterOf{g, r}
	if _, ok := v.known[key]; !ok {
		v.known[key] = eval(g.filter, bare{v.s}, r, r)
	}
	return v.known[key] == yes
}

// permitted returns those of the rows that the role may see.
func (v *view) permitted(t *table, rows []*row, by way) []*row {
	if v.role == "admin" || v.blind == by {
		return rows
	}
	return filter(rows, func(r *row) bool {
		return slices.ContainsFunc(v.grants(t), func(g *grant) bool { return v.allows(g, r) })
	})
}

// offers tells whether the role's schema has a column or scalar computed field.
func (v *view) offers(c *column) bool {
	return v.role == "admin" || slices.ContainsFunc(v.grants(c.table), func(g *grant) bool { return slices.Contains(g.columns, c) })
}

func (v *view) offersField(f *computed) bool {
	if f.returns != nil {
		return v.sees(f.returns)
	}
	return v.role == "admin" || slices.ContainsFunc(v.grants(f.table), func(g *grant) bool { return slices.Contains(g.computed, f) })
}

// reads tells whether a cell of a row is shown: some grant has the column, and all have it
// or one that does lets the row through.
func (v *view) reads(r *row, has func(*grant) bool) bool {
	all := v.role == "admin"
	grants := v.grants(r.table)
	if !all && len(grants) > 0 {
		all = !slices.ContainsFunc(grants, func(g *grant) bool { return !has(g) })
	}
	return all || slices.ContainsFunc(grants, func(g *grant) bool { return has(g) && v.allows(g, r) })
}

// show is the value of a cell as the role reads it.
func (v *view) show(r *row, c *column, by way) any {
	if v.blind != by && !v.reads(r, func(g *grant) bool { return slices.Contains(g.columns, c) }) {
		return nil
	}
	return r.cells[c.index]
}

func (v *view) showField(r *row, f *computed, given map[string]any, by way) any {
	if v.blind != by && !v.reads(r, func(g *grant) bool { return slices.Contains(g.computed, f) }) {
		return nil
	}
	return f.value(r, given, v.s)
}

// always tells whether a column is shown in every row, so that it is as unique as it is.
func (v *view) always(c *column) bool {
	return v.role == "admin" || !slices.ContainsFunc(v.grants(c.table), func(g *grant) bool { return !slices.Contains(g.columns, c) })
}

// The view is the eye of clients' conditions.

func (v *view) cell(r *row, c *column) any     { return v.show(r, c, conditionCell) }
func (v *view) scalar(r *row, f *computed) any { return v.showField(r, f, nil, conditionCell) }

func (v *view) follow(r *row, over *relation) []*row {
	return v.permitted(over.to, over.matches(r), conditionRows)
}

func (v *view) count(r *row, over *relation) []*row {
	return v.permitted(over.to, over.matches(r), predicateRows)
}

// call returns all rows of a computed field: in conditions the rows are not filtered
// (contract/postgres-graphql.md 3.4).
func (v *view) call(r *row, f *computed) []*row { return f.rows(r) }

func (v *view) nullSafe() bool   { return false }
func (v *view) session() session { return v.s }

// limit is the bound on lists of a table, -1 when there is none: of several grants the
// greatest of those that have one (contract/postgres-graphql.md 7.4).
func (v *view) limit(t *table) int {
	limit := -1
	if v.blind == boundRows {
		return limit
	}
	for _, g := range v.grants(t) {
		limit = max(limit, g.limit)
	}
	return limit
}

func (v *view) aggregates(t *table) bool {
	return v.role == "admin" || slices.ContainsFunc(v.grants(t), func(g *grant) bool { return g.aggregates })
}

// root tells whether the role gets a root field.
func (v *view) root(t *table, name string) bool {
	return v.role == "admin" || slices.ContainsFunc(v.grants(t), func(g *grant) bool { return g.roots == nil || slices.Contains(g.roots, name) })
}
