package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/planner"
)

func readRelationship(r *reader, data json.RawMessage, path *planner.Path) *Relationship {
	o := r.object(data, path)
	rel := &Relationship{Name: o.text("name"), Comment: optional[string](o, "comment")}
	using := r.object(o.must("using"), o.at("using"))
	foreignKey, hasFK := using.raw("foreign_key_constraint_on")
	manual := using.nested("manual_configuration")
	switch {
	case hasFK && manual != nil:
		r.fail(using.path, "only one of foreign_key_constraint_on/manual_configuration should be present")
	case hasFK:
		rel.ForeignKey = readForeignKey(r, foreignKey, using.at("foreign_key_constraint_on"))
	case manual != nil:
		rel.Manual = readManual(manual)
	default:
		r.fail(using.path, "atleast one of foreign_key_constraint_on/manual_configuration should be present")
	}
	o.ignore("table", "source")
	return rel
}

// readForeignKey accepts `"col"`, `["c1", "c2"]` and `{table, column | columns}`.
func readForeignKey(r *reader, data json.RawMessage, path *planner.Path) *ForeignKeyOn {
	fk := &ForeignKeyOn{}
	if kindOf(data) != "Object" {
		fk.Columns, fk.Plural = readColumns(r, data, path)
		return fk
	}
	o := r.object(data, path)
	fk.Table = o.name("table")
	key := "column"
	if _, ok := o.raw("columns"); ok {
		key = "columns"
	}
	columns := o.need(key)
	if r.fault == nil {
		fk.Columns, fk.Plural = readColumns(r, columns, o.at(key))
	}
	fk.Plural = fk.Plural || key == "columns"
	return fk
}

func readColumns(r *reader, data json.RawMessage, path *planner.Path) (columns []string, plural bool) {
	var one string
	if kindOf(data) == "String" && r.decode(data, &one) == nil {
		return []string{one}, false
	}
	if err := r.decode(data, &columns); err != nil || len(columns) == 0 {
		r.fail(path, "a column or a list of columns is expected")
	}
	return columns, true
}

func readManual(o *object) *ManualConfiguration {
	m := &ManualConfiguration{RemoteNativeQuery: o.optText("remote_native_query"), InsertionOrder: o.optText("insertion_order")}
	if m.RemoteNativeQuery == "" {
		m.RemoteTable = o.name("remote_table")
	}
	switch m.InsertionOrder {
	case "", "before_parent", "after_parent":
	default:
		o.r.fail(o.at("insertion_order"), "insertion_order is before_parent or after_parent, not %q", m.InsertionOrder)
	}
	m.ColumnMapping = o.mapping("column_mapping")
	return m
}

// mapping reads an object of names in written order.
func (o *object) mapping(key string) []ColumnMapping {
	value := o.need(key)
	var out []ColumnMapping
	for _, m := range o.r.object(value, o.at(key)).members {
		var remote string
		if err := o.r.decode(m.value, &remote); err != nil {
			o.r.fail(o.at(key).Key(m.key), "parsing Text failed, expected String, but encountered %s", kindOf(m.value))
		}
		out = append(out, ColumnMapping{Local: m.key, Remote: remote})
	}
	if o.r.fault == nil && len(out) == 0 {
		o.r.fail(o.at(key), "at least one column has to be mapped")
	}
	return out
}

func readComputedField(r *reader, data json.RawMessage, path *planner.Path) *ComputedField {
	o := r.object(data, path)
	c := &ComputedField{Name: o.text("name"), Comment: optional[string](o, "comment")}
	def := r.object(o.must("definition"), o.at("definition"))
	c.Function = def.name("function")
	c.TableArgument = def.optText("table_argument")
	c.SessionArgument = def.optText("session_argument")
	return c
}

// readRemoteRelationship accepts both formats (contract/remote-schemas-and-joins.md 6.1).
func readRemoteRelationship(r *reader, data json.RawMessage, path *planner.Path) *RemoteRelationship {
	o := r.object(data, path)
	rel := &RemoteRelationship{Name: o.text("name")}
	def := r.object(o.must("definition"), o.at("definition"))
	if source := def.nested("to_source"); source != nil {
		rel.ToSource = readToSource(source)
	} else if remote := def.nested("to_remote_schema"); remote != nil {
		rel.ToRemoteSchema = readToRemote(remote, "lhs_fields")
	} else {
		rel.ToRemoteSchema = readToRemote(def, "hasura_fields")
		rel.ToRemoteSchema.Legacy = true
	}
	return rel
}

