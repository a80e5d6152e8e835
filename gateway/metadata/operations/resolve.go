package operations

import (
	"github.com/weftql/weft/postgres-source/catalog"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// resolver finds out what names in one source's metadata mean: by the document and by the
// catalog, which may be nil.
type resolver struct {
	source  string
	tables  map[sqlname.Name]*postgres.Table
	catalog *catalog.Catalog
}

func (d *Draft) resolver(s *postgres.Source) *resolver {
	r := &resolver{source: s.Name, catalog: d.catalog(s.Name), tables: make(map[sqlname.Name]*postgres.Table, len(s.Tables))}
	for _, t := range s.Tables {
		r.tables[t.Table] = t
	}
	return r
}

// sql returns a table as the database has it, or nil.
func (r *resolver) sql(table sqlname.Name) *catalog.Table {
	if r.catalog == nil {
		return nil
	}
	return r.catalog.Table(table)
}

// member is what a key of a condition means.
type member uint8

const (
	unknownMember member = iota
	columnMember
	relationshipMember
	computedMember
	remoteMember
)

// member tells what name means in a condition on a table, and the table it leads to when it
// leads to one.
func (r *resolver) member(table sqlname.Name, name string) (kind member, target sqlname.Name) {
	if sql := r.sql(table); sql != nil && sql.Column(name) != nil {
		return columnMember, target
	}
	t := r.tables[table]
	if t == nil {
		return unknownMember, target
	}
	if f := findRelationship(t, name); f != nil {
		target, _ := r.target(table, f.relationship())
		return relationshipMember, target
	}
	if i := computedIndex(t, name); i >= 0 {
		return computedMember, r.returned(t.ComputedFields[i].Function)
	}
	if remoteIndex(t, name) >= 0 {
		return remoteMember, target
	}
	return unknownMember, target
}

// elsewhere returns the table that a relationship to a source leads to.
func (r *resolver) elsewhere(table sqlname.Name, relationship string) (at place, ok bool) {
	t := r.tables[table]
	if t == nil {
		return at, false
	}
	i := remoteIndex(t, relationship)
	if i < 0 || t.RemoteRelationships[i].ToSource == nil {
		return at, false
	}
	to := t.RemoteRelationships[i].ToSource
	return place{to.Source, to.Table}, true
}

// target returns the table a relationship leads to, and the foreign key it follows when it
// follows one that is known.
func (r *resolver) target(table sqlname.Name, rel *postgres.Relationship) (sqlname.Name, *catalog.ForeignKey) {
	switch {
	case rel.Manual != nil:
		return rel.Manual.RemoteTable, nil
	case rel.ForeignKey.Table != (sqlname.Name{}):
		key := r.foreignKey(rel.ForeignKey.Table, rel.ForeignKey.Columns)
		return rel.ForeignKey.Table, key
	}
	key := r.foreignKey(table, rel.ForeignKey.Columns)
	if key == nil {
		return sqlname.Name{}, nil
	}
	return key.To.Name, key
}

// foreignKey returns the foreign key on exactly these columns of a table, or nil.
func (r *resolver) foreignKey(table sqlname.Name, columns []string) *catalog.ForeignKey {
	sql := r.sql(table)
	if sql == nil {
		return nil
	}
	for _, key := range sql.ForeignKeys {
		if onColumns(key, columns) {
			return key
		}
	}
	return nil
}

func onColumns(key *catalog.ForeignKey, columns []string) bool {
	if len(key.Pairs) != len(columns) {
		return false
	}
	for _, name := range columns {
		found := false
		for _, p := range key.Pairs {
			found = found || p.From.Name == name
		}
		if !found {
			return false
		}
	}
	return true
}

// returned is the table whose rows a function returns, the zero name for none.
func (r *resolver) returned(function sqlname.Name) sqlname.Name {
	if r.catalog == nil {
		return sqlname.Name{}
	}
	overloads := r.catalog.Overloads(function)
	if len(overloads) != 1 {
		return sqlname.Name{}
	}
	returns := overloads[0].Returns
	if returns == nil || returns.Kind != catalog.CompositeType {
		return sqlname.Name{}
	}
	if t := r.catalog.TableByOID(returns.Relation); t != nil {
		return t.Name
	}
	return sqlname.Name{}
}
