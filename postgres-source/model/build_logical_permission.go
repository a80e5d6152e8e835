package model

import (
	"errors"
	"fmt"
	"slices"

	"github.com/weftql/weft/postgres-source/metadata"
)

// logicalPermissions resolves who may select from a logical model.
func (b *builder) logicalPermissions(m *LogicalModel, md *metadata.LogicalModel) {
	m.permissions = map[string]*SelectPermission{}
	m.admin = &SelectPermission{Filter: True, Limit: NoLimit, Query: AllRootFields, Subscription: AllRootFields}
	for _, f := range m.Fields {
		m.admin.grant(f)
	}
	for _, pd := range md.SelectPermissions {
		p, err := b.logicalPermission(m, pd)
		if err == nil && pd.Role == adminRole {
			err = errors.New("cannot define permission for admin role")
		}
		if err != nil {
			b.broken(Object{
				Type:       "select_permission",
				Name:       fmt.Sprintf("select_permission %s in logical model %s in source %s", pd.Role, m.Name, b.md.Name),
				Definition: metadata.Definition(pd),
			}, "in logical model %q: in permission for role %q: %s", m.Name, pd.Role, err.Error())
			continue
		}
		m.permissions[pd.Role] = p
		b.roles[pd.Role] = true
	}
}

func (b *builder) logicalPermission(m *LogicalModel, md *metadata.SelectPermission) (*SelectPermission, error) {
	p := &SelectPermission{Limit: NoLimit, Query: AllRootFields, Subscription: AllRootFields}
	for _, name := range md.Columns.Names {
		if !slices.ContainsFunc(m.Fields, func(f *LogicalField) bool { return f.Name == name }) {
			return nil, fmt.Errorf("no such column exists: %q", name)
		}
	}
	for _, f := range m.Fields {
		if md.Columns.All || slices.Contains(md.Columns.Names, f.Name) {
			p.grant(f)
		}
	}
	r := b.conditionReader(scope{model: m})
	var err error
	if p.Filter, err = r.read(md.Filter); err != nil {
		return nil, err
	}
	p.Limit, err = limit(md.Limit)
	return p, err
}

// grant adds a field of a logical model.
func (p *SelectPermission) grant(f *LogicalField) {
	if f.Column == nil {
		p.Nested = append(p.Nested, f)
		return
	}
	p.Columns = append(p.Columns, ReadableColumn{Column: f.Column})
}
