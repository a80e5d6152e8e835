package permissiontest_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// setup returns the SQL that makes the world's part of one database.
func (w *world) setup(source int) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+";\n", args...) }
	line("drop schema public cascade")
	line("create schema public")
	for _, t := range w.tables {
		if t.source == source {
			line("%s", t.create())
		}
	}
	for _, t := range w.tables {
		if t.source != source {
			continue
		}
		for _, r := range t.rows {
			line("insert into %s values (%s)", t.name, r.sql())
		}
	}
	for _, t := range w.tables {
		if t.source == source {
			for _, c := range t.columns {
				if c.target != nil {
					line("alter table %s add foreign key (%s) references %s (id)%s", t.name, c.name, c.target.name, c.deletes())
				}
			}
			for _, f := range t.computed {
				line("%s", f.sql)
			}
		}
	}
	for _, f := range w.functions {
		if f.returns.source == source {
			line("%s", f.sql)
		}
	}
	for _, v := range w.views {
		if v.source == source {
			line("%s", v.createView())
		}
	}
	for _, f := range w.writers {
		if f.returns.source == source {
			line("%s", f.sql())
		}
	}
	return b.String()
}

// deletes is what happens when the row is deleted that a column refers to.
func (c *column) deletes() string {
	if c.onDelete == "" {
		return ""
	}
	return " on delete " + c.onDelete
}

func (t *table) create() string {
	var parts, key []string
	for _, c := range t.columns {
		part := c.name + " " + c.kind.sql()
		if c.notNull {
			part += " not null"
		}
		if c.deflt != nil {
			part += " default " + literal(c.deflt)
		}
		if c.generated != nil {
			part += " generated always as (" + c.generated.name + " + 1) stored"
		}
		if c.unique && len(t.key) != 1 || c.unique && c != t.key[0] {
			part += " unique"
		}
		parts = append(parts, part)
	}
	for _, k := range t.key {
		key = append(key, k.name)
	}
	if t.counted {
		parts = append(parts, identity+" int generated always as identity")
	}
	sql := "create table " + t.name + " (" + strings.Join(append(parts, "primary key ("+strings.Join(key, ", ")+")"), ", ") + ")"
	if t.partitioned {
		sql += partitions(t.name)
	}
	return sql
}

// partitions spread the rows of a table over two partitions by their id. One has a column less
// than it had, so that its rows lie in another way than the table's.
func partitions(table string) string {
	return strings.NewReplacer("TABLE", table).Replace(` partition by hash (id);
create table TABLE_0 partition of TABLE for values with (modulus 2, remainder 0);
create table TABLE_1 (gone int, like TABLE including defaults including generated);
alter table TABLE_1 drop column gone;
alter table TABLE attach partition TABLE_1 for values with (modulus 2, remainder 1)`)
}

func (r *row) sql() string {
	parts := make([]string, len(r.cells))
	for i, v := range r.cells {
		parts[i] = literal(v)
		if r.table.columns[i].generated != nil {
			parts[i] = "default"
		}
	}
	return strings.Join(parts, ", ")
}

// literal writes a value as SQL. Generated texts have no backslashes.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case string:
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	default:
		raw, _ := json.Marshal(v) // maps of texts and numbers always marshal
		return literal(string(raw))
	}
}
