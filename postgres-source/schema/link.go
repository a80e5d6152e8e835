package schema

import (
	"fmt"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// addLinks makes the links that leave the role's tables
// (contract/remote-schemas-and-joins.md 6.3). The columns that form a key need not be
// readable: the source reads them for the join alone.
func (s *Schema) addLinks() {
	for i, t := range s.frame.tables {
		if s.views[i] == nil {
			continue
		}
		for _, r := range t.RemoteRelationships {
			if link := s.frame.link(t, r); link != nil && !(s.role.Relay && link.Source.Kind == planner.RemoteSchemaSource) {
				s.links = append(s.links, link)
			}
		}
	}
}

// link returns the link of a remote relationship, the same for every role.
func (f *frame) link(t *table, r *model.RemoteRelationship) *planner.Link {
	return once(f.links, r, func() *planner.Link {
		link := &planner.Link{From: t.name(naming.Row), Name: r.Name, Owner: owner(t.Name), Meta: &Remote{r}}
		for _, field := range r.Fields {
			link.Key = append(link.Key, field.Name)
		}
		switch m := r.Metadata; {
		case m.ToSource != nil:
			link.Source = planner.ID{Kind: planner.DatabaseSource, Name: m.ToSource.Source}
			link.Target = rowsOf(m.ToSource)
		case m.ToRemoteSchema != nil:
			link.Source = planner.ID{Kind: planner.RemoteSchemaSource, Name: m.ToRemoteSchema.RemoteSchema}
			target, err := m.ToRemoteSchema.Target()
			if err != nil {
				return nil // cannot be followed: not shown
			}
			link.Target = target
		}
		return link
	})
}

// owner names a table in the names of types made for its links.
func owner(name sqlname.Name) string {
	if name.Schema == "public" {
		return name.Name
	}
	return name.Schema + "_" + name.Name
}

func rowsOf(to *metadata.ToSource) planner.ToRows {
	rows := planner.ToRows{Schema: to.Table.Schema, Table: to.Table.Name, Array: to.Array}
	for _, pair := range to.FieldMapping {
		rows.Columns = append(rows.Columns, pair.Remote)
	}
	return rows
}

// Land implements [planner.Part].
func (s *Schema) Land(link *planner.Link) ([]*planner.Field, error) {
	to, ok := link.Target.(planner.ToRows)
	if !ok {
		return nil, fmt.Errorf("source %s: a relationship cannot lead to a field of a database", s.frame.model.Source)
	}
	f := s.frame
	name := sqlname.Name{Schema: to.Schema, Name: to.Table}
	m := f.model.Table(name)
	if m == nil {
		return nil, fmt.Errorf("table %s does not exist in source: %s", quoted(to.Schema, to.Table), f.model.Source)
	}
	columns, err := landingColumns(m, to.Columns)
	if err != nil {
		return nil, err
	}
	t := f.exposed(m)
	if t == nil || s.views[t.index] == nil {
		return nil, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return s.landed(t, link.Name, columns, to.Array), nil
}

func landingColumns(m *model.Table, names []string) ([]*model.Column, error) {
	columns := make([]*model.Column, 0, len(names))
	for _, name := range names {
		c := m.Column(name)
		switch {
		case c == nil:
			return nil, fmt.Errorf("column %q of table %s does not exist", name, quoted(m.Name.Schema, m.Name.Name))
		case c.Enum != nil:
			return nil, fmt.Errorf("relationships to enum fields are not supported yet")
		}
		columns = append(columns, c)
	}
	return columns, nil
}

// landed makes the fields: an object is nullable; a list is declared non-null although a
// null key yields null.
func (s *Schema) landed(t *table, name string, columns []*model.Column, array bool) []*planner.Field {
	f, v := s.frame, s.views[t.index]
	row := f.wrap(t.name(naming.Row))
	if !array {
		return []*planner.Field{{Name: name, Type: row.plain, Meta: &Landing{Table: t.Table, Columns: columns, Kind: LandObject}}}
	}
	args := f.collectionArgs(t, len(v.read) > 0)
	fields := []*planner.Field{{
		Name: name, Type: row.listNonNull, Args: args, Meta: &Landing{Table: t.Table, Columns: columns, Kind: LandArray},
	}}
	if v.aggregations {
		fields = append(fields, &planner.Field{
			Name: f.rules.RelationshipAggregate(name), Type: f.wrap(t.name(naming.Aggregate)).nonNull,
			Args: args, Meta: &Landing{Table: t.Table, Columns: columns, Kind: LandAggregate},
		})
	}
	return fields
}
