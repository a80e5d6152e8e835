package operations

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonmismatch"
	"github.com/weftql/weft/remote-schemas/grant"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// remoteSchemaOperations edit remote schemas (contract/remote-schemas-and-joins.md 2).
var remoteSchemaOperations = []Operation{
	{"add_remote_schema", decodeAddRemoteSchema},
	{"update_remote_schema", decodeUpdateRemoteSchema},
	{"remove_remote_schema", decodeRemoveRemoteSchema},
	{"reload_remote_schema", decodeReloadRemoteSchema},
	{"add_remote_schema_permissions", decodeAddRemotePermission},
	{"drop_remote_schema_permissions", decodeDropRemotePermission},
}

func remoteObject(name string) string { return "remote_schema " + name }

func (d *Draft) remoteIndex(name string) int {
	return slices.IndexFunc(d.doc.RemoteSchemas, func(s remote.Schema) bool { return s.Name == name })
}

// readRemoteSchema reads the name, definition and comment of a remote schema. The errors of
// definitions have a code of their own.
func readRemoteSchema(o *reading.Object) (s remote.Schema) {
	s.Name, s.Comment = o.Name("name"), o.Comment("comment")
	value := o.Must("definition")
	if o.Err() != nil {
		return s
	}
	if reading.Kind(value) != "Object" {
		o.MustNested("definition")
		return s
	}
	if err := json.Unmarshal(value, &s.Definition); err != nil {
		code := planner.CodeInvalidParams
		if syntax := (*json.UnmarshalTypeError)(nil); errors.As(err, &syntax) {
			code = planner.CodeParseFailed
		}
		o.Refuse(o.At("definition"), planner.Faultf(code, o.At("definition"), "%s", err.Error()))
	}
	return s
}

func decodeAddRemoteSchema(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	s := readRemoteSchema(o)
	return decoded(o, func(d *Draft) (Outcome, error) {
		if d.remoteIndex(s.Name) >= 0 {
			return Outcome{}, fault(planner.CodeAlreadyExists, "remote schema with name %q already exists", s.Name)
		}
		d.doc.RemoteSchemas = append(d.doc.RemoteSchemas, s)
		return altered(remoteObject(s.Name))
	})
}

// decodeUpdateRemoteSchema keeps permissions and forgets relationships.
func decodeUpdateRemoteSchema(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	s := readRemoteSchema(o)
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.remoteIndex(s.Name)
		if i < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "remote schema with name %q doesn't exist", s.Name)
		}
		fresh := s
		fresh.Permissions = d.doc.RemoteSchemas[i].Permissions
		d.doc.RemoteSchemas[i] = fresh
		return altered(remoteObject(s.Name))
	})
}

func decodeRemoveRemoteSchema(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		if d.remoteIndex(name) < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "no such remote schema")
		}
		if err := d.drop(false, thing{kind: remoteSchemaThing, name: name}); err != nil {
			return Outcome{}, err
		}
		return removed()
	})
}

func decodeReloadRemoteSchema(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		if d.remoteIndex(name) < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "remote schema with name %q does not exist", name)
		}
		return Outcome{Reread: Reread{RemoteSchemas: Names{Some: []string{name}}}}, nil
	})
}

// editRemote replaces a remote schema by an edited copy. The lists of the copy are its own.
func (d *Draft) editRemote(name string, edit func(*remote.Schema) error) error {
	i := d.remoteIndex(name)
	if i < 0 {
		return fault(planner.CodeNotExists, "remote schema %q doesn't exist", name)
	}
	s := d.doc.RemoteSchemas[i]
	s.Permissions = slices.Clone(s.Permissions)
	s.Relationships = slices.Clone(s.Relationships)
	for i := range s.Relationships {
		s.Relationships[i].Relationships = slices.Clone(s.Relationships[i].Relationships)
	}
	err := edit(&s)
	d.doc.RemoteSchemas[i] = s
	return err
}

func remotePermission(s *remote.Schema, role string) int {
	return slices.IndexFunc(s.Permissions, func(p remote.Permission) bool { return p.Role == role })
}

func decodeAddRemotePermission(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("remote_schema")
	p := element(o, own[remote.Permission], "role", "definition", "comment")
	if _, err := grant.ParseSDL(p.Definition.Schema); err != nil {
		o.Fail(o.At("definition").Key("schema"), "%v", err)
	}
	return decoded(o, func(d *Draft) (Outcome, error) {
		if d.around.NoRemotePermissions {
			return Outcome{}, fault(planner.CodeConstraintViolation,
				"remote schema permissions can only be added when remote schema permissions are enabled in the graphql-engine")
		}
		err := d.editRemote(name, func(s *remote.Schema) error {
			switch {
			case remotePermission(s, p.Role) >= 0:
				return fault(planner.CodeAlreadyExists, "permissions for role: %q for remote schema:%q already exists", p.Role, name)
			case p.Role == planner.Admin:
				return fault(planner.CodeConstraintViolation, "cannot define permission for admin role")
			}
			s.Permissions = append(s.Permissions, p)
			return nil
		})
		object := "remote_schema_permission " + p.Role + " permission in remote schema " + name
		return Outcome{Objects: []string{object}, Code: planner.CodeValidationFailed}, err
	})
}

func decodeDropRemotePermission(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, role := o.Name("remote_schema"), o.Name("role")
	return decoded(o, func(d *Draft) (Outcome, error) {
		err := d.editRemote(name, func(s *remote.Schema) error {
			i := remotePermission(s, role)
			if i < 0 {
				return fault(planner.CodeNotExists, "permissions for role: %q for remote schema:%q doesn't exist", role, name)
			}
			s.Permissions = slices.Delete(s.Permissions, i, i+1)
			return nil
		})
		return Outcome{}, err
	})
}

// own reads a type that knows its JSON itself.
func own[T any](data json.RawMessage, path *planner.Path) (T, error) {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return v, jsonmismatch.Fault(err, path)
	}
	return v, nil
}
