package metadata

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
)

// permission opens `{role, permission, comment}` and returns the inner object.
func permission(r *reader, data json.RawMessage, path *planner.Path, role *string, comment **string) *object {
	o := r.object(data, path)
	*role = o.text("role")
	if *role == "" {
		r.fail(o.at("role"), "a role name must not be empty")
	}
	*comment = optional[string](o, "comment")
	inner := r.object(o.must("permission"), o.at("permission"))
	o.ignore("source", "table")
	o.done("PermDef")
	return inner
}

func readSelect(r *reader, data json.RawMessage, path *planner.Path) *SelectPermission {
	p := &SelectPermission{}
	o := permission(r, data, path, &p.Role, &p.Comment)
	o.need("columns")
	p.Columns = o.columns("columns")
	p.Filter = o.condition("filter")
	p.Limit = optional[int64](o, "limit")
	if p.Limit != nil && *p.Limit < 0 && r.fault == nil {
		r.fault = planner.Faultf(planner.CodeNotSupported, o.at("limit"), "unexpected negative value")
	}
	o.into("allow_aggregations", &p.AllowAggregations)
	o.into("computed_fields", &p.ComputedFields)
	p.QueryRootFields = o.rootFields("query_root_fields", "select", "select_by_pk", "select_aggregate")
	p.SubscriptionRootFields = o.rootFields("subscription_root_fields", "select", "select_by_pk", "select_aggregate", "select_stream")
	o.done("SelPerm")
	return p
}

func readInsert(r *reader, data json.RawMessage, path *planner.Path) *InsertPermission {
	p := &InsertPermission{}
	o := permission(r, data, path, &p.Role, &p.Comment)
	p.Check = o.condition("check")
	p.Columns, p.ColumnsAbsent = Columns{All: true}, true
	if _, ok := o.raw("columns"); ok {
		p.Columns, p.ColumnsAbsent = o.columns("columns"), false
	}
	p.Set = o.presets()
	o.into("backend_only", &p.BackendOnly)
	p.ValidateInput = o.keep("validate_input")
	o.ignore("allow_upsert") // of the first versions; update permissions decide
	o.done("InsPerm")
	return p
}

func readUpdate(r *reader, data json.RawMessage, path *planner.Path) *UpdatePermission {
	p := &UpdatePermission{}
	o := permission(r, data, path, &p.Role, &p.Comment)
	o.need("columns")
	p.Columns = o.columns("columns")
	p.Set = o.presets()
	p.Filter = o.condition("filter")
	p.Check = o.keep("check")
	o.into("backend_only", &p.BackendOnly)
	p.ValidateInput = o.keep("validate_input")
	o.done("UpdPerm")
	return p
}

func readDelete(r *reader, data json.RawMessage, path *planner.Path) *DeletePermission {
	p := &DeletePermission{}
	o := permission(r, data, path, &p.Role, &p.Comment)
	p.Filter = o.condition("filter")
	o.into("backend_only", &p.BackendOnly)
	p.ValidateInput = o.keep("validate_input")
	o.done("DelPerm")
	return p
}

// condition returns a boolean expression; it has to be an object.
func (o *object) condition(key string) json.RawMessage {
	value := o.must(key)
	if o.r.fault == nil && kindOf(value) != "Object" {
		o.r.fail(o.at(key), "parsing Object failed, expected Object, but encountered %s", kindOf(value))
	}
	return compact(value)
}

func (o *object) columns(key string) Columns {
	value, _ := o.raw(key)
	var star string
	if kindOf(value) == "String" && o.r.decode(value, &star) == nil && star == "*" {
		return Columns{All: true}
	}
	c := Columns{Names: []string{}}
	if o.r.fault == nil && o.r.decode(value, &c.Names) != nil {
		o.r.fail(o.at(key), "only * or [] allowed")
	}
	return c
}

// rootFields returns nil for an absent or null list: no restriction.
func (o *object) rootFields(key string, allowed ...string) []string {
	value, ok := o.raw(key)
	if !ok || o.r.fault != nil {
		return nil
	}
	items, err := jsonspan.Array(value, nil)
	if err != nil {
		o.r.fail(o.at(key), "parsing [] failed, expected Array, but encountered %s", kindOf(value))
	}
	fields := make([]string, len(items))
	for i, item := range items {
		at := o.at(key).Index(i)
		if kindOf(item) != "String" {
			o.r.fail(at, "parsing Text failed, expected String, but encountered %s", kindOf(item))
		} else if o.r.decode(item, &fields[i]) != nil || !slices.Contains(allowed, fields[i]) {
			o.r.fail(at, "unknown root field %q", fields[i])
		}
	}
	return fields
}

func (o *object) presets() []Preset {
	set := o.nested("set")
	if set == nil {
		return nil
	}
	var out []Preset
	for _, m := range set.members {
		out = append(out, Preset{Column: m.key, Value: compact(m.value)})
	}
	return out
}

func writePermission(w *writer, role string, comment *string, body func()) {
	w.object(func() {
		w.text("role", role)
		w.key("permission")
		w.object(body)
		w.comment("comment", comment)
	})
}

func writeSelect(w *writer, p *SelectPermission) {
	writePermission(w, p.Role, p.Comment, func() {
		w.columns(p.Columns)
		w.raw("filter", p.Filter)
		number(w, "limit", p.Limit)
		w.flag("allow_aggregations", p.AllowAggregations)
		if len(p.ComputedFields) > 0 {
			w.texts("computed_fields", p.ComputedFields)
		}
		if p.QueryRootFields != nil {
			w.texts("query_root_fields", p.QueryRootFields)
		}
		if p.SubscriptionRootFields != nil {
			w.texts("subscription_root_fields", p.SubscriptionRootFields)
		}
	})
}

func writeInsert(w *writer, p *InsertPermission) {
	writePermission(w, p.Role, p.Comment, func() {
		w.raw("check", p.Check)
		w.presets(p.Set)
		if !p.ColumnsAbsent {
			w.columns(p.Columns)
		}
		w.flag("backend_only", p.BackendOnly)
		w.raw("validate_input", p.ValidateInput)
	})
}

func writeUpdate(w *writer, p *UpdatePermission) {
	writePermission(w, p.Role, p.Comment, func() {
		w.columns(p.Columns)
		w.raw("filter", p.Filter)
		check := p.Check
		if check == nil {
			check = json.RawMessage("null") // always emitted, section 2.2
		}
		w.raw("check", check)
		w.presets(p.Set)
		w.flag("backend_only", p.BackendOnly)
		w.raw("validate_input", p.ValidateInput)
	})
}

func writeDelete(w *writer, p *DeletePermission) {
	writePermission(w, p.Role, p.Comment, func() {
		w.raw("filter", p.Filter)
		w.flag("backend_only", p.BackendOnly)
		w.raw("validate_input", p.ValidateInput)
	})
}

func (w *writer) columns(c Columns) {
	if c.All {
		w.text("columns", "*")
		return
	}
	w.texts("columns", c.Names)
}

func (w *writer) presets(set []Preset) {
	if len(set) == 0 {
		return
	}
	w.key("set")
	w.object(func() {
		for _, p := range set {
			w.raw(p.Column, p.Value)
		}
	})
}
