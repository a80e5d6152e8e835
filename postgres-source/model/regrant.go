package model

import (
	"maps"
	"slices"

	"github.com/weftql/weft/postgres-source/metadata"
)

// structure is what a build found besides the permissions of tables. It is immutable.
type structure struct {
	options   Options
	inherited []InheritedRole
	tracked   []placed        // in the metadata's order
	roles     map[string]bool // that may use anything but tables
	found     []Inconsistency
}

// placed is a table with its place in the metadata.
type placed struct {
	*Table
	at int
}

// SameStructure tells whether two models differ in the permissions of tables at most. They
// then share their tables, functions, native queries and logical models.
func (m *Model) SameStructure(other *Model) bool { return m.structure == other.structure }

// Options are what the model was built with.
func (m *Model) Options() Options { return m.structure.options }

// GrantsLike tells whether a role has the very same permissions in two models, which
// [Model.Regrant] then left alone.
func (m *Model) GrantsLike(other *Model, role string) bool {
	if !m.SameStructure(other) {
		return false
	}
	for _, t := range m.structure.tracked {
		if m.granted[t.Table] != other.granted[t.Table] && m.Permissions(t.Table, role) != other.Permissions(t.Table, role) {
			return false
		}
	}
	return true
}

// Regrant is [Build] with the catalog and the options that m was built with, for metadata
// that differs from m's in the permissions of tables only: all else is m's. It returns false
// when more than that differs.
func (m *Model) Regrant(md *metadata.Source) (*Model, []Inconsistency, bool) {
	changed, ok := metadata.PermissionChanges(m.metadata, md)
	if !ok {
		return nil, nil, false
	}
	next := *m
	next.metadata, next.granted = md, maps.Clone(m.granted)
	b := &builder{cat: m.Catalog, md: md, options: m.structure.options, inherited: m.structure.inherited, model: &next}
	for _, t := range m.structure.tracked {
		if slices.Contains(changed, t.at) {
			next.granted[t.Table] = b.grant(retrack(t.Table, md.Tables[t.at]))
		}
	}
	return &next, next.settle(), true
}

// retrack is track of a table that has been built.
func retrack(built *Table, md *metadata.Table) *trackedTable {
	t := track(built, md)
	for _, f := range built.ComputedFields {
		t.compute[f.Name] = f
	}
	return t
}

// settle gathers what follows from the permissions of all tables, and lists everything that
// is inconsistent.
func (m *Model) settle() []Inconsistency {
	roles := maps.Clone(m.structure.roles)
	found := slices.Clip(m.structure.found)
	m.Asking = nil
	for _, t := range m.structure.tracked {
		g := m.granted[t.Table]
		found = append(found, g.found...)
		m.Asking = append(m.Asking, g.asking...)
		for role := range g.roles {
			roles[role] = true
		}
	}
	for _, role := range m.structure.inherited {
		for _, t := range m.structure.tracked {
			found = append(found, m.granted[t.Table].conflicts[role.Name]...)
		}
	}
	m.Roles = slices.Sorted(maps.Keys(roles))
	return found
}
