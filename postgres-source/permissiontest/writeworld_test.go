package permissiontest_test

import (
	"fmt"
	"slices"
)

// writer is a tracked function that writes: it adds one to the size of the rows of a kind.
type writer struct {
	name       string
	returns    *table
	kind, size *column
	roles      []string // that it was granted to
}

func (f *writer) sql() string {
	return fmt.Sprintf("create function %[1]s(word text) returns setof %[2]s language sql volatile as $$ update %[2]s set size = size + 1 where kind = word returning * $$", f.name, f.returns.name)
}

func (f *writer) metadata() object {
	var permissions []object
	for _, role := range f.roles {
		permissions = append(permissions, object{"role": role})
	}
	return object{"function": f.name, "permissions": permissions}
}

// newWriteWorld makes a world that is to be written to: it has defaults, generated columns,
// views that can be written through, and functions that write.
func newWriteWorld(seed, number uint64) *world {
	w := newWorld(seed, number)
	for _, t := range w.tables {
		t.counted = w.chance(40)
		t.partitioned = !t.counted && w.chance(50)
		for _, c := range t.columns {
			c.unique = c.unique && !(t.partitioned && c != t.key[0]) // a constraint would need the id
			if c.target != nil && w.chance(40) {
				c.onDelete = map[bool]string{true: "cascade", false: "set null"}[c.notNull || w.chance(50)]
			}
			if c.target == nil && !c.token && !slices.Contains(t.key, c) && c.kind != document && w.chance(30) {
				c.deflt = w.value(c)
			}
		}
		if size := t.column("size"); size != nil && w.chance(50) {
			grown := &column{name: "grown", table: t, index: len(t.columns), kind: integer, generated: size}
			t.columns = append(t.columns, grown)
			for _, r := range t.rows {
				r.cells = append(r.cells, grownFrom(r.cells[size.index]))
			}
		}
		if kind, size := t.column("kind"), t.column("size"); kind != nil && size != nil && w.chance(70) {
			w.writers = append(w.writers, &writer{"grow_" + t.name, t, kind, size, some(w, 50, roles)})
		}
		if w.chance(50) {
			w.addView(t)
		}
	}
	w.refresh()
	return w
}

// deletesNoMoved is the version before which PostgreSQL takes a row that an update moves to
// another partition for a deleted one.
const deletesNoMoved = 15

// sparePartitioned lets nothing happen to what refers to a partitioned table.
func (w *world) sparePartitioned() {
	for _, t := range w.tables {
		for _, c := range t.columns {
			if c.target != nil && c.target.partitioned {
				c.onDelete = ""
			}
		}
	}
}

// identity names the column of tables that count their rows.
const identity = "serial_no"

func grownFrom(size any) any {
	if size == nil {
		return nil
	}
	return size.(int64) + 1
}

// addView adds a view of a table that shows all of its rows, or those of some size.
func (w *world) addView(t *table) {
	v := &table{name: t.name + "_view", source: t.source, base: t}
	for _, c := range t.columns {
		shown := *c
		// The database tells nothing of the columns of a view.
		shown.table, shown.notNull, shown.unique, shown.target, shown.deflt, shown.generated = v, false, false, nil, nil, nil
		v.columns = append(v.columns, &shown)
	}
	if size := v.column("size"); size != nil && w.chance(70) {
		v.shows = &compare{left{column: size}, "_gte", operand{constant: int64(1)}}
	}
	w.views = append(w.views, v)
}

func (t *table) createView() string {
	sql := "create view " + t.name + " as select " + names(t.columns) + " from " + t.base.name
	if t.shows != nil {
		sql += " where size >= 1"
	}
	return sql
}

// refresh makes the rows of views what those of the tables are.
func (w *world) refresh() {
	for _, v := range w.views {
		v.rows = nil
		for _, r := range v.base.rows {
			shown := &row{table: v, cells: r.cells, of: r}
			if v.shows == nil || eval(*v.shows, bare{}, shown, shown) == yes {
				v.rows = append(v.rows, shown)
			}
		}
	}
}

// stored is where rows of t are: t itself, or the table below the view.
func (t *table) stored() *table {
	if t.base != nil {
		return t.base
	}
	return t
}

// storage is the column in the table that a column of a view shows.
func (c *column) storage() *column { return c.table.stored().columns[c.index] }

// uniques are the sets of columns in which no two rows are equal, by their constraints.
func (t *table) uniques() map[string][]*column {
	all := map[string][]*column{t.name + "_pkey": t.key}
	for _, c := range t.columns {
		if c.unique && (len(t.key) != 1 || c != t.key[0]) {
			all[t.name+"_"+c.name+"_key"] = []*column{c}
		}
	}
	return all
}

// state is what all tables hold. Rows are replaced when they change, never changed.
type state map[*table][]*row

func (w *world) save() state {
	s := state{}
	for _, t := range w.tables {
		s[t] = slices.Clone(t.rows)
	}
	return s
}

func (w *world) restore(s state) {
	for t, rows := range s {
		t.rows = slices.Clone(rows)
	}
	w.refresh()
}

// refill returns the SQL that gives the tables of one database these rows again.
func (w *world) refill(source int) string {
	sql := "set session_replication_role = replica;\n"
	for _, t := range w.tables {
		if t.source != source {
			continue
		}
		sql += "delete from " + t.name + ";\n"
		for _, r := range t.rows {
			sql += "insert into " + t.name + " values (" + r.sql() + ");\n"
		}
	}
	return sql + "reset session_replication_role;\n"
}
