package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// relationshipOperations edit relationships within a source
// (contract/metadata-and-migrations.md 5.4).
var relationshipOperations = []Operation{
	{"create_object_relationship", decodeCreateRelationship(false)},
	{"create_array_relationship", decodeCreateRelationship(true)},
	{"drop_relationship", decodeDropRelationship},
	{"set_relationship_comment", decodeSetRelationshipComment},
	{"rename_relationship", decodeRenameRelationship},
}

// relationships returns one of a table's two lists.
func relationships(t *postgres.Table, array bool) *[]*postgres.Relationship {
	if array {
		return &t.ArrayRelationships
	}
	return &t.ObjectRelationships
}

func relationshipObject(name string, at place, array bool) string {
	if array {
		return partObject("array_relation", name, at)
	}
	return partObject("object_relation", name, at)
}

func decodeCreateRelationship(array bool) func(json.RawMessage, *planner.Path) (Edit, error) {
	return func(args json.RawMessage, path *planner.Path) (Edit, error) {
		o := reading.Open(args, path)
		at := placeOf(o)
		r := element(o, postgres.DecodeRelationship, "name", "using", "comment")
		return decoded(o, func(d *Draft) (Outcome, error) {
			t, err := d.table(at)
			if err == nil {
				err = d.free(t, at, r.Name)
			}
			if err != nil {
				return Outcome{}, err
			}
			list := relationships(t, array)
			*list = append(*list, r)
			return altered(relationshipObject(r.Name, at, array))
		})
	}
}

// free tells whether a table has no field of that name yet.
func (d *Draft) free(t *postgres.Table, at place, name string) error {
	taken := findRelationship(t, name) != nil || computedIndex(t, name) >= 0 || remoteIndex(t, name) >= 0
	if c := d.catalog(at.source); c != nil && !taken {
		sql := c.Table(at.table)
		taken = sql != nil && sql.Column(name) != nil
	}
	if taken {
		return fault(planner.CodeAlreadyExists, "field with name %q already exists in table %q", name, at.table.String())
	}
	return nil
}

// found is a relationship's place in a table.
type found struct {
	list  *[]*postgres.Relationship
	index int
	array bool
}

func (f *found) relationship() *postgres.Relationship { return (*f.list)[f.index] }

// findRelationship returns where the relationship called name is, or nil.
func findRelationship(t *postgres.Table, name string) *found {
	for _, array := range []bool{false, true} {
		list := relationships(t, array)
		i := slices.IndexFunc(*list, func(r *postgres.Relationship) bool { return r.Name == name })
		if i >= 0 {
			return &found{list, i, array}
		}
	}
	return nil
}

// relationship returns a relationship of a table to be edited.
func (d *Draft) relationship(at place, name string) (*found, error) {
	t, err := d.table(at)
	if err != nil {
		return nil, err
	}
	f := findRelationship(t, name)
	if f == nil {
		return nil, fault(planner.CodeNotExists, "relationship %q does not exist", name)
	}
	return f, nil
}

func decodeDropRelationship(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at, name, cascade := placeOf(o), o.Name("relationship"), o.Flag("cascade", false)
	return decoded(o, func(d *Draft) (Outcome, error) {
		if _, err := d.relationship(at, name); err != nil {
			return Outcome{}, err
		}
		if err := d.drop(cascade, thing{kind: relationshipThing, source: at.source, table: at.table, name: name}); err != nil {
			return Outcome{}, err
		}
		return removed()
	})
}

func decodeSetRelationshipComment(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at, name, comment := placeOf(o), o.Name("relationship"), o.Comment("comment")
	return decoded(o, func(d *Draft) (Outcome, error) {
		f, err := d.relationship(at, name)
		if err != nil {
			return Outcome{}, err
		}
		r := *f.relationship()
		r.Comment = comment
		(*f.list)[f.index] = &r
		return altered(relationshipObject(name, at, f.array))
	})
}

func decodeRenameRelationship(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at, name, fresh := placeOf(o), o.Name("name"), o.Name("new_name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		f, err := d.relationship(at, name)
		if err != nil {
			return Outcome{}, err
		}
		t, err := d.table(at)
		if err == nil {
			err = d.free(t, at, fresh)
		}
		if err != nil {
			return Outcome{}, err
		}
		// Conditions are rewritten first: they are resolved by the names of before.
		d.rename(renaming{fields: map[fieldKey]string{{at, name}: fresh}})
		r := *f.relationship()
		r.Name = fresh
		(*f.list)[f.index] = &r
		return altered(relationshipObject(fresh, at, f.array))
	})
}
