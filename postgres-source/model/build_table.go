package model

import (
	"fmt"
	"maps"
	"slices"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
)

// tables finds the tracked tables and names their columns. What is wrong with either makes
// the whole table inconsistent.
func (b *builder) tables() {
	for i, md := range b.md.Tables {
		sql := b.cat.Table(md.Table)
		if sql == nil {
			b.brokenTable(md, "no such table/view exists in source: %q", md.Table.String())
			continue
		}
		t, err := b.table(sql, md)
		if err != nil {
			b.brokenTable(md, "%s", err.Error())
			continue
		}
		t.at = i
		b.tracked = append(b.tracked, t)
		b.byName[t.Name] = t
	}
}

func (b *builder) brokenTable(md *metadata.Table, format string, args ...any) {
	b.broken(b.sourceObject("table", md.Table.String(), md.Table), format, args...)
}

func (b *builder) table(sql *catalog.Table, md *metadata.Table) (*trackedTable, error) {
	config := md.Configuration
	if config == nil {
		config = &metadata.TableConfiguration{}
	}
	t := &Table{
		Name: sql.Name, SQL: sql, CustomName: config.CustomName, Comment: config.Comment,
		RootFields: config.CustomRootFields,
		columns:    make(map[string]*Column, len(sql.Columns)),
	}
	t.Exposed = hasLegalName(t)
	if err := b.columns(t, config); err != nil {
		return nil, err
	}
	if key := sql.PrimaryKey; key != nil {
		for _, c := range t.Columns {
			if slices.Contains(key.Columns, c.SQL) {
				t.PrimaryKey = append(t.PrimaryKey, c)
			}
		}
	}
	t.Federation = md.ApolloFederation && len(t.PrimaryKey) > 0
	return track(t, md), nil
}

// track begins to build a table.
func track(t *Table, md *metadata.Table) *trackedTable {
	return &trackedTable{
		Table: t, md: md,
		compute: map[string]*ComputedField{}, conditions: map[string]BoolExp{},
		readable: map[string][]ReadableColumn{}, writable: map[string][]*Column{},
	}
}

// hasLegalName tells whether the table's base name can be a GraphQL name
// (contract/postgres-graphql.md 1.1, 1.8).
func hasLegalName(t *Table) bool {
	switch {
	case t.CustomName != "":
		return isGraphQLName(t.CustomName)
	case t.Name.Schema == "public":
		return isGraphQLName(t.Name.Name)
	}
	return isGraphQLName(t.Name.Schema + "_" + t.Name.Name)
}

func (b *builder) columns(t *Table, config *metadata.TableConfiguration) error {
	configured := columnConfigurations(config)
	for _, name := range slices.Sorted(maps.Keys(configured)) {
		if t.SQL.Column(name) == nil {
			return fmt.Errorf("configuration was given for the column %q, but no such column exists", name)
		}
	}
	fields := make(map[string]*Column, len(t.SQL.Columns))
	t.Columns = make([]*Column, 0, len(t.SQL.Columns))
	for i, sql := range t.SQL.Columns {
		c := &Column{Name: sql.Name, SQL: sql, Table: t, Index: i, Field: configured[sql.Name].CustomName, Comment: configured[sql.Name].Comment}
		if c.Field == "" {
			c.Field = b.columnField(c.Name)
		}
		if err := checkColumn(c, fields[c.Field]); err != nil {
			return err
		}
		fields[c.Field] = c
		t.columns[c.Name] = c
		t.Columns = append(t.Columns, c)
	}
	return nil
}

// columnField is the GraphQL name of a column without a custom one.
func (b *builder) columnField(name string) string {
	if b.model.Naming == HasuraDefault {
		return name
	}
	return b.rules.Column(name)
}

// columnConfigurations merges the legacy custom_column_names, which lose against
// column_config (contract/postgres-graphql.md 1.5).
func columnConfigurations(config *metadata.TableConfiguration) map[string]metadata.ColumnConfiguration {
	if len(config.CustomColumnNames) == 0 {
		return config.ColumnConfig
	}
	merged := maps.Clone(config.ColumnConfig)
	if merged == nil {
		merged = map[string]metadata.ColumnConfiguration{}
	}
	for column, name := range config.CustomColumnNames {
		if c := merged[column]; c.CustomName == "" {
			c.CustomName = name
			merged[column] = c
		}
	}
	return merged
}

func checkColumn(c, sameField *Column) error {
	if sameField != nil {
		return fmt.Errorf("the definitions of columns %q and %q are in conflict: they are mapped to the same field name, %q",
			sameField.Name, c.Name, c.Field)
	}
	if !isGraphQLName(c.Field) {
		return fmt.Errorf("cannot include %q in the GraphQL schema because  it is not a valid GraphQL identifier", c.Field)
	}
	return checkScalar(c.Type())
}

// checkScalar tells whether a GraphQL scalar can be named after a type
// (contract/postgres-graphql.md 1.8).
func checkScalar(t *catalog.Type) error {
	if name := scalarType(t).Name.Name; !isGraphQLName(name) {
		return fmt.Errorf("cannot use SQL type %q in the GraphQL schema because its name is not a valid GraphQL identifier", name)
	}
	return nil
}

// scalarType is the type a GraphQL scalar is named after: under domains and arrays.
func scalarType(t *catalog.Type) *catalog.Type {
	t = t.Plain()
	if t.Elem != nil {
		return t.Elem.Plain()
	}
	return t
}

func isGraphQLName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		case i > 0 && c >= '0' && c <= '9':
		default:
			return false
		}
	}
	return s != ""
}
