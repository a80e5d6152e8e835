package schema

import (
	"strconv"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// table is a table as all roles share it.
type table struct {
	*model.Table
	index  int // in frame.tables
	base   naming.Name
	names  [naming.TableTypes]string
	quoted string // as descriptions name it: "users", "app.users"
}

// name returns the name of one of the table's types.
func (t *table) name(kind naming.TableType) string { return t.names[kind] }

func (f *frame) addTables() {
	for _, m := range f.model.Tables {
		if !m.Exposed {
			continue
		}
		t := &table{Table: m, index: len(f.tables), base: baseName(m), quoted: quoted(m.Name.Schema, m.Name.Name)}
		for kind := range naming.TableTypes {
			t.names[kind] = f.rules.TableType(kind, t.base)
		}
		f.tables = append(f.tables, t)
		f.byModel[m] = t
	}
	for _, t := range f.tables {
		f.indexTable(t)
		for _, c := range t.Columns {
			f.learn(c.Type())
		}
	}
}

func baseName(m *model.Table) naming.Name {
	return naming.Object(m.Name.Schema, m.Name.Name, m.CustomName)
}

// quoted is a SQL name as descriptions show it (contract/postgres-graphql.md, conventions).
func quoted(schema, name string) string {
	if schema != "public" {
		name = schema + "." + name
	}
	return `"` + name + `"`
}

// exposed returns the table of the schema for m, or nil when it has no legal name.
func (f *frame) exposed(m *model.Table) *table {
	if m == nil {
		return nil
	}
	return f.byModel[m]
}

// customRoot is what the metadata says of a root field of the table.
func (t *table) customRoot(kind naming.TableRoot) (name string, comment *string) {
	field := t.RootFields[kind.Key()]
	if kind == naming.SelectStream {
		return field.Name, nil // its comment is ignored (contract/postgres-graphql.md 1.2)
	}
	return field.Name, field.Comment
}

// description chooses between a comment of the metadata and the default: nil is the
// default, an empty comment is no description.
func description(comment *string, byDefault string) string {
	if comment != nil {
		return *comment
	}
	return byDefault
}

// columnDescription is the description of a column outside of filters and orderings.
func columnDescription(c *model.Column) string {
	return description(c.Comment, c.SQL.Comment)
}

// ref is what the name of a table's type stands for.
type ref struct {
	table int32
	kind  typeKind
	op    uint8 // index into aggregateOps or predicates, by kind
}

// typeKind is the kind of a table's type: those of naming, then those that exist once per
// operator.
type typeKind uint8

const (
	opFields typeKind = typeKind(naming.TableTypes) + iota
	opOrderBy
	predicateType
	predicateFunction
	predicateArguments
	predicateColumns
)

// indexTable registers the names of all types the table may bring for any role. Of two
// types with one name the first stays.
func (f *frame) indexTable(t *table) {
	add := func(name string, kind typeKind, op int) {
		if _, taken := f.index[name]; !taken {
			f.index[name] = ref{table: int32(t.index), kind: kind, op: uint8(op)} //nolint:gosec // both are small
		}
	}
	for kind, name := range t.names {
		if f.possible(t, naming.TableType(kind)) {
			add(name, typeKind(kind), 0)
		}
	}
	for i := range aggregateOps {
		op := &aggregateOps[i]
		if t.anyColumn(func(c *model.Column) bool { return op.takes(f, c) }) || len(t.ComputedFields) > 0 {
			add(f.rules.AggregateFieldsType(t.base, string(op.op)), opFields, i)
			add(f.rules.AggregateOrderByType(t.base, string(op.op)), opOrderBy, i)
		}
	}
	f.indexPredicates(t, add)
}

// possible tells whether the table has the kind of type for at least one role.
func (f *frame) possible(t *table, kind naming.TableType) bool {
	switch kind {
	case naming.Enum:
		return t.Enum != nil
	case naming.ConnectionType, naming.EdgeType, naming.PKColumnsInput:
		return len(t.PrimaryKey) > 0
	case naming.OnConflict, naming.Constraint:
		return len(t.constraints()) > 0
	default:
		return true
	}
}

// anyColumn tells whether a column of the table satisfies ok.
func (t *table) anyColumn(ok func(*model.Column) bool) bool {
	for _, c := range t.Columns {
		if ok(c) {
			return true
		}
	}
	return false
}

// constraints are the primary key and what is unique, the values of T_constraint.
func (t *table) constraints() []*catalog.Key {
	if t.SQL.PrimaryKey == nil {
		return t.SQL.Unique
	}
	return append([]*catalog.Key{t.SQL.PrimaryKey}, t.SQL.Unique...)
}

func quotedList(columns []*catalog.Column) string {
	var text []byte
	for i, c := range columns {
		if i > 0 {
			text = append(text, ", "...)
		}
		text = strconv.AppendQuote(text, c.Name)
	}
	return string(text)
}
