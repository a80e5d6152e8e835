package metadata

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/planner"
)

func readTable(r *reader, data json.RawMessage, path *planner.Path) *Table {
	o := r.object(data, path)
	t := &Table{Table: o.name("table"), LogicalModel: o.optText("logical_model")}
	o.into("is_enum", &t.IsEnum)
	if c := o.nested("configuration"); c != nil {
		t.Configuration = readTableConfiguration(c)
	}
	readFields(o, t)
	readPermissions(o, t)
	t.EventTriggers = distinct(o, "event_triggers", "event triggers", list(o, "event_triggers", readEventTrigger),
		func(e *EventTrigger) string { return e.Name })
	if a := o.nested("apollo_federation_config"); a != nil {
		if v := a.text("enable"); v != "v1" {
			r.fail(a.at("enable"), "enable is v1, not %q", v)
		}
		t.ApolloFederation = true
	}
	o.done("TableMetadata")
	return t
}

func readFields(o *object, t *Table) {
	t.ObjectRelationships = distinct(o, "object_relationships", "object relationships",
		list(o, "object_relationships", readRelationship), relationshipName)
	t.ArrayRelationships = distinct(o, "array_relationships", "array relationships",
		list(o, "array_relationships", readRelationship), relationshipName)
	t.ComputedFields = distinct(o, "computed_fields", "computed fields",
		list(o, "computed_fields", readComputedField), func(c *ComputedField) string { return c.Name })
	t.RemoteRelationships = distinct(o, "remote_relationships", "remote relationships",
		list(o, "remote_relationships", readRemoteRelationship), func(c *RemoteRelationship) string { return c.Name })
}

func relationshipName(rel *Relationship) string { return rel.Name }

func readPermissions(o *object, t *Table) {
	t.InsertPermissions = distinct(o, "insert_permissions", "insert permissions",
		list(o, "insert_permissions", readInsert), func(p *InsertPermission) string { return p.Role })
	t.SelectPermissions = distinct(o, "select_permissions", "select permissions",
		list(o, "select_permissions", readSelect), func(p *SelectPermission) string { return p.Role })
	t.UpdatePermissions = distinct(o, "update_permissions", "update permissions",
		list(o, "update_permissions", readUpdate), func(p *UpdatePermission) string { return p.Role })
	t.DeletePermissions = distinct(o, "delete_permissions", "delete permissions",
		list(o, "delete_permissions", readDelete), func(p *DeletePermission) string { return p.Role })
}

func readEventTrigger(r *reader, data json.RawMessage, path *planner.Path) *EventTrigger {
	o := r.object(data, path)
	e := &EventTrigger{Name: o.text("name")}
	retry := o.nested("retry_conf")
	if retry == nil {
		retry = &object{r: r, path: o.at("retry_conf")}
	}
	conf := &writer{}
	conf.object(func() { // always exported, whole (contract/metadata-and-migrations.md 2.2)
		for _, d := range []struct {
			key    string
			absent int
		}{{"interval_sec", 10}, {"num_retries", 0}, {"timeout_sec", 60}} {
			retry.into(d.key, &d.absent)
			number(conf, d.key, &d.absent)
		}
	})
	o.set("retry_conf", conf.out)
	whole := &writer{}
	whole.object(func() {
		for _, m := range o.members {
			whole.raw(m.key, compact(m.value))
		}
	})
	e.Raw = whole.out
	return e
}

var rootFieldKeys = []string{
	"select", "select_by_pk", "select_aggregate", "select_stream", "insert", "insert_one",
	"update", "update_by_pk", "update_many", "delete", "delete_by_pk",
}

func readTableConfiguration(o *object) *TableConfiguration {
	c := &TableConfiguration{CustomName: o.graphQLName("custom_name"), Comment: optional[string](o, "comment")}
	if fields := o.nested("custom_root_fields"); fields != nil {
		c.CustomRootFields = map[string]CustomField{}
		for _, key := range rootFieldKeys {
			if value, ok := fields.raw(key); ok {
				c.CustomRootFields[key] = readCustomField(o.r, value, fields.at(key))
			}
		}
		refuseSameNames(o.r, c.CustomRootFields, fields.path)
	}
	if columns := o.nested("column_config"); columns != nil {
		c.ColumnConfig = map[string]ColumnConfiguration{}
		for _, m := range columns.members {
			column := o.r.object(m.value, columns.at(m.key))
			c.ColumnConfig[m.key] = ColumnConfiguration{CustomName: column.graphQLName("custom_name"), Comment: optional[string](column, "comment")}
		}
	}
	o.into("custom_column_names", &c.CustomColumnNames)
	for column, name := range c.CustomColumnNames {
		checkGraphQLName(o.r, o.at("custom_column_names").Key(column), name)
	}
	return c
}

