package permissiontest_test

import (
	"encoding/json"
	"slices"
)

// object is JSON in the making.
type object = map[string]any

// databases are the names of the sources.
var databases = []string{"near", "far"}

// metadata returns the metadata of one of the world's databases.
func (p *permissions) metadata(source int) []byte {
	tables := []object{}
	functions := []object{}
	for _, t := range p.world.tables {
		if t.source == source {
			tables = append(tables, p.tableMetadata(t))
		}
	}
	for _, v := range p.world.views {
		if v.source == source {
			tables = append(tables, p.tableMetadata(v))
		}
	}
	for _, f := range p.world.writers {
		if f.returns.source == source {
			functions = append(functions, f.metadata())
		}
	}
	for _, f := range p.world.functions {
		if f.returns.source != source {
			continue
		}
		o := object{"function": f.name}
		if f.session {
			o["configuration"] = object{"session_argument": "session"}
		}
		functions = append(functions, o)
	}
	models, natives := []object{}, []object{}
	for _, m := range p.world.models {
		if m.source == source {
			models = append(models, p.modelMetadata(m))
		}
	}
	for _, f := range p.world.natives {
		if f.returns.source == source {
			natives = append(natives, nativeMetadata(f))
		}
	}
	return encode(object{
		"name": databases[source], "kind": "postgres", "tables": tables, "functions": functions,
		"logical_models": models, "native_queries": natives,
		"configuration": object{"connection_info": object{"database_url": object{"from_env": "UNUSED"}}},
	})
}

func encode(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

func (p *permissions) tableMetadata(t *table) object {
	o := object{"table": t.name, "apollo_federation_config": object{"enable": "v1"}}
	add := func(key string, v object) {
		list, _ := o[key].([]object)
		o[key] = append(list, v)
	}
	for _, r := range t.relations {
		add(relationMetadata(r))
	}
	for _, f := range t.computed {
		d := object{"function": t.name + "_" + f.name}
		if f.session {
			d["session_argument"] = "session"
		}
		add("computed_fields", object{"name": f.name, "definition": d})
	}
	for _, role := range roles {
		if g := p.grants[role][t]; g != nil {
			add("select_permissions", object{"role": role, "permission": g.metadata()})
		}
		for key, permission := range p.writes[role][t].metadata() {
			add(key, object{"role": role, "permission": permission})
		}
	}
	for _, role := range heirs {
		for key, permission := range p.own[role][t].metadata() {
			add(key, object{"role": role, "permission": permission})
		}
	}
	return o
}

func relationMetadata(r *relation) (key string, value object) {
	kind := map[bool]string{true: "array", false: "object"}[r.array]
	mapping := object{}
	for i, c := range r.local {
		mapping[c.name] = r.remote[i].name
	}
	switch {
	case r.across:
		return "remote_relationships", object{"name": r.name, "definition": object{"to_source": object{
			"relationship_type": kind, "source": databases[r.to.source], "table": r.to.name, "field_mapping": mapping,
		}}}
	case r.foreign == nil:
		return kind + "_relationships", object{"name": r.name, "using": object{"manual_configuration": object{
			"remote_table": r.to.name, "column_mapping": mapping,
		}}}
	case r.array:
		return "array_relationships", object{"name": r.name, "using": object{"foreign_key_constraint_on": object{
			"table": r.to.name, "column": r.foreign.name,
		}}}
	}
	return "object_relationships", object{"name": r.name, "using": object{"foreign_key_constraint_on": r.foreign.name}}
}

func (g *grant) metadata() object {
	names := []string{}
	for _, c := range g.columns {
		names = append(names, c.name)
	}
	o := object{"columns": names, "filter": ruleMetadata(g.filter), "allow_aggregations": g.aggregates}
	if g.limit >= 0 {
		o["limit"] = g.limit
	}
	if g.roots != nil {
		o["query_root_fields"] = g.roots
	}
	fields := []string{}
	for _, f := range g.computed {
		fields = append(fields, f.name)
	}
	if len(fields) > 0 {
		o["computed_fields"] = fields
	}
	return o
}

// ruleMetadata writes a condition as metadata.
func ruleMetadata(e expr) object {
	switch e := e.(type) {
	case allOf:
		if len(e) == 0 {
			return object{}
		}
		return object{"_and": terms(e)}
	case anyOf:
		return object{"_or": terms(e)}
	case notOf:
		return object{"_not": ruleMetadata(e.of)}
	case related:
		return object{e.over.name: ruleMetadata(e.of)}
	case relatedByFunction:
		return object{e.over.name: ruleMetadata(e.of)}
	case elsewhere:
		return object{e.over.name: compareMetadata(e.of)}
	case exists:
		return object{"_exists": object{"_table": object{"schema": "public", "name": e.table.name}, "_where": ruleMetadata(e.of)}}
	case compare:
		return compareMetadata(e)
	}
	panic("no rule")
}

func terms(of []expr) []object {
	list := []object{}
	for _, e := range of {
		list = append(list, ruleMetadata(e))
	}
	return list
}

func compareMetadata(e compare) object {
	var right any
	switch {
	case e.right.column != nil && e.right.root:
		right = []string{"$", e.right.column.name}
	case e.right.column != nil:
		right = e.right.column.name
	case e.right.session != "":
		right = "X-Hasura-" + e.right.session[len("x-hasura-"):]
	case e.right.isList:
		right = slices.Clone(e.right.list)
	default:
		right = e.right.constant
	}
	o := object{e.op: right}
	if e.left.asText {
		o = object{"_cast": object{"String": o}}
	}
	return object{e.left.name(): o}
}
