package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
)

// scope is rows that expressions can refer to, with what the role may read of them.
type scope struct {
	rows  ir.Alias
	table *model.Table // nil for the rows of a native query
	perm  *model.SelectPermission
}

func (c *compiler) alias() ir.Alias {
	c.aliases++
	return c.aliases - 1
}

// permitted returns the rows of from that the role may select: the only way by which rows
// of a table get into an answer, a client's condition or an ordering. Cap is left to the
// caller: it bounds lists, not single rows and numbers.
func (c *compiler) permitted(from ir.From, t *model.Table) (*ir.Rows, scope) {
	s := scope{rows: c.alias(), table: t}
	rows := &ir.Rows{Alias: s.rows, From: from}
	c.dependOn(t)
	if p := c.target.permissions(t); p != nil && p.Select != nil {
		s.perm = p.Select
		rows.Filter = c.permission(p.Select.Filter, s, s)
	} else {
		s.perm = &model.SelectPermission{Limit: model.NoLimit}
		rows.Filter = c.hidden("table " + t.Name.String())
	}
	return rows, s
}

// unfiltered returns the rows of a table for the use of a permission's own condition.
func (c *compiler) unfiltered(t *model.Table) (*ir.Rows, scope) {
	s := scope{rows: c.alias(), table: t}
	c.dependOn(t)
	return &ir.Rows{Alias: s.rows, From: tableOf(t)}, s
}

func tableOf(t *model.Table) *ir.Table { return &ir.Table{Name: t.Name} }

// capOf returns the permission's limit, nil when there is none.
func capOf(s scope) *int64 {
	if s.perm.Limit == model.NoLimit {
		return nil
	}
	limit := s.perm.Limit
	return &limit
}

// dependOn notes the table. A view changes when what it reads does, which only polling can
// tell; so does a foreign table.
func (c *compiler) dependOn(t *model.Table) {
	opaque := t.SQL.Kind != catalog.OrdinaryTable && t.SQL.Kind != catalog.PartitionedTable
	c.depend(planner.Dep{Schema: t.Name.Schema, Table: t.Name.Name, Opaque: opaque})
}

func (c *compiler) dependOnFunction(f *catalog.Function) {
	c.depend(planner.Dep{Schema: f.Name.Schema, Table: f.Name.Name, Opaque: true})
}

// join ties the target's rows to the row of the parent.
func join(r *model.Relationship, parent ir.Alias) []ir.Equal {
	equals := make([]ir.Equal, len(r.Pairs))
	for i, p := range r.Pairs {
		equals[i] = ir.Equal{Column: p.Remote.Name, To: &ir.ColumnOf{Rows: parent, Name: p.Local.Name}}
	}
	return equals
}

// pinned tells whether equality on columns leaves at most one row of the table.
func pinned(t *catalog.Table, columns []string) bool {
	keys := t.Unique
	if t.PrimaryKey != nil {
		keys = append([]*catalog.Key{t.PrimaryKey}, keys...)
	}
	return slices.ContainsFunc(keys, func(k *catalog.Key) bool {
		if !k.Total && k != t.PrimaryKey {
			return false
		}
		return !slices.ContainsFunc(k.Columns, func(col *catalog.Column) bool { return !slices.Contains(columns, col.Name) })
	})
}

func pinnedBy(t *model.Table, equals []ir.Equal) bool {
	columns := make([]string, len(equals))
	for i := range equals {
		columns[i] = equals[i].Column
	}
	return pinned(t.SQL, columns)
}