// refuseSameNames refuses two root fields of one name (contract/postgres-graphql.md 1.2).
func refuseSameNames(r *reader, fields map[string]CustomField, path *planner.Path) {
	seen := map[string]bool{}
	for _, key := range keysOf(fields) {
		name := fields[key].Name
		if name != "" && seen[name] {
			r.fail(path, "the following custom root field names are duplicated: %s", name)
		}
		seen[name] = true
	}
}

// readCustomField accepts `"name"` and `{name, comment}`.
func readCustomField(r *reader, data json.RawMessage, path *planner.Path) CustomField {
	var name string
	if json.Unmarshal(data, &name) == nil {
		checkGraphQLName(r, path, name)
		return CustomField{Name: name}
	}
	o := r.object(data, path)
	f := CustomField{Name: o.graphQLName("name"), Comment: optional[string](o, "comment")}
	return f
}

func writeTable(w *writer, t *Table) {
	w.object(func() {
		w.name("table", t.Table)
		w.flag("is_enum", t.IsEnum)
		if t.Configuration != nil {
			w.key("configuration")
			w.object(func() { writeTableConfiguration(w, t.Configuration) })
		}
		array(w, "object_relationships", sorted(t.ObjectRelationships, relationshipName), writeRelationship)
		array(w, "array_relationships", sorted(t.ArrayRelationships, relationshipName), writeRelationship)
		array(w, "computed_fields", sorted(t.ComputedFields, func(c *ComputedField) string { return c.Name }), writeComputedField)
		array(w, "remote_relationships", sorted(t.RemoteRelationships, func(r *RemoteRelationship) string { return r.Name }), writeRemoteRelationship)
		writePermissions(w, t)
		array(w, "event_triggers", sorted(t.EventTriggers, func(e *EventTrigger) string { return e.Name }),
			func(w *writer, e *EventTrigger) { w.out = append(w.out, e.Raw...) })
		if t.ApolloFederation {
			w.raw("apollo_federation_config", json.RawMessage(`{"enable":"v1"}`))
		}
		w.optText("logical_model", t.LogicalModel)
	})
}

func writePermissions(w *writer, t *Table) {
	array(w, "insert_permissions", sorted(t.InsertPermissions, func(p *InsertPermission) string { return p.Role }), writeInsert)
	array(w, "select_permissions", sorted(t.SelectPermissions, func(p *SelectPermission) string { return p.Role }), writeSelect)
	array(w, "update_permissions", sorted(t.UpdatePermissions, func(p *UpdatePermission) string { return p.Role }), writeUpdate)
	array(w, "delete_permissions", sorted(t.DeletePermissions, func(p *DeletePermission) string { return p.Role }), writeDelete)
}

// writeTableConfiguration always emits the three maps (section 2.2).
func writeTableConfiguration(w *writer, c *TableConfiguration) {
	w.key("column_config")
	w.object(func() {
		for _, column := range keysOf(c.ColumnConfig) {
			config := c.ColumnConfig[column]
			w.key(column)
			w.object(func() {
				w.comment("comment", config.Comment)
				w.optText("custom_name", config.CustomName)
			})
		}
	})
	w.comment("comment", c.Comment)
	w.key("custom_column_names")
	w.object(func() {
		for _, column := range keysOf(c.CustomColumnNames) {
			w.text(column, c.CustomColumnNames[column])
		}
	})
	w.optText("custom_name", c.CustomName)
	w.key("custom_root_fields")
	w.object(func() {
		for _, key := range keysOf(c.CustomRootFields) {
			w.customField(key, c.CustomRootFields[key])
		}
	})
}

// customField writes a plain name unless a comment makes it an object.
func (w *writer) customField(key string, f CustomField) {
	if f.Comment == nil {
		w.optText(key, f.Name)
		return
	}
	w.key(key)
	w.object(func() {
		w.comment("comment", f.Comment)
		w.optText("name", f.Name)
	})
}

func keysOf[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
