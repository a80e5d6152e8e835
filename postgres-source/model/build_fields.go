package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/postgres-source/metadata"
)

// candidate is a field of a table that the metadata adds to its columns.
type candidate struct {
	name, kind string
	md         any
	add        func() error
}

// fields adds relationships, computed fields and remote relationships, in this order: a
// remote relationship may leave from a computed field. What has the name of a column is
// left out, and so are fields that share a name (contract/metadata-and-migrations.md 4.2).
func (b *builder) fields(t *trackedTable) {
	candidates := b.candidates(t)
	times := map[string]int{}
	for _, c := range candidates {
		times[c.name]++
	}
	for _, c := range candidates {
		if times[c.name] > 1 {
			b.conflict(t, c.name, candidates)
			times[c.name] = 0 // reported
		}
		if times[c.name] != 1 {
			continue
		}
		err := t.free(c.name)
		if err == nil {
			err = c.add()
		}
		if err != nil {
			b.broken(b.tableObject(c.kind, c.name, t.Table, c.md), "%s", err.Error())
		}
	}
	slices.SortFunc(t.Relationships, func(x, y *Relationship) int { return strings.Compare(x.Name, y.Name) })
	slices.SortFunc(t.ComputedFields, func(x, y *ComputedField) int { return strings.Compare(x.Name, y.Name) })
	slices.SortFunc(t.RemoteRelationships, func(x, y *RemoteRelationship) int { return strings.Compare(x.Name, y.Name) })
}

func (b *builder) candidates(t *trackedTable) []candidate {
	var out []candidate
	relationships := func(kind string, array bool, list []*metadata.Relationship) {
		for _, md := range list {
			out = append(out, candidate{md.Name, kind, md, func() error {
				return inContext(b.relationship(t, md, array), "in table %q: in relationship %q", t.Name.String(), md.Name)
			}})
		}
	}
	relationships("object_relation", false, t.md.ObjectRelationships)
	relationships("array_relation", true, t.md.ArrayRelationships)
	for _, md := range t.md.ComputedFields {
		out = append(out, candidate{md.Name, "computed_field", md, func() error {
			return inContext(b.computedField(t, md), "in table %q: in computed field %q", t.Name.String(), md.Name)
		}})
	}
	for _, md := range t.md.RemoteRelationships {
		out = append(out, candidate{md.Name, "remote_relationship", md, func() error {
			return inContext(b.remoteRelationship(t, md), "in table %q: in remote relationship %q", t.Name.String(), md.Name)
		}})
	}
	return out
}

func inContext(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
}

func (b *builder) conflict(t *trackedTable, name string, candidates []candidate) {
	i := Inconsistency{Reason: fmt.Sprintf("Conflicting objects: conflicting definitions for field %q", name)}
	for _, c := range candidates {
		if c.name == name {
			i.Objects = append(i.Objects, b.tableObject(c.kind, c.name, t.Table, c.md))
		}
	}
	b.report(i)
}

// free tells whether no column has the name, in the database or in the schema.
func (t *trackedTable) free(name string) error {
	if t.columns[name] != nil {
		return errors.New("field definition conflicts with postgres column")
	}
	for _, c := range t.Columns {
		if c.Field == name {
			return fmt.Errorf("field definition conflicts with custom field name for postgres column %q", c.Name)
		}
	}
	if !isGraphQLName(name) {
		return fmt.Errorf("%q is not valid GraphQL name", name)
	}
	return nil
}
