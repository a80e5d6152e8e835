package permissiontest_test

// rule makes a condition in the language of permissions for rows of t; root is the table
// the permission is for.
func (w *world) rule(t, root *table, depth int) expr {
	if depth == 0 {
		return w.comparison(t, root)
	}
	switch n := w.rng.IntN(100); {
	case n < 12:
		return allOf{}
	case n < 22:
		return allOf{w.rule(t, root, depth-1), w.rule(t, root, depth-1)}
	case n < 36:
		return anyOf{w.rule(t, root, depth-1), w.rule(t, root, depth-1)}
	case n < 44:
		return notOf{w.rule(t, root, depth-1)}
	case n < 62:
		if over := filter(t.relations, func(r *relation) bool { return !r.across }); len(over) > 0 {
			r := pick(w, over)
			return related{r, w.rule(r.to, root, depth-1)}
		}
	case n < 76:
		other := pick(w, filter(w.tables, func(o *table) bool { return o.source == t.source }))
		return exists{other, w.existing(other, root, depth-1)}
	case n < 84:
		if over := filter(t.relations, func(r *relation) bool { return r.across }); len(over) > 0 {
			r := pick(w, over)
			return elsewhere{r, w.compareWith(left{column: pick(w, r.to.columns)}, true).(compare)}
		}
	case n < 88:
		if over := filter(t.computed, func(f *computed) bool { return f.returns != nil }); len(over) > 0 {
			f := pick(w, over)
			return relatedByFunction{f, w.rule(f.returns, root, depth-1)}
		}
	}
	return w.comparison(t, root)
}

// existing makes the condition of an `_exists`: often one that depends on the root row, or
// it would let all rows through or none.
func (w *world) existing(t, root *table, depth int) expr {
	e := w.rule(t, root, depth)
	if w.chance(70) {
		if tied := w.columnComparison(t, root, left{column: pick(w, t.columns)}, true); tied != nil {
			return allOf{tied, e}
		}
	}
	return e
}

// comparison makes a comparison of a permission.
func (w *world) comparison(t, root *table) expr {
	if fields := filter(t.computed, func(f *computed) bool { return f.returns == nil && len(f.args) == 0 }); len(fields) > 0 && w.chance(15) {
		return w.compareWith(left{computed: pick(w, fields)}, true)
	}
	l := left{column: pick(w, t.columns)}
	if w.chance(20) {
		if e := w.columnComparison(t, root, l, w.chance(50)); e != nil {
			return e
		}
	}
	if l.column.kind == document && w.chance(25) {
		l.asText = true
	}
	return w.compareWith(l, true)
}

// columnComparison compares with a column of the row or the root row, nil when none fits.
func (w *world) columnComparison(t, root *table, l left, isRoot bool) expr {
	from := t
	if isRoot {
		from = root
	}
	fits := filter(from.columns, func(c *column) bool { return c.kind == l.column.kind && c.kind.sorts() })
	if len(fits) == 0 {
		return nil
	}
	op := pick(w, []string{"_ceq", "_cne", "_cgt", "_clt", "_cgte", "_clte"})
	return compare{l, op, operand{column: pick(w, fits), root: isRoot}}
}

// operators by the kind they apply to.
var operators = map[kind][]string{
	integer:  {"_eq", "_neq", "_gt", "_lt", "_gte", "_lte", "_in", "_nin", "_is_null"},
	float:    {"_eq", "_neq", "_gt", "_lt", "_in", "_is_null"},
	boolean:  {"_eq", "_neq", "_is_null"},
	text:     {"_eq", "_neq", "_gt", "_lt", "_in", "_nin", "_is_null", "_like", "_nlike", "_ilike", "_nilike", "_regex", "_nregex", "_iregex"},
	document: {"_eq", "_neq", "_is_null", "_contains", "_contained_in", "_has_key"},
}

// sessionVariables that can be an operand, by kind.
var sessionVariables = map[kind][]string{
	integer: {"x-hasura-num", "x-hasura-id"}, text: {"x-hasura-word"}, boolean: {"x-hasura-flag"},
}

// compareWith compares with a constant or, in permissions, a session variable.
func (w *world) compareWith(l left, permission bool) expr {
	k := l.kind()
	op := pick(w, operators[k])
	if permission && w.chance(40) {
		if name := w.sessionOperand(k, op); name != "" {
			return compare{l, op, operand{session: name}}
		}
	}
	if permission && (op == "_eq" || op == "_neq") && w.chance(20) {
		return compare{l, op, operand{}}
	}
	return compare{l, op, w.constant(l, op)}
}

func (w *world) sessionOperand(k kind, op string) string {
	switch op {
	case "_in", "_nin":
		return map[kind]string{integer: "x-hasura-nums", text: "x-hasura-words"}[k]
	case "_eq", "_neq", "_gt", "_lt", "_gte", "_lte", "_like", "_nlike":
		if names := sessionVariables[k]; names != nil {
			return pick(w, names)
		}
	}
	return ""
}

func (w *world) constant(l left, op string) operand {
	k := l.kind()
	switch op {
	case "_is_null":
		return operand{constant: w.chance(50)}
	case "_in", "_nin":
		o := operand{isList: true, list: []any{}}
		for range w.rng.IntN(4) {
			o.list = append(o.list, w.constantOf(l, k))
		}
		return o
	case "_has_key":
		return operand{constant: pick(w, []string{"k", "n", "t"})}
	case "_like", "_nlike", "_ilike", "_nilike":
		return operand{constant: pick(w, []string{"a%", "%b", "_", "%", "A%", "%~%"})}
	case "_regex", "_nregex", "_iregex":
		return operand{constant: pick(w, []string{"^a", "b$", "[ab]", "~", "^$"})}
	}
	return operand{constant: w.constantOf(l, k)}
}

// constantOf makes a constant to compare with, often one that is there.
func (w *world) constantOf(l left, k kind) any {
	if l.column != nil && !l.asText && len(l.column.table.rows) > 0 && w.chance(60) {
		if v := pick(w, l.column.table.rows).cells[l.column.index]; v != nil {
			return v
		}
	}
	switch k {
	case integer:
		return pick(w, sizes)
	case boolean:
		return pick(w, flags)
	case float:
		return pick(w, rates)
	case document:
		return pick(w, []any{map[string]any{}, map[string]any{"n": 1.0}, map[string]any{"k": "a"}})
	}
	return pick(w, words)
}
