package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// remoteRelationshipOperations edit relationships that leave a source
// (contract/remote-schemas-and-joins.md 6).
var remoteRelationshipOperations = []Operation{
	{"create_remote_relationship", decodeCreateRemoteRelationship},
	{"update_remote_relationship", decodeUpdateRemoteRelationship},
	{"delete_remote_relationship", decodeDeleteRemoteRelationship},
}

func remoteIndex(t *postgres.Table, name string) int {
	return slices.IndexFunc(t.RemoteRelationships, func(r *postgres.RemoteRelationship) bool { return r.Name == name })
}

func remoteRelationshipObject(name string, at place) string {
	return partObject("remote_relationship", name, at)
}

// readRemoteRelationship accepts `definition` and the older keys beside each other
// (contract/remote-schemas-and-joins.md 6.1).
func readRemoteRelationship(o *reading.Object, command string) *postgres.RemoteRelationship {
	if o.Has("remote_schema") == o.Has("definition") {
		o.Fail(o.Path(), "%s expects exactly one of: remote_schema, definition", command)
	}
	if o.Err() != nil || o.Has("definition") {
		return element(o, postgres.DecodeRemoteRelationship, "name", "definition")
	}
	legacy := []byte(`{"name":`)
	legacy = append(legacy, o.Must("name")...)
	legacy = append(legacy, `,"definition":{"remote_schema":`...)
	legacy = append(legacy, o.Must("remote_schema")...)
	for _, key := range []string{"hasura_fields", "remote_field"} {
		legacy = append(planner.AppendJSONString(append(legacy, ','), key), ':')
		legacy = append(legacy, o.Must(key)...)
	}
	if o.Err() != nil {
		return nil
	}
	r, err := postgres.DecodeRemoteRelationship(append(legacy, '}', '}'), o.Path())
	o.Refuse(o.Path(), err)
	return r
}

func decodeCreateRemoteRelationship(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at := placeOf(o)
	r := readRemoteRelationship(o, "create_remote_relationship")
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err == nil {
			err = d.free(t, at, r.Name)
		}
		if err != nil {
			return Outcome{}, err
		}
		t.RemoteRelationships = append(t.RemoteRelationships, r)
		return altered(remoteRelationshipObject(r.Name, at))
	})
}

func decodeUpdateRemoteRelationship(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at := placeOf(o)
	r := readRemoteRelationship(o, "update_remote_relationship")
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, i, err := d.remoteRelationship(at, r.Name)
		if err != nil {
			return Outcome{}, err
		}
		t.RemoteRelationships[i] = r
		return altered(remoteRelationshipObject(r.Name, at))
	})
}

func decodeDeleteRemoteRelationship(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at, name := placeOf(o), o.Name("name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		if _, _, err := d.remoteRelationship(at, name); err != nil {
			return Outcome{}, err
		}
		if err := d.drop(false, thing{kind: remoteRelationshipThing, source: at.source, table: at.table, name: name}); err != nil {
			return Outcome{}, err
		}
		return removed()
	})
}

func (d *Draft) remoteRelationship(at place, name string) (*postgres.Table, int, error) {
	t, err := d.table(at)
	if err != nil {
		return nil, 0, err
	}
	i := remoteIndex(t, name)
	if i < 0 {
		return nil, 0, fault(planner.CodeNotExists, "relationship %q does not exist", name)
	}
	return t, i, nil
}
