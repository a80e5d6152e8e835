package model

import (
	"fmt"
	"strings"

	"github.com/weftql/weft/postgres-source/catalog"
)

// enums checks the enum tables and finds the columns that refer to them
// (contract/postgres-graphql.md 5.3). A table that cannot be an enum, or with a column that
// refers to two, is inconsistent.
func (b *builder) enums() {
	b.keep(func(t *trackedTable) error {
		if !t.md.IsEnum {
			return nil
		}
		rows := b.options.EnumRows[t.Name]
		if rows.Err != nil {
			return rows.Err
		}
		if reasons := enumReasons(t.SQL, rows.Rows); len(reasons) > 0 {
			return because(fmt.Sprintf("the table %q cannot be used as an enum", t.Name.String()), reasons)
		}
		t.Enum = &Enum{Table: t.Table}
		for _, row := range rows.Rows {
			t.Enum.Values = append(t.Enum.Values, EnumValue{Name: row.Value, Description: row.Comment})
		}
		return nil
	})
	b.keep(func(t *trackedTable) error { return b.enumColumns(t.Table) })
}

// keep drops the tables that check refuses.
func (b *builder) keep(check func(t *trackedTable) error) {
	kept := b.tracked[:0]
	for _, t := range b.tracked {
		if err := check(t); err != nil {
			b.brokenTable(t.md, "%s", err.Error())
			delete(b.byName, t.Name)
			continue
		}
		kept = append(kept, t)
	}
	b.tracked = kept
}

// because joins reasons as the contract does: one on the line, several as a list.
func because(what string, reasons []string) error {
	if len(reasons) == 1 {
		return fmt.Errorf("%s because %s", what, reasons[0])
	}
	return fmt.Errorf("%s for the following reasons:\n  • %s", what, strings.Join(reasons, "\n  • "))
}

func enumReasons(t *catalog.Table, rows []catalog.EnumRow) []string {
	key := t.PrimaryKey
	switch {
	case key == nil:
		return []string{"the table must have a primary key"}
	case len(key.Columns) > 1:
		return []string{fmt.Sprintf("the table’s primary key must not span multiple columns (%s)", quoted(columnNames(key.Columns)))}
	}
	var reasons []string
	value := key.Columns[0]
	if !value.Type.Builtin("text") {
		reasons = append(reasons, fmt.Sprintf("the table’s primary key (%q) must have type \"text\", not type %q", value.Name, value.Type.Word()))
	}
	if len(t.Columns) > 2 {
		return append(reasons, fmt.Sprintf("the table must have exactly one primary key and optionally one comment column, not %d columns (%s)",
			len(t.Columns), quoted(columnNames(t.Columns))))
	}
	for _, c := range t.Columns {
		if c != value && !c.Type.Builtin("text") {
			reasons = append(reasons, fmt.Sprintf("the table’s comment column (%q) must have type \"text\", not type %q", c.Name, c.Type.Word()))
		}
	}
	if len(reasons) > 0 {
		return reasons
	}
	return enumValueReasons(rows)
}

func enumValueReasons(rows []catalog.EnumRow) []string {
	if len(rows) == 0 {
		return []string{"the table must have at least one row"}
	}
	var bad []string
	for _, row := range rows {
		if v := row.Value; !isGraphQLName(v) || v == "true" || v == "false" || v == "null" {
			bad = append(bad, fmt.Sprintf("%q", v))
		}
	}
	switch len(bad) {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf("the value %s is not a valid GraphQL enum value name", bad[0])}
	}
	return []string{fmt.Sprintf("the values %s and %s are not valid GraphQL enum value names",
		strings.Join(bad[:len(bad)-1], ", "), bad[len(bad)-1])}
}

// enumColumns marks the columns with a foreign key of their own to an enum table's key.
func (b *builder) enumColumns(t *Table) error {
	for _, key := range t.SQL.ForeignKeys {
		target := b.byName[key.To.Name]
		if len(key.Pairs) != 1 || target == nil || target.Enum == nil || key.Pairs[0].To != target.PrimaryKey[0].SQL {
			continue
		}
		c := t.columns[key.Pairs[0].From.Name]
		if c.Enum != nil && c.Enum != target.Enum {
			return fmt.Errorf("the column %q has foreign keys to more than one enum table: %s", c.Name,
				quoted([]string{c.Enum.Table.Name.String(), target.Name.String()}))
		}
		c.Enum = target.Enum
	}
	return nil
}

func columnNames(columns []*catalog.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// quoted lists names in double quotes.
func quoted(names []string) string {
	var out []string
	for _, n := range names {
		out = append(out, `"`+n+`"`)
	}
	return strings.Join(out, ", ")
}
