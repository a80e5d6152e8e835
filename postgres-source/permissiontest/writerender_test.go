package permissiontest_test

import (
	"strings"
)

// render writes the mutation as GraphQL; some of its values become variables if they may.
func (m *mutation) render(a *asker, variables bool) {
	r := &renderer{asker: a, variables: object{}, literals: !variables}
	parts := make([]string, len(m.fields))
	for i, f := range m.fields {
		parts[i] = r.writeField(f)
	}
	m.variables = r.variables
	m.text = "mutation"
	if len(r.declared) > 0 {
		m.text += "(" + strings.Join(r.declared, ", ") + ")"
	}
	m.text += " { " + strings.Join(parts, " ") + " }"
}

func (r *renderer) writeField(f *writeField) string {
	name, args, isRow := r.operation(f.what)
	text := f.alias + ": " + name + arguments(args)
	if isRow {
		return text + " " + r.selection(f.fields)
	}
	var members []string
	if f.counts {
		members = append(members, "affected_rows")
	}
	if f.fields != nil {
		members = append(members, "returning "+r.selection(f.fields))
	}
	return text + " { " + strings.Join(members, " ") + " }"
}

// operation returns the field's name and arguments, and whether it is a row or rows rather
// than a T_mutation_response.
func (r *renderer) operation(what any) (name string, args []string, isRow bool) {
	switch op := what.(type) {
	case insertion:
		return r.insertion(op)
	case updating:
		return r.updating(op)
	case deletion:
		if op.byKey {
			return "delete_" + op.table.name + "_by_pk", r.keyOf(op.table, op.key), true
		}
		return "delete_" + op.table.name, []string{"where: " + r.condition(op.table, op.where)}, false
	case calling:
		args = []string{"args: {word: " + r.scalar(op.word, text, "") + "}"}
		if op.none {
			args = append(args, "limit: "+r.scalar(int64(0), integer, ""))
		}
		return op.of.name, args, true
	}
	panic("no operation")
}

func (r *renderer) keyOf(t *table, key []any) []string {
	var args []string
	for i, k := range t.key {
		args = append(args, k.name+": "+r.scalar(key[i], k.kind, "!"))
	}
	return args
}

func (r *renderer) insertion(op insertion) (name string, args []string, isRow bool) {
	name, key := "insert_"+op.table.name, "objects: "
	if op.one {
		name, key = name+"_one", "object: "
	}
	args = []string{key + r.objects(op.objects, !op.one)}
	if op.conflict != nil {
		args = append(args, r.onConflict(op.table, op.conflict))
	}
	return name, args, op.one
}

func (r *renderer) objects(of []*given, list bool) string {
	if !list {
		return r.object(of[0])
	}
	parts := make([]string, len(of))
	for i, o := range of {
		parts[i] = r.object(o)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (r *renderer) object(o *given) string {
	var parts []string
	for _, v := range o.values {
		parts = append(parts, v.column.name+": "+r.scalar(v.value, v.column.kind, ""))
	}
	for _, n := range o.related {
		inner := "data: " + r.objects(n.objects, n.over.array)
		if n.conflict != nil {
			inner += ", " + r.onConflict(n.over.to, n.conflict)
		}
		parts = append(parts, n.over.name+": {"+inner+"}")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (r *renderer) onConflict(t *table, c *conflict) string {
	parts := []string{"constraint: " + c.constraint}
	if c.update != nil || r.chance(50) {
		parts = append(parts, "update_columns: ["+names(c.update)+"]")
	}
	if c.where != nil {
		parts = append(parts, "where: "+r.condition(t, c.where))
	}
	return "on_conflict: {" + strings.Join(parts, ", ") + "}"
}

func (r *renderer) updating(op updating) (name string, args []string, isRow bool) {
	name = "update_" + op.table.name
	switch {
	case op.byKey:
		args = append(r.sets(op.updates[0]), "pk_columns: {"+strings.Join(r.keyOf(op.table, op.updates[0].key), ", ")+"}")
		return name + "_by_pk", args, true
	case !op.many:
		return name, r.change(op.table, op.updates[0]), false
	}
	parts := make([]string, len(op.updates))
	for i, u := range op.updates {
		parts[i] = "{" + strings.Join(r.change(op.table, u), ", ") + "}"
	}
	return name + "_many", []string{"updates: [" + strings.Join(parts, ", ") + "]"}, false
}

func (r *renderer) change(t *table, c *change) []string {
	return append(r.sets(c), "where: "+r.condition(t, c.where))
}

// sets writes the operators that there are.
func (r *renderer) sets(c *change) []string {
	var args []string
	for _, operator := range []string{"_set", "_inc", "_append", "_prepend", "_delete_key"} {
		var parts []string
		for _, s := range c.sets {
			if s.operator != operator {
				continue
			}
			k := s.column.kind
			if operator == "_delete_key" {
				k = text
			}
			parts = append(parts, s.column.name+": "+r.scalar(s.value, k, ""))
		}
		if parts != nil {
			args = append(args, operator+": {"+strings.Join(parts, ", ")+"}")
		}
	}
	return args
}
