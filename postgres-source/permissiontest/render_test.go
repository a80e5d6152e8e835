package permissiontest_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// render writes the query as GraphQL; some of its values become variables if they may.
func (q *request) render(a *asker, variables bool) {
	r := &renderer{asker: a, variables: object{}, literals: !variables}
	body := r.selection(q.fields)
	q.variables = r.variables
	q.text = "query"
	if len(r.declared) > 0 {
		q.text += "(" + strings.Join(r.declared, ", ") + ")"
	}
	q.text += " " + body
}

type renderer struct {
	*asker
	declared  []string
	variables object
	literals  bool // no variables
}

func (r *renderer) selection(fields []*field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = r.field(f)
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (r *renderer) field(f *field) string {
	switch w := f.what.(type) {
	case typename:
		return aliased(f.alias, "__typename")
	case plainColumn:
		return aliased(f.alias, w.of.name)
	case plainScalar:
		return aliased(f.alias, w.of.name) + arguments(r.given(w.of.args, w.given))
	case one:
		return aliased(f.alias, w.over.name) + " " + r.selection(w.fields)
	case list:
		return aliased(f.alias, w.from.name()) + arguments(append(r.fromArguments(w.from), r.collection(w.from.table, w.args)...)) + " " + r.selection(w.fields)
	case single:
		return aliased(f.alias, w.from.name()) + arguments(append(r.fromArguments(w.from), r.collection(w.from.table, w.args)...)) + " " + r.selection(w.fields)
	case totals:
		return aliased(f.alias, w.from.name()+"_aggregate") + arguments(append(r.fromArguments(w.from), r.collection(w.from.table, w.args)...)) + " " + r.totals(w)
	case byKey:
		var args []string
		for i, k := range w.table.key {
			args = append(args, k.name+": "+r.scalar(w.key[i], k.kind, "!"))
		}
		return aliased(f.alias, w.table.name+"_by_pk") + arguments(args) + " " + r.selection(w.fields)
	}
	return r.special(f)
}

func (r *renderer) special(f *field) string {
	switch w := f.what.(type) {
	case globalID:
		return aliased(f.alias, "id")
	case node:
		return aliased(f.alias, "node") + arguments([]string{"id: " + r.variable(idOf(w.table, w.key), "ID!")}) + " { ... on " + w.table.name + " " + r.selection(w.fields) + " }"
	case connection:
		return r.renderConnection(f.alias, w)
	case entities:
		return r.renderEntities(f.alias, w)
	}
	panic("no field")
}

func aliased(alias, name string) string {
	if alias == name {
		return name
	}
	return alias + ": " + name
}

func (f rows) name() string {
	switch {
	case f.over != nil:
		return f.over.name
	case f.computed != nil:
		return f.computed.name
	case f.function != nil:
		return f.function.name
	}
	return f.table.name
}

func arguments(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return "(" + strings.Join(args, ", ") + ")"
}

func (r *renderer) fromArguments(f rows) []string {
	if f.function == nil {
		return nil
	}
	return r.given(f.function.args, f.given)
}

// given writes the `args` of a function.
func (r *renderer) given(args []argument, given map[string]any) []string {
	var parts []string
	for _, arg := range args {
		if v, ok := given[arg.name]; ok {
			parts = append(parts, arg.name+": "+r.scalar(v, arg.kind, ""))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{"args: {" + strings.Join(parts, ", ") + "}"}
}

func (r *renderer) collection(t *table, c collection) []string {
	var args []string
	if c.where != nil {
		args = append(args, "where: "+r.condition(t, c.where))
	}
	if len(c.order) > 0 {
		terms := make([]string, len(c.order))
		for i, t := range c.order {
			terms[i] = "{" + t.path() + "}"
		}
		args = append(args, "order_by: ["+strings.Join(terms, ", ")+"]")
	}
	if len(c.distinct) > 0 {
		args = append(args, "distinct_on: ["+names(c.distinct)+"]")
	}
	if c.limit >= 0 {
		args = append(args, "limit: "+r.scalar(int64(c.limit), integer, ""))
	}
	if c.offset >= 0 {
		args = append(args, "offset: "+r.scalar(int64(c.offset), integer, ""))
	}
	r.rng.Shuffle(len(args), func(i, j int) { args[i], args[j] = args[j], args[i] })
	return args
}

func names(columns []*column) string {
	var parts []string
	for _, c := range columns {
		parts = append(parts, c.name)
	}
	return strings.Join(parts, ", ")
}

// path writes a term of an order.
func (t term) path() string {
	var steps []string
	for _, s := range t.steps {
		steps = append(steps, s.name)
	}
	switch {
	case t.column != nil:
		steps = append(steps, t.column.name)
	case t.computed != nil:
		steps = append(steps, t.computed.name)
	case t.over != nil:
		steps = append(steps, t.over.name+"_aggregate", t.aggregate)
	default:
		steps = append(steps, t.calls.name+"_aggregate", t.aggregate)
	}
	if t.of != nil {
		steps = append(steps, t.of.name)
	}
	text := t.direction
	for i, s := range slices.Backward(steps) {
		if text = s + ": " + text; i > 0 {
			text = "{" + text + "}"
		}
	}
	return text
}

func (r *renderer) totals(f totals) string {
	var parts []string
	if f.of != nil {
		var each []string
		for _, t := range f.of {
			each = append(each, r.total(t))
		}
		parts = append(parts, "aggregate { "+strings.Join(each, " ")+" }")
	}
	if f.nodes != nil {
		parts = append(parts, "nodes "+r.selection(f.nodes))
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (r *renderer) total(t *total) string {
	if t.function == "count" {
		var args []string
		if len(t.columns) > 0 {
			args = append(args, "columns: ["+names(t.columns)+"]")
		}
		if t.distinct {
			args = append(args, "distinct: true")
		}
		return aliased(t.alias, "count") + arguments(args)
	}
	var parts []string
	for _, m := range t.members {
		var name string
		if m.column != nil {
			name = m.column.name
		} else {
			name = m.computed.name
		}
		parts = append(parts, aliased(m.alias, name))
	}
	return aliased(t.alias, t.function) + " { " + strings.Join(parts, " ") + " }"
}

// scalar writes a value, or a variable that holds it.
func (r *renderer) scalar(v any, k kind, bang string) string {
	if !r.literals && r.chance(35) {
		return r.variable(v, k.graphql()+bang)
	}
	return graphql(v)
}

// variable declares a variable and returns its name.
func (r *renderer) variable(v any, typ string) string {
	name := "v" + strconv.Itoa(len(r.declared))
	r.declared = append(r.declared, fmt.Sprintf("$%s: %s", name, typ))
	r.variables[name] = v
	return "$" + name
}

// graphql writes a value as a literal. Keys of generated objects are names.
func graphql(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = graphql(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(mapKeys(v)) {
			parts = append(parts, k+": "+graphql(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return string(encode(v))
}
