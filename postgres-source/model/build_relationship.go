package model

import (
	"errors"
	"fmt"
	"slices"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// relationship resolves one relationship of a table (contract/postgres-graphql.md 5.1).
func (b *builder) relationship(t *trackedTable, md *metadata.Relationship, array bool) error {
	r := &Relationship{Name: md.Name, Array: array, Table: t.Table, Comment: md.Comment}
	var err error
	switch {
	case md.Manual != nil:
		err = b.manual(r, md.Manual)
	case md.ForeignKey != nil && md.ForeignKey.Table == (sqlname.Name{}):
		err = b.leaving(r, md.ForeignKey)
	default:
		err = b.arriving(r, md.ForeignKey)
	}
	if err != nil {
		return err
	}
	t.Relationships = append(t.Relationships, r)
	return nil
}

// trackedAs returns the consistent table called name.
func (b *builder) trackedAs(name sqlname.Name) (*Table, error) {
	if t := b.byName[name]; t != nil {
		return t.Table, nil
	}
	return nil, notTracked(name)
}

// leaving follows a foreign key of the relationship's own table.
func (b *builder) leaving(r *Relationship, on *metadata.ForeignKeyOn) error {
	if r.Array {
		return errors.New("an array relationship needs the table that the foreign key is on")
	}
	key, err := foreignKey(r.Table.SQL, nil, on.Columns)
	if err != nil {
		return err
	}
	if r.Target, err = b.trackedAs(key.To.Name); err != nil {
		return err
	}
	r.ForeignKey, r.NotNull = key, true
	for _, p := range key.Pairs {
		r.Pairs = append(r.Pairs, Pair{Local: r.Table.columns[p.From.Name], Remote: r.Target.columns[p.To.Name]})
		r.NotNull = r.NotNull && p.From.NotNull
	}
	return nil
}

// arriving follows a foreign key of another table back. An object relationship should have
// a unique one; should it not, the answer is any one of the rows, as with manual mappings.
func (b *builder) arriving(r *Relationship, on *metadata.ForeignKeyOn) error {
	var err error
	if r.Target, err = b.trackedAs(on.Table); err != nil {
		return err
	}
	key, err := foreignKey(r.Target.SQL, r.Table.SQL, on.Columns)
	if err != nil {
		return err
	}
	r.ForeignKey, r.AfterParent = key, true
	for _, p := range key.Pairs {
		r.Pairs = append(r.Pairs, Pair{Local: r.Table.columns[p.To.Name], Remote: r.Target.columns[p.From.Name]})
	}
	return nil
}

// foreignKey finds the one foreign key over exactly these columns, in any order, to the
// table `to` if it is given.
func foreignKey(from, to *catalog.Table, columns []string) (*catalog.ForeignKey, error) {
	var found *catalog.ForeignKey
	for _, key := range from.ForeignKeys {
		if to != nil && key.To != to || !sameColumns(key, columns) {
			continue
		}
		if found != nil {
			return nil, errors.New("more than one foreign key constraint exists on the given column(s)")
		}
		found = key
	}
	if found == nil {
		return nil, errors.New("no foreign constraint exists on the given column(s)")
	}
	return found, nil
}

func sameColumns(key *catalog.ForeignKey, columns []string) bool {
	if len(key.Pairs) != len(columns) {
		return false
	}
	for _, p := range key.Pairs {
		if !slices.Contains(columns, p.From.Name) {
			return false
		}
	}
	return true
}

func (b *builder) manual(r *Relationship, m *metadata.ManualConfiguration) error {
	if m.RemoteNativeQuery != "" {
		return errors.New("a relationship of a table cannot lead to a native query")
	}
	var err error
	if r.Target, err = b.trackedAs(m.RemoteTable); err != nil {
		return err
	}
	r.AfterParent = m.InsertionOrder == "after_parent"
	for _, pair := range m.ColumnMapping {
		local, remote := r.Table.columns[pair.Local], r.Target.columns[pair.Remote]
		if local == nil {
			return noColumn(pair.Local, r.Table)
		}
		if remote == nil {
			return noColumn(pair.Remote, r.Target)
		}
		r.Pairs = append(r.Pairs, Pair{local, remote})
	}
	if len(r.Pairs) == 0 {
		return errors.New("the column mapping is empty")
	}
	return nil
}

func noColumn(name string, t *Table) error {
	return fmt.Errorf("column %q does not exist in table %q", name, t.Name.String())
}

// remoteRelationship resolves this side of a relationship to another source; the other side
// is the other source's to check.
func (b *builder) remoteRelationship(t *trackedTable, md *metadata.RemoteRelationship) error {
	r := &RemoteRelationship{Name: md.Name, Table: t.Table, Metadata: md}
	var names []string
	if md.ToSource != nil {
		for _, m := range md.ToSource.FieldMapping {
			names = append(names, m.Local)
		}
	} else {
		names = md.ToRemoteSchema.LHSFields
	}
	for _, name := range names {
		field := LocalField{Name: name, Column: t.columns[name]}
		if c := t.compute[name]; field.Column == nil && c != nil && c.Scalar != nil && len(c.Args) == 0 {
			field.Computed = c
		}
		if field.Column == nil && field.Computed == nil {
			return notProvided(name, t)
		}
		r.Fields = append(r.Fields, field)
	}
	t.RemoteRelationships = append(t.RemoteRelationships, r)
	return nil
}

// notProvided is the contract's message, missing blanks included
// (contract/remote-schemas-and-joins.md 6.2).
func notProvided(name string, t *trackedTable) error {
	var allowed []string
	for _, c := range t.Columns {
		allowed = append(allowed, c.Name)
	}
	for _, c := range t.ComputedFields {
		if c.Scalar != nil && len(c.Args) == 0 {
			allowed = append(allowed, c.Name)
		}
	}
	list := quoted(allowed)
	if n := len(allowed); n > 1 {
		list = fmt.Sprintf("%s or %q", quoted(allowed[:n-1]), allowed[n-1])
	}
	return fmt.Errorf("field with name %qis not provided by the lhs entity%qfor defining a join condition, the allowed fields are %s",
		name, t.Name.String(), list)
}
