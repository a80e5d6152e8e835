package compile

import (
	"slices"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/model"
)

// into is a table with what a role may insert there: the compile-time half of all inserts
// into it. It is immutable.
type into struct {
	table      *model.Table
	permission *model.InsertPermission
	members    map[string]*intoMember // of T_insert_input, by name
}

// intoMember is a member of T_insert_input: a column, or a relationship to rows that are
// inserted along.
type intoMember struct {
	column       *model.Column
	encode       encoding
	relationship *model.Relationship
	// defaults is set for a column that gets a value when none is given.
	defaults bool
}

// into returns what the target's role may insert into t, nil when it may not. Nothing else
// lets a value into a statement: members the permission does not name do not exist here.
func (t *Target) into(table *model.Table) *into {
	if known, ok := t.intos.Load(table); ok {
		return known.(*into) //nolint:forcetypeassert // the map holds nothing else
	}
	made := t.newInto(table)
	t.intos.Store(table, made)
	return made
}

func (t *Target) newInto(table *model.Table) *into {
	if !t.inserts(table) {
		return nil
	}
	p := t.permissions(table).Insert
	i := &into{table: table, permission: p, members: map[string]*intoMember{}}
	for _, col := range p.Columns {
		i.members[col.Field] = &intoMember{column: col, encode: enumOf(col.Enum, col.Type()), defaults: mayDefault(col)}
	}
	for _, r := range table.Relationships {
		if r.Target != nil && r.Target.Exposed && r.Target.SQL.Kind != catalog.View && t.inserts(r.Target) {
			i.members[r.Name] = &intoMember{relationship: r}
		}
	}
	return i
}

func (t *Target) inserts(table *model.Table) bool {
	p := t.permissions(table)
	return p != nil && p.Insert != nil && table.SQL.Insertable
}

// mayDefault tells whether a column that is left out may get another value than NULL: what
// a view's columns get is for the tables below it to say, a domain may have a default.
func mayDefault(col *model.Column) bool {
	kind := col.Table.SQL.Kind
	return col.SQL.HasDefault || col.Type().Base != nil || kind != catalog.OrdinaryTable && kind != catalog.PartitionedTable
}

// presets tells whether the permission gives a column its value.
func (i *into) presets(col *model.Column) bool {
	return slices.ContainsFunc(i.permission.Presets, func(p model.Preset) bool { return p.Column == col })
}
