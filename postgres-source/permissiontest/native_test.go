package permissiontest_test

import (
	"fmt"
)

// addModels adds logical models with a native query each: the rows are those of a table, as
// the query's code picks them.
func (w *world) addModels() {
	for _, t := range w.tables {
		size := t.column("size")
		if size == nil || !w.chance(70) {
			continue
		}
		m := &table{name: "model_" + t.name, source: t.source}
		for _, c := range t.columns {
			m.columns = append(m.columns, &column{
				name: c.name, table: m, index: c.index, kind: c.kind, notNull: c.notNull, unique: c.unique, token: c.token,
			})
		}
		m.key = m.columns[:len(t.key)]
		for _, r := range t.rows {
			m.rows = append(m.rows, &row{table: m, cells: r.cells})
		}
		w.models = append(w.models, m)
		w.natives = append(w.natives, w.native(m, t, size))
	}
}

func (w *world) native(m, of *table, size *column) *function {
	return &function{
		name: "pick_" + of.name, returns: m, set: true, native: true, args: []argument{{name: "least", kind: integer}},
		sql: fmt.Sprintf("select * from %s r where r.size >= {{least}} -- the end", of.name),
		rows: func(given map[string]any, _ session) []*row {
			return filter(m.rows, func(r *row) bool {
				return holds("_gte", r.cells[size.index], given["least"]) == yes
			})
		},
	}
}

// modelRule makes a filter of a logical model, which has no relationships.
func (w *world) modelRule(m *table, depth int) expr {
	switch n := w.rng.IntN(100); {
	case depth == 0 || n < 50:
		return w.compareWith(left{column: pick(w, m.columns)}, true)
	case n < 70:
		return anyOf{w.modelRule(m, depth-1), w.modelRule(m, depth-1)}
	case n < 85:
		return allOf{w.modelRule(m, depth-1), w.modelRule(m, depth-1)}
	}
	return notOf{w.modelRule(m, depth-1)}
}

// modelGrant gives a role some columns of a logical model.
func (w *world) modelGrant(m *table) *grant {
	return &grant{limit: -1, columns: some(w, 75, m.columns), filter: w.telling(m, func() expr { return w.modelRule(m, 2) })}
}

// asksNative makes the root field of a native query, nil when the role does not see it.
func (a *asker) asksNative(f *function) any {
	if !a.v.sees(f.returns) {
		return nil
	}
	from := rows{table: f.returns, function: f, given: map[string]any{"least": pick(a.world, sizes)}}
	return list{from, a.collection(f.returns), a.fields(f.returns, 0)}
}

// modelMetadata is a logical model with its permissions.
func (p *permissions) modelMetadata(m *table) object {
	fields := []object{}
	for _, c := range m.columns {
		fields = append(fields, object{"name": c.name, "type": object{"scalar": c.kind.sql(), "nullable": !c.notNull}})
	}
	o := object{"name": m.name, "fields": fields}
	var list []object
	for _, role := range roles {
		if g := p.grants[role][m]; g != nil {
			names := []string{}
			for _, c := range g.columns {
				names = append(names, c.name)
			}
			list = append(list, object{"role": role, "permission": object{"columns": names, "filter": ruleMetadata(g.filter)}})
		}
	}
	if list != nil {
		o["select_permissions"] = list
	}
	return o
}

// nativeMetadata is a native query.
func nativeMetadata(f *function) object {
	args := object{}
	for _, arg := range f.args {
		args[arg.name] = object{"type": arg.kind.sql(), "nullable": true}
	}
	return object{"root_field_name": f.name, "returns": f.returns.name, "code": f.sql, "arguments": args}
}
