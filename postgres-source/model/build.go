package model

import (
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
	b.index()
	// Fields first of all tables: permissions and functions refer to any of them.
	for _, t := range b.tracked {
		b.fields(t)
		t.admin = adminPermissions(t.Table)
	}
	b.functions()
	b.logicalModels()
	b.nativeQueries()
	b.inherit()
	b.finish()
	for _, t := range b.tracked {
		b.model.granted[t.Table] = b.grant(t)
	}
	return b.model, b.model.settle()
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
	byName  map[sqlname.Name]*trackedTable
	models  map[string]*LogicalModel
	natives map[string]*NativeQuery
	// roles are those that have a permission on anything but a table.
	roles map[string]bool
	// inherited are the inherited roles, parents first.
	inherited []InheritedRole
}

// trackedTable is a table with what only the build needs.
type trackedTable struct {
	*Table
	md *metadata.Table
	// at is its place in the metadata.
	at int
	// compute holds all computed fields; conditions hold the parsed permission conditions
	// by their text, lists the lists of columns by their names: roles share them.
	compute    map[string]*ComputedField
	conditions map[string]BoolExp
	readable   map[string][]ReadableColumn
	writable   map[string][]*Column
}

func newBuilder(cat *catalog.Catalog, md *metadata.Source, o Options) *builder {
	b := &builder{
		cat: cat, md: md, options: o,
		byName:  map[sqlname.Name]*trackedTable{},
		models:  map[string]*LogicalModel{},
		natives: map[string]*NativeQuery{},
		roles:   map[string]bool{},
		model: &Model{
			Source: md.Name, Catalog: cat, Naming: o.Naming, Customization: &Customization{},
			tables: map[sqlname.Name]*Table{}, byOID: map[uint32]*Table{}, granted: map[*Table]*granted{},
		},
	}
	b.inherited, _ = Resolve(o.InheritedRoles)
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

// index makes the consistent tables known to the model.
func (b *builder) index() {
	for _, t := range b.tracked {
		b.model.Tables = append(b.model.Tables, t.Table)
		b.model.tables[t.Name] = t.Table
		b.model.byOID[t.SQL.OID] = t.Table
	}
}

// finish sorts the model's lists and keeps what a model of other permissions is made from.
func (b *builder) finish() {
	m := b.model
	slices.SortFunc(m.Tables, func(x, y *Table) int { return sqlname.Compare(x.Name, y.Name) })
	slices.SortFunc(m.Functions, func(x, y *Function) int { return sqlname.Compare(x.Name, y.Name) })
	slices.SortFunc(m.NativeQueries, func(x, y *NativeQuery) int { return strings.Compare(x.Name, y.Name) })
	slices.SortFunc(m.LogicalModels, func(x, y *LogicalModel) int { return strings.Compare(x.Name, y.Name) })
	m.metadata = b.md
	m.structure = &structure{options: b.options, inherited: b.inherited, roles: b.roles, found: b.found}
	for _, t := range b.tracked {
		m.structure.tracked = append(m.structure.tracked, placed{t.Table, t.at})
	}
}
