package permissiontest_test

import "strings"

// entities are rows by key as other subgraphs ask for them
// (contract/postgres-graphql.md 5.9).
type entities struct {
	of     []entity
	fields map[*table][]*field // what is selected of each type
}

type entity struct {
	table *table
	key   []any
}

// entities makes `_entities`, nil when the role has none.
func (a *asker) entities() any {
	tables := filter(a.tables, func(t *table) bool { return a.v.sees(t) && a.v.readsKey(t) })
	if len(tables) == 0 {
		return nil
	}
	f := entities{fields: map[*table][]*field{}}
	for range a.rng.IntN(4) {
		t := pick(a.world, tables)
		f.of = append(f.of, entity{t, a.key(t)})
	}
	for _, e := range f.of {
		if f.fields[e.table] == nil {
			f.fields[e.table] = a.fields(e.table, 1)
		}
	}
	return f
}

// entities evaluates the rows in the order they were asked for.
func (v *view) entities(f entities) want {
	w := items{limit: -1}
	for _, e := range f.of {
		rows := filter(v.permitted(e.table, e.table.rows, entityRow), func(r *row) bool {
			for i, k := range e.table.key {
				if holds("_eq", v.show(r, k, keyCell), e.key[i]) != yes {
					return false
				}
			}
			return true
		})
		w.tiers = append(w.tiers, tier{v.oneOf(rows, f.fields[e.table])})
	}
	return w
}

// renderEntities writes `_entities`; fields of different types get names of their own.
func (r *renderer) renderEntities(alias string, f entities) string {
	var representations []object
	for _, e := range f.of {
		o := object{"__typename": e.table.name}
		for i, k := range e.table.key {
			o[k.name] = e.key[i]
		}
		representations = append(representations, o)
	}
	if representations == nil {
		representations = []object{}
	}
	parts := []string{}
	for _, t := range r.tables {
		if f.fields[t] != nil {
			parts = append(parts, "... on "+t.name+" "+r.selection(f.fields[t]))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "__typename")
	}
	return aliased(alias, "_entities") + "(representations: " + r.variable(representations, "[_Any!]!") + ") { " + strings.Join(parts, " ") + " }"
}
