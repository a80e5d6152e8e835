package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/planner"
)

func readFunction(r *reader, data json.RawMessage, path *planner.Path) *Function {
	o := r.object(data, path)
	f := &Function{Function: o.name("function"), Comment: optional[string](o, "comment")}
	if c := o.nested("configuration"); c != nil {
		f.Configuration = readFunctionConfiguration(c)
	}
	f.Permissions = distinct(o, "permissions", "function permissions", list(o, "permissions", readFunctionPermission),
		func(p FunctionPermission) string { return p.Role })
	return f
}

func readFunctionPermission(r *reader, data json.RawMessage, path *planner.Path) FunctionPermission {
	o := r.object(data, path)
	p := FunctionPermission{Role: o.text("role")}
	return p
}

func readFunctionConfiguration(o *object) *FunctionConfiguration {
	c := &FunctionConfiguration{
		ExposedAs:       o.optText("exposed_as"),
		SessionArgument: o.optText("session_argument"),
		CustomName:      o.graphQLName("custom_name"),
		Response:        o.keep("response"),
	}
	switch c.ExposedAs {
	case "", "query", "mutation":
	default:
		o.r.fail(o.at("exposed_as"), "exposed_as is query or mutation, not %q", c.ExposedAs)
	}
	if fields := o.nested("custom_root_fields"); fields != nil {
		c.CustomRootFields = &FunctionRootFields{}
		for key, at := range map[string]*CustomField{
			"function": &c.CustomRootFields.Function, "function_aggregate": &c.CustomRootFields.FunctionAggregate,
		} {
			if value, ok := fields.raw(key); ok {
				*at = readCustomField(o.r, value, fields.at(key))
			}
		}
	}
	return c
}

func writeFunction(w *writer, f *Function) {
	w.object(func() {
		w.name("function", f.Function)
		if f.Configuration != nil {
			w.key("configuration")
			w.object(func() { writeFunctionConfiguration(w, f.Configuration) })
		}
		array(w, "permissions", sorted(f.Permissions, func(p FunctionPermission) string { return p.Role }),
			func(w *writer, p FunctionPermission) { w.object(func() { w.text("role", p.Role) }) })
		w.comment("comment", f.Comment)
	})
}

func writeFunctionConfiguration(w *writer, c *FunctionConfiguration) {
	w.optText("custom_name", c.CustomName)
	if c.CustomRootFields != nil {
		w.key("custom_root_fields")
		w.object(func() {
			w.customField("function", c.CustomRootFields.Function)
			w.customField("function_aggregate", c.CustomRootFields.FunctionAggregate)
		})
	}
	w.optText("exposed_as", c.ExposedAs)
	w.raw("response", c.Response)
	w.optText("session_argument", c.SessionArgument)
}
