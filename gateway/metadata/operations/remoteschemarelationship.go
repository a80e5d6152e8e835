package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// remoteSchemaRelationshipOperations edit the relationships that leave types of remote
// schemas (contract/remote-schemas-and-joins.md 6).
var remoteSchemaRelationshipOperations = []Operation{
	{"create_remote_schema_remote_relationship", decodeSetRemoteSchemaRelationship(false)},
	{"update_remote_schema_remote_relationship", decodeSetRemoteSchemaRelationship(true)},
	{"delete_remote_schema_remote_relationship", decodeDeleteRemoteSchemaRelationship},
}

func remoteSchemaRelationshipObject(name, typ, schema string) string {
	return "remote_schema_remote_relationship " + name + " on type " + typ + " in remote schema " + schema
}

func decodeSetRemoteSchemaRelationship(update bool) func(json.RawMessage, *planner.Path) (Edit, error) {
	return func(args json.RawMessage, path *planner.Path) (Edit, error) {
		o := reading.Open(args, path)
		schema, typ := o.Name("remote_schema"), o.Name("type_name")
		r := element(o, own[remote.Relationship], "name", "definition")
		return decoded(o, func(d *Draft) (Outcome, error) {
			err := d.editRemote(schema, func(s *remote.Schema) error { return setRelationship(s, typ, r, update) })
			return Outcome{Objects: []string{remoteSchemaRelationshipObject(r.Name, typ, schema)}}, err
		})
	}
}

// setRelationship adds a relationship to a copied remote schema, or replaces the one that
// is there.
func setRelationship(s *remote.Schema, typ string, r remote.Relationship, update bool) error {
	t, i := typeRelationship(s, typ, r.Name)
	switch {
	case update && i < 0:
		return noRelationship(s.Name, r.Name)
	case update:
		s.Relationships[t].Relationships[i] = r
	case i >= 0:
		return fault(planner.CodeAlreadyExists, "relationship with name %q already exists on type %q in remote schema %q", r.Name, typ, s.Name)
	case t < 0:
		s.Relationships = append(s.Relationships, remote.TypeRelationships{TypeName: typ, Relationships: []remote.Relationship{r}})
	default:
		s.Relationships[t].Relationships = append(s.Relationships[t].Relationships, r)
	}
	return nil
}

func noRelationship(schema, name string) error {
	return fault(planner.CodeNotExists, "no relationship defined on remote schema %q with name %q", schema, name)
}

// typeRelationship finds a type's relationships and one of them; -1 for what is not there.
func typeRelationship(s *remote.Schema, typ, name string) (t, i int) {
	t = slices.IndexFunc(s.Relationships, func(r remote.TypeRelationships) bool { return r.TypeName == typ })
	if t < 0 {
		return -1, -1
	}
	return t, slices.IndexFunc(s.Relationships[t].Relationships, func(r remote.Relationship) bool { return r.Name == name })
}

func decodeDeleteRemoteSchemaRelationship(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	schema, typ, name := o.Name("remote_schema"), o.Name("type_name"), o.Name("name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		err := d.editRemote(schema, func(s *remote.Schema) error { return removeRelationship(s, typ, name) })
		return Outcome{}, err
	})
}

// removeRelationship takes a relationship out of a copied remote schema, and its type's
// element with the last one.
func removeRelationship(s *remote.Schema, typ, name string) error {
	t, i := typeRelationship(s, typ, name)
	if i < 0 {
		return noRelationship(s.Name, name)
	}
	list := &s.Relationships[t].Relationships
	*list = slices.Delete(*list, i, i+1)
	if len(*list) == 0 {
		s.Relationships = slices.Delete(s.Relationships, t, t+1)
	}
	return nil
}
