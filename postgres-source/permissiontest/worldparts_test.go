package permissiontest_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// addRelations declares relationships by foreign keys in both directions, manual ones over
// equal values, and some to the other database.
func (w *world) addRelations() {
	for _, t := range w.tables {
		for _, c := range t.columns {
			if c.target == nil {
				continue
			}
			key := []*column{c.target.key[0]}
			w.relate(&relation{name: strings.TrimSuffix(c.name, "_id"), from: t, to: c.target, local: []*column{c}, remote: key, foreign: c})
			w.relate(&relation{name: t.name + "s_by_" + c.target.name, from: c.target, to: t, array: true, local: key, remote: []*column{c}, foreign: c})
		}
		for _, to := range w.tables {
			for _, shared := range []string{"kind", "size", "code"} {
				local, remote := t.column(shared), to.column(shared)
				if local != nil && remote != nil && w.chance(20) {
					w.relate(&relation{
						name: "same_" + shared + "_" + to.name, from: t, to: to, array: w.chance(70), across: t.source != to.source,
						local: []*column{local}, remote: []*column{remote},
					})
				}
			}
		}
	}
	w.relateAcross()
}

// relateAcross gives tables of different databases keys in common: columns of one hold keys
// of the other.
func (w *world) relateAcross() {
	for _, t := range w.tables {
		for _, to := range w.tables {
			if t.source == to.source || len(to.key) != 1 || len(to.rows) == 0 || !w.chance(60) {
				continue
			}
			c := &column{name: to.name + "_ref", table: t, index: len(t.columns), kind: integer}
			t.columns = append(t.columns, c)
			for _, r := range t.rows {
				r.cells = append(r.cells, any(nil))
				if w.chance(80) {
					r.cells[c.index] = pick(w, to.rows).cells[to.key[0].index]
				}
			}
			w.relate(&relation{name: to.name + "_far", from: t, to: to, across: true, local: []*column{c}, remote: to.key})
			w.relate(&relation{name: t.name + "s_far", from: to, to: t, array: true, across: true, local: to.key, remote: []*column{c}})
		}
	}
}

func (w *world) relate(r *relation) {
	if !slices.ContainsFunc(r.from.relations, func(o *relation) bool { return o.name == r.name }) && r.from.column(r.name) == nil {
		r.from.relations = append(r.from.relations, r)
	}
}

// addComputed gives a table computed fields of every form that its columns allow.
func (w *world) addComputed(t *table) {
	id, tag := t.key[0], t.column("tag")
	w.compute(&computed{
		name: "label", table: t, kind: text, reads: []*column{tag, id},
		sql: fmt.Sprintf("create function %[1]s_label(r %[1]s) returns text language sql stable as $$ select r.tag || '/' || r.id $$", t.name),
		value: func(of *row, _ map[string]any, _ session) any {
			if of.cells[tag.index] == nil {
				return nil
			}
			return of.cells[tag.index].(string) + "/" + strconv.FormatInt(of.cells[id.index].(int64), 10)
		},
	})
	if size := t.column("size"); size != nil {
		w.computeSize(t, size)
	}
	if k := t.column("kind"); k != nil {
		for _, to := range w.tables {
			if other := to.column("kind"); other != nil && to.source == t.source && w.chance(75) {
				w.compute(&computed{
					name: to.name + "_peers", table: t, returns: to,
					sql: fmt.Sprintf("create function %[1]s_%[2]s_peers(r %[1]s) returns setof %[2]s language sql stable as $$ select * from %[2]s o where o.kind = r.kind $$", t.name, to.name),
					rows: func(of *row) []*row {
						return filter(to.rows, func(o *row) bool { return of.cells[k.index] != nil && o.cells[other.index] == of.cells[k.index] })
					},
				})
			}
		}
	}
}

// computeSize adds fields with an argument and with the session.
func (w *world) computeSize(t *table, size *column) {
	w.compute(&computed{
		name: "more", table: t, kind: integer, reads: []*column{size}, args: []argument{{name: "by", kind: integer, deflt: int64(1)}},
		sql: fmt.Sprintf("create function %[1]s_more(r %[1]s, by int default 1) returns int language sql stable as $$ select r.size + by $$", t.name),
		value: func(of *row, given map[string]any, _ session) any {
			by, ok := given["by"]
			if !ok {
				by = int64(1)
			}
			if of.cells[size.index] == nil || by == nil {
				return nil
			}
			return of.cells[size.index].(int64) + by.(int64)
		},
	})
	w.compute(&computed{
		name: "mine", table: t, kind: boolean, reads: []*column{size}, session: true,
		sql: fmt.Sprintf("create function %[1]s_mine(r %[1]s, session json) returns bool language sql stable as $$ select r.size = (session ->> 'x-hasura-num')::int $$", t.name),
		value: func(of *row, _ map[string]any, s session) any {
			if of.cells[size.index] == nil {
				return nil
			}
			return strconv.FormatInt(of.cells[size.index].(int64), 10) == s["x-hasura-num"]
		},
	})
}

func (w *world) compute(f *computed) {
	if w.chance(60) {
		f.table.computed = append(f.table.computed, f)
	}
}

// addFunctions adds functions that return rows of the table.
func (w *world) addFunctions(t *table) {
	if k := t.column("kind"); k != nil && w.chance(60) {
		w.functions = append(w.functions, &function{
			name: "find_" + t.name, returns: t, set: true, args: []argument{{name: "word", kind: text, deflt: "a"}},
			sql: fmt.Sprintf("create function find_%[1]s(word text default 'a') returns setof %[1]s language sql stable as $$ select * from %[1]s r where r.kind = word $$", t.name),
			rows: func(given map[string]any, _ session) []*row {
				word, ok := given["word"]
				if !ok {
					word = any("a")
				}
				return filter(t.rows, func(r *row) bool { return word != nil && r.cells[k.index] == word })
			},
		})
	}
	if size := t.column("size"); size != nil && w.chance(60) {
		w.functions = append(w.functions, &function{
			name: "my_" + t.name, returns: t, set: true, session: true,
			sql: fmt.Sprintf("create function my_%[1]s(session json) returns setof %[1]s language sql stable as $$ select * from %[1]s r where r.size = (session ->> 'x-hasura-num')::int $$", t.name),
			rows: func(_ map[string]any, s session) []*row {
				return filter(t.rows, func(r *row) bool {
					v, ok := r.cells[size.index].(int64)
					return ok && strconv.FormatInt(v, 10) == s["x-hasura-num"]
				})
			},
		})
	}
	if w.chance(40) {
		w.functions = append(w.functions, &function{
			name: "last_" + t.name, returns: t,
			sql:  fmt.Sprintf("create function last_%[1]s() returns %[1]s language sql stable as $$ select * from %[1]s r order by id desc limit 1 $$", t.name),
			rows: func(map[string]any, session) []*row { return w.last(t) },
		})
	}
}

// last is the row with the greatest id; a row of nulls when there is none, which is what
// such a function returns.
func (w *world) last(t *table) []*row {
	if len(t.rows) == 0 {
		return []*row{{table: t, cells: make([]any, len(t.columns))}}
	}
	return []*row{slices.MaxFunc(t.rows, func(a, b *row) int {
		return int(a.cells[t.key[0].index].(int64) - b.cells[t.key[0].index].(int64))
	})}
}
