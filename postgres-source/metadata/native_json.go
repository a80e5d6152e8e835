package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/planner"
)

func readLogicalModel(r *reader, data json.RawMessage, path *planner.Path) *LogicalModel {
	o := r.object(data, path)
	m := readInlineModel(o)
	m.Name = o.text("name")
	return m
}

func readInlineModel(o *object) *LogicalModel {
	o.need("fields")
	return &LogicalModel{
		Fields:      list(o, "fields", readLogicalField),
		Description: optional[string](o, "description"),
		SelectPermissions: distinct(o, "select_permissions", "select permissions",
			list(o, "select_permissions", readSelect), func(p *SelectPermission) string { return p.Role }),
	}
}

func readLogicalField(r *reader, data json.RawMessage, path *planner.Path) *LogicalField {
	o := r.object(data, path)
	f := &LogicalField{Name: o.text("name"), Description: optional[string](o, "description")}
	value := o.need("type")
	if kindOf(value) == "String" {
		f.Short = true
		o.into("type", &f.Type.Scalar)
		o.into("nullable", &f.Type.Nullable)
	} else if r.fault == nil {
		f.Type = readLogicalType(r, value, o.at("type"))
	}
	return f
}

func readLogicalType(r *reader, data json.RawMessage, path *planner.Path) LogicalType {
	o := r.object(data, path)
	t := LogicalType{Scalar: o.optText("scalar"), LogicalModel: o.optText("logical_model")}
	o.into("nullable", &t.Nullable)
	if item, ok := o.raw("array"); ok {
		inner := readLogicalType(r, item, o.at("array"))
		t.Array = &inner
	}
	if t.Scalar == "" && t.LogicalModel == "" && t.Array == nil {
		r.fail(path, "a type is one of scalar, logical_model and array")
	}
	return t
}

func readNativeQuery(r *reader, data json.RawMessage, path *planner.Path) *NativeQuery {
	o := r.object(data, path)
	q := &NativeQuery{RootFieldName: o.text("root_field_name"), Code: o.text("code"), Description: optional[string](o, "description")}
	if returns := o.need("returns"); kindOf(returns) == "String" {
		o.into("returns", &q.Returns)
	} else if r.fault == nil {
		inline := r.object(returns, o.at("returns"))
		q.Inline = readInlineModel(inline)
	}
	if args := o.nested("arguments"); args != nil {
		for _, m := range args.members {
			arg := r.object(m.value, args.at(m.key))
			a := &NativeArgument{Name: m.key, Type: arg.text("type"), Description: optional[string](arg, "description")}
			arg.into("nullable", &a.Nullable)
			q.Arguments = append(q.Arguments, a)
		}
	}
	q.ObjectRelationships = list(o, "object_relationships", readRelationship)
	q.ArrayRelationships = list(o, "array_relationships", readRelationship)
	o.ignore("type")
	return q
}

func writeLogicalModel(w *writer, m *LogicalModel) {
	w.object(func() {
		w.text("name", m.Name)
		writeInlineModel(w, m)
	})
}

func writeInlineModel(w *writer, m *LogicalModel) {
	w.comment("description", m.Description)
	w.key("fields")
	elements(w, m.Fields, writeLogicalField)
	array(w, "select_permissions", sorted(m.SelectPermissions, func(p *SelectPermission) string { return p.Role }), writeSelect)
}

func writeLogicalField(w *writer, f *LogicalField) {
	w.object(func() {
		w.comment("description", f.Description)
		w.text("name", f.Name)
		if f.Short {
			w.flag("nullable", f.Type.Nullable)
			w.text("type", f.Type.Scalar)
			return
		}
		w.key("type")
		writeLogicalType(w, f.Type)
	})
}

func writeLogicalType(w *writer, t LogicalType) {
	w.object(func() {
		if t.Array != nil {
			w.key("array")
			writeLogicalType(w, *t.Array)
		}
		w.optText("logical_model", t.LogicalModel)
		w.flag("nullable", t.Nullable)
		w.optText("scalar", t.Scalar)
	})
}

func writeNativeQuery(w *writer, q *NativeQuery) {
	w.object(func() {
		if len(q.Arguments) > 0 {
			w.key("arguments")
			w.object(func() {
				for _, a := range sorted(q.Arguments, func(a *NativeArgument) string { return a.Name }) {
					writeNativeArgument(w, a)
				}
			})
		}
		array(w, "array_relationships", sorted(q.ArrayRelationships, relationshipName), writeRelationship)
		w.text("code", q.Code)
		w.comment("description", q.Description)
		array(w, "object_relationships", sorted(q.ObjectRelationships, relationshipName), writeRelationship)
		if q.Inline != nil {
			w.key("returns")
			w.object(func() { writeInlineModel(w, q.Inline) })
		} else {
			w.text("returns", q.Returns)
		}
		w.text("root_field_name", q.RootFieldName)
	})
}

func writeNativeArgument(w *writer, a *NativeArgument) {
	w.key(a.Name)
	w.object(func() {
		w.comment("description", a.Description)
		w.boolean("nullable", a.Nullable)
		w.text("type", a.Type)
	})
}
