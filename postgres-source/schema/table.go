package schema

import (
	"strconv"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
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
	// related are the targets of Relationships, computed the tables that ComputedFields
	// return; nil where the schema has none.
	related, computed []*table
	// roots are the root fields once made, [1] for roles that may read a column.
	roots [naming.TableRoots][2]*planner.Field
	// updates are those that depend on the operators of an update, whose arguments are in
	// operators, once made.
	updates   []*updates
	operators [updateOperators]*planner.InputValue
}

// name returns the name of one of the table's types.
func (t *table) name(kind naming.TableType) string { return t.names[kind] }

// addTables makes the tables of the schema. A table that brings a name which is taken
// already is left out: two meanings of one name cannot both be right.
func (f *frame) addTables() {
	for _, m := range f.model.Tables {
		for _, c := range m.Columns {
			f.learn(c.Type())
		}
		for _, r := range m.Relationships {
			if r.Array {
				f.many[r.Target] = true
			}
		}
	}
	for _, m := range f.model.Tables {
		if !m.Exposed {
			continue
		}
		t := &table{Table: m, index: len(f.tables), base: baseName(m), quoted: quoted(m.Name.Schema, m.Name.Name)}
		for kind := range naming.TableTypes {
			t.names[kind] = f.rules.TableType(kind, t.base)
		}
		types, roots := f.typesOf(t), f.rootsOf(t)
		if reason := f.claim(types, roots); reason != "" {
			f.leaveOut("table", m.Name.String(), metadata.Definition(m.Name), reason)
			continue
		}
		f.tables = append(f.tables, t)
		f.byModel[m] = t
	}
	for _, t := range f.tables {
		f.relate(t)
	}
}

func (f *frame) relate(t *table) {
	t.related = make([]*table, len(t.Relationships))
	for i, r := range t.Relationships {
		t.related[i] = f.exposed(r.Target)
	}
	t.computed = make([]*table, len(t.ComputedFields))
	for i, c := range t.ComputedFields {
		t.computed[i] = f.exposed(c.Returns)
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