func readToSource(o *object) *ToSource {
	s := &ToSource{Source: o.text("source"), Table: o.name("table"), FieldMapping: o.mapping("field_mapping")}
	switch kind := o.text("relationship_type"); kind {
	case "object":
	case "array":
		s.Array = true
	default:
		o.r.fail(o.at("relationship_type"), "relationship_type is object or array, not %q", kind)
	}
	return s
}

func readToRemote(o *object, fields string) *ToRemoteSchema {
	s := &ToRemoteSchema{RemoteSchema: o.text("remote_schema")}
	o.need(fields)
	o.into(fields, &s.LHSFields)
	o.need("remote_field")
	s.RemoteField = o.keep("remote_field")
	if _, err := s.Target(); err != nil {
		o.r.fail(o.at("remote_field"), "%s", err)
	}
	return s
}

func writeRelationship(w *writer, rel *Relationship) {
	w.object(func() {
		w.text("name", rel.Name)
		w.key("using")
		w.object(func() {
			if rel.ForeignKey != nil {
				w.key("foreign_key_constraint_on")
				writeForeignKey(w, rel.ForeignKey)
			} else if rel.Manual != nil {
				w.key("manual_configuration")
				writeManual(w, rel.Manual)
			}
		})
		w.comment("comment", rel.Comment)
	})
}

func writeForeignKey(w *writer, fk *ForeignKeyOn) {
	columns := func() {
		if fk.Plural {
			w.stringArray(fk.Columns)
		} else {
			w.out = planner.AppendJSONString(w.out, fk.Columns[0])
		}
	}
	if fk.Table.Name == "" {
		columns()
		return
	}
	w.object(func() {
		if fk.Plural {
			w.key("columns")
		} else {
			w.key("column")
		}
		columns()
		w.name("table", fk.Table)
	})
}

func writeManual(w *writer, m *ManualConfiguration) {
	w.object(func() {
		w.mapping("column_mapping", m.ColumnMapping)
		w.key("insertion_order")
		if m.InsertionOrder == "" {
			w.out = append(w.out, "null"...)
		} else {
			w.out = planner.AppendJSONString(w.out, m.InsertionOrder)
		}
		if m.RemoteNativeQuery != "" {
			w.text("remote_native_query", m.RemoteNativeQuery)
		} else {
			w.name("remote_table", m.RemoteTable)
		}
	})
}

func (w *writer) mapping(key string, mapping []ColumnMapping) {
	w.key(key)
	w.object(func() {
		for _, m := range mapping {
			w.text(m.Local, m.Remote)
		}
	})
}

func writeComputedField(w *writer, c *ComputedField) {
	w.object(func() {
		w.text("name", c.Name)
		w.key("definition")
		w.object(func() {
			w.name("function", c.Function)
			w.optText("session_argument", c.SessionArgument)
			w.optText("table_argument", c.TableArgument)
		})
		w.comment("comment", c.Comment)
	})
}

func writeRemoteRelationship(w *writer, rel *RemoteRelationship) {
	w.object(func() {
		w.text("name", rel.Name)
		w.key("definition")
		w.object(func() {
			switch remote := rel.ToRemoteSchema; {
			case rel.ToSource != nil:
				w.key("to_source")
				w.object(func() { writeToSource(w, rel.ToSource) })
			case remote.Legacy:
				writeToRemote(w, remote, "hasura_fields")
			default:
				w.key("to_remote_schema")
				w.object(func() { writeToRemote(w, remote, "lhs_fields") })
			}
		})
	})
}

func writeToSource(w *writer, s *ToSource) {
	w.mapping("field_mapping", s.FieldMapping)
	kind := "object"
	if s.Array {
		kind = "array"
	}
	w.text("relationship_type", kind)
	w.text("source", s.Source)
	w.name("table", s.Table)
}

func writeToRemote(w *writer, s *ToRemoteSchema, fields string) {
	w.texts(fields, s.LHSFields)
	w.raw("remote_field", s.RemoteField)
	w.text("remote_schema", s.RemoteSchema)
}
