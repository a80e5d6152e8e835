package schema

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/model"
)

// grants are what one role may do with the tables, by table.index; nil where nothing.
type grants []*model.Permissions

func (f *frame) grantsOf(m *model.Model, role string) grants {
	g := make(grants, len(f.tables))
	for i, t := range f.tables {
		g[i] = m.Permissions(t.Table, role)
	}
	return g
}

// selects returns the role's select permission on t, or nil. t may be nil: a table that the
// schema has not.
func (g grants) selects(t *table) *model.SelectPermission {
	if t == nil || g[t.index] == nil {
		return nil
	}
	return g[t.index].Select
}

// sees is 0 when the role may not select t; else it tells apart what fields that lead to t
// depend on.
func (g grants) sees(t *table) byte {
	p := g.selects(t)
	if p == nil {
		return 0
	}
	return 1 + flag(p.AllowAggregations)<<1 + flag(len(p.Columns) > 0)<<2
}

// inserts tells whether the role may insert into t.
func (g grants) inserts(t *table) bool {
	return t != nil && g[t.index] != nil && g[t.index].Insert != nil && t.SQL.Insertable
}

// nests tells whether rows of t may be inserted along with those of other tables: views have
// no nested inserts (contract/postgres-graphql.md 6.4).
func (g grants) nests(t *table) bool { return g.inserts(t) && t.SQL.Kind != catalog.View }
