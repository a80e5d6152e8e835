package model

import (
	"maps"
	"slices"
	"strings"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/naming"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// EnumTables returns the tables whose rows a build needs in [Options.EnumRows].
func EnumTables(cat *catalog.Catalog, md *metadata.Source) []*catalog.Table {
	var tables []*catalog.Table
	for _, t := range md.Tables {
		if sql := cat.Table(t.Table); t.IsEnum && sql != nil {
			tables = append(tables, sql)
		}
	}
	return tables
}

// Build joins a catalog with its metadata. It always returns a model: of the objects that
// are consistent. The others, and those that depend on them, are listed in the order in
// which they were found, which is the same for the same input. Neither argument is changed,
// both must stay as they are for as long as the model is used.
func Build(cat *catalog.Catalog, md *metadata.Source, o Options) (*Model, []Inconsistency) {
	b := newBuilder(cat, md, o)
	b.tables()
	b.enums()
	// Fields first of all tables: permissions and functions refer to any of them.
	for _, t := range b.tracked {
		b.fields(t)
	}
	b.functions()
	b.logicalModels()
	b.nativeQueries()
	for _, t := range b.tracked {
		b.permissions(t)
	}
	b.inherit()
	b.finish()
	return b.model, b.found
}

// builder holds what a build knows while it goes on.
type builder struct {
	cat     *catalog.Catalog
	md      *metadata.Source
	options Options
	rules   naming.Rules
	model   *Model
	found   []Inconsistency
	// tracked are the consistent tables in the metadata's order.
	tracked []*trackedTable
	byTable map[*Table]*trackedTable
	byName  map[sqlname.Name]*trackedTable
	models  map[string]*LogicalModel
	natives map[string]*NativeQuery
	roles   map[string]bool
}

// trackedTable is a table with what only the build needs.
type trackedTable struct {
	*Table
	md *metadata.Table
	// compute holds all computed fields; conditions hold the parsed permission conditions
	// by their text, lists the lists of columns by their names: roles share them.
	compute    map[string]*ComputedField
	conditions map[string]BoolExp
	readable   map[string][]ReadableColumn
	writable   map[string][]*Column
	// refused holds `kind role` of permissions that were left out: an inherited role must not
	// get from its parents what its own broken permission was to restrict.
	refused map[string]bool
}

func newBuilder(cat *catalog.Catalog, md *metadata.Source, o Options) *builder {
	b := &builder{
		cat: cat, md: md, options: o,
		byTable: map[*Table]*trackedTable{},
		byName:  map[sqlname.Name]*trackedTable{},
		models:  map[string]*LogicalModel{},
		natives: map[string]*NativeQuery{},
		roles:   map[string]bool{},
		model: &Model{
			Source: md.Name, Catalog: cat, Naming: o.Naming, Customization: &Customization{},
			tables: map[sqlname.Name]*Table{}, byOID: map[uint32]*Table{},
		},
	}
	if b.model.Naming == "" {
		b.model.Naming = HasuraDefault
	}
	b.rules.Convention, _ = naming.ParseConvention(string(b.model.Naming))
	if c := md.Customization; c != nil {
		*b.model.Customization = Customization{
			Namespace: c.RootFields.Namespace, RootPrefix: c.RootFields.Prefix, RootSuffix: c.RootFields.Suffix,
			TypePrefix: c.TypeNames.Prefix, TypeSuffix: c.TypeNames.Suffix,
		}
	}
	return b
}

// finish sorts the model's lists and fills its indexes.
func (b *builder) finish() {
	m := b.model
	for _, t := range b.tracked {
		m.Tables = append(m.Tables, t.Table)
		m.tables[t.Name] = t.Table
		m.byOID[t.SQL.OID] = t.Table
	}
	slices.SortFunc(m.Tables, func(x, y *Table) int { return sqlname.Compare(x.Name, y.Name) })
	slices.SortFunc(m.Functions, func(x, y *Function) int { return sqlname.Compare(x.Name, y.Name) })
	slices.SortFunc(m.NativeQueries, func(x, y *NativeQuery) int { return strings.Compare(x.Name, y.Name) })
	slices.SortFunc(m.LogicalModels, func(x, y *LogicalModel) int { return strings.Compare(x.Name, y.Name) })
	m.Roles = slices.Sorted(maps.Keys(b.roles))
}
