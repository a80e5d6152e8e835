package operations

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// nativeQueryOperations edit native queries and logical models
// (contract/metadata-and-migrations.md 5.7).
var nativeQueryOperations = []Operation{
	{"track_native_query", decodeTrackNativeQuery},
	{"untrack_native_query", decodeUntrackNativeQuery},
	{"track_logical_model", decodeTrackLogicalModel},
	{"untrack_logical_model", decodeUntrackLogicalModel},
	{"create_logical_model_select_permission", decodeCreateModelPermission},
	{"drop_logical_model_select_permission", decodeDropModelPermission},
}

// nativeSource returns a source to be edited, with the errors of these commands.
func (d *Draft) nativeSource(name string) (*postgres.Source, error) {
	if d.sourceIndex(name) < 0 {
		return nil, fault(planner.CodeNotFound, "Source '%s' of kind postgres not found.", name)
	}
	return d.source(name)
}

func nativeIndex(s *postgres.Source, name string) int {
	return slices.IndexFunc(s.NativeQueries, func(q *postgres.NativeQuery) bool { return q.RootFieldName == name })
}

func modelIndex(s *postgres.Source, name string) int {
	return slices.IndexFunc(s.LogicalModels, func(m *postgres.LogicalModel) bool { return m.Name == name })
}

func nativeObject(name, source string) string { return "native_query " + name + " in source " + source }
func modelObject(name, source string) string  { return "logical_model " + name + " in source " + source }

func decodeTrackNativeQuery(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	source := o.Name("source")
	q := element(o, postgres.DecodeNativeQuery, "root_field_name", "code", "returns", "arguments",
		"array_relationships", "object_relationships", "description")
	return decoded(o, func(d *Draft) (Outcome, error) {
		s, err := d.nativeSource(source)
		if err != nil {
			return Outcome{}, err
		}
		if nativeIndex(s, q.RootFieldName) >= 0 {
			return Outcome{}, fault(CodeAlreadyTracked, "Native query '%s' is already tracked.", q.RootFieldName)
		}
		s.NativeQueries = append(s.NativeQueries, q)
		return Outcome{Objects: []string{nativeObject(q.RootFieldName, source)}, Code: planner.CodeValidationFailed}, nil
	})
}

func decodeUntrackNativeQuery(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	source, name := o.Name("source"), o.Name("root_field_name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		s, err := d.nativeSource(source)
		if err != nil {
			return Outcome{}, err
		}
		if nativeIndex(s, name) < 0 {
			return Outcome{}, fault(planner.CodeNotFound, "Native query '%s' not found in source '%s'.", name, source)
		}
		if err := d.drop(false, thing{kind: nativeQueryThing, source: source, name: name}); err != nil {
			return Outcome{}, err
		}
		return removed()
	})
}

func decodeTrackLogicalModel(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	source := o.Name("source")
	m := element(o, postgres.DecodeLogicalModel, "name", "fields", "description")
	return decoded(o, func(d *Draft) (Outcome, error) {
		s, err := d.nativeSource(source)
		if err != nil {
			return Outcome{}, err
		}
		if modelIndex(s, m.Name) >= 0 {
			return Outcome{}, fault(CodeAlreadyTracked, "Logical model '%s' is already tracked.", m.Name)
		}
		s.LogicalModels = append(s.LogicalModels, m)
		return altered(modelObject(m.Name, source))
	})
}

func decodeUntrackLogicalModel(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	source, name := o.Name("source"), o.Name("name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		s, err := d.nativeSource(source)
		if err != nil {
			return Outcome{}, err
		}
		if modelIndex(s, name) < 0 {
			return Outcome{}, fault(planner.CodeNotFound, "Logical model '%s' not found in source '%s'.", name, source)
		}
		if err := d.drop(false, thing{kind: logicalModelThing, source: source, name: name}); err != nil {
			return Outcome{}, err
		}
		return removed()
	})
}

// modelRef names a logical model: one of the source's, or the inline one of a native query.
type modelRef struct {
	source, name string
	native       bool
}

func modelRefOf(o *reading.Object) modelRef {
	m := modelRef{source: sourceOf(o), name: o.Name("name")}
	switch kind := o.TextOr("type", "logical_model"); kind {
	case "logical_model":
	case "native_query":
		m.native = true
	default:
		o.Fail(o.At("type"), "expected logical_model or native_query, but encountered %q", kind)
	}
	return m
}

// editModel replaces a logical model by an edited copy.
func (d *Draft) editModel(ref modelRef, edit func(*postgres.LogicalModel) error) (object string, err error) {
	s, err := d.nativeSource(ref.source)
	if err != nil {
		return "", err
	}
	copyOf := func(m *postgres.LogicalModel) *postgres.LogicalModel {
		c := *m
		c.SelectPermissions = slices.Clone(c.SelectPermissions)
		return &c
	}
	if ref.native {
		i := nativeIndex(s, ref.name)
		if i < 0 || s.NativeQueries[i].Inline == nil {
			return "", fault(planner.CodeNotFound, "Native query '%s' not found in source '%s'.", ref.name, ref.source)
		}
		q := *s.NativeQueries[i]
		q.Inline = copyOf(q.Inline)
		s.NativeQueries[i] = &q
		return nativeObject(ref.name, ref.source), edit(q.Inline)
	}
	i := modelIndex(s, ref.name)
	if i < 0 {
		return "", fault(planner.CodeNotFound, "Logical model '%s' not found in source '%s'.", ref.name, ref.source)
	}
	s.LogicalModels[i] = copyOf(s.LogicalModels[i])
	return modelObject(ref.name, ref.source), edit(s.LogicalModels[i])
}

func modelPermissionObject(role, model, source string) string {
	return fmt.Sprintf("select_permission %s in logical model %s in source %s", role, model, source)
}

func modelPermission(m *postgres.LogicalModel, role string) int {
	return slices.IndexFunc(m.SelectPermissions, func(p *postgres.SelectPermission) bool { return p.Role == role })
}

func decodeCreateModelPermission(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	ref := modelRefOf(o)
	p := element(o, postgres.DecodeSelectPermission, "role", "permission", "comment")
	return decoded(o, func(d *Draft) (Outcome, error) {
		object, err := d.editModel(ref, func(m *postgres.LogicalModel) error {
			if modelPermission(m, p.Role) >= 0 {
				return fault(planner.CodeAlreadyExists, "select permission already defined on logical model %q with role %q", ref.name, p.Role)
			}
			m.SelectPermissions = append(m.SelectPermissions, p)
			return nil
		})
		if !ref.native {
			object = modelPermissionObject(p.Role, ref.name, ref.source)
		}
		return Outcome{Objects: []string{object}}, err
	})
}

func decodeDropModelPermission(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	ref, role := modelRefOf(o), o.Name("role")
	return decoded(o, func(d *Draft) (Outcome, error) {
		_, err := d.editModel(ref, func(m *postgres.LogicalModel) error {
			i := modelPermission(m, role)
			if i < 0 {
				return fault(planner.CodePermissionDenied, "select permission on %q for role %q does not exist", ref.name, role)
			}
			m.SelectPermissions = slices.Delete(m.SelectPermissions, i, i+1)
			return nil
		})
		return Outcome{}, err
	})
}
