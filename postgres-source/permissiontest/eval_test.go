package permissiontest_test

import (
	"strconv"
	"strings"
)

// eye is how conditions see rows.
type eye interface {
	cell(r *row, c *column) any
	scalar(r *row, f *computed) any
	// follow returns the rows a relationship leads to, count those that are aggregated, and
	// call those a computed field returns.
	follow(r *row, over *relation) []*row
	count(r *row, over *relation) []*row
	call(r *row, f *computed) []*row
	// nullSafe tells whether _eq and _neq are those of permissions.
	nullSafe() bool
	session() session
}

// bare sees everything: it is the eye of permissions.
type bare struct{ s session }

func (bare) cell(r *row, c *column) any           { return r.cells[c.index] }
func (b bare) scalar(r *row, f *computed) any     { return f.value(r, nil, b.s) }
func (bare) follow(r *row, over *relation) []*row { return over.matches(r) }
func (bare) count(r *row, over *relation) []*row  { return over.matches(r) }
func (bare) call(r *row, f *computed) []*row      { return f.rows(r) }
func (bare) nullSafe() bool                       { return true }
func (b bare) session() session                   { return b.s }

// eval evaluates a condition on a row; root is the row a permission is for.
func eval(e expr, at eye, r, root *row) truth {
	switch e := e.(type) {
	case allOf:
		all := yes
		for _, term := range e {
			all = all.and(eval(term, at, r, root))
		}
		return all
	case anyOf:
		some := no
		for _, term := range e {
			some = some.or(eval(term, at, r, root))
		}
		return some
	case notOf:
		return eval(e.of, at, r, root).not()
	case compare:
		return evalCompare(e, at, r, root)
	case related:
		return anyRow(e.of, at, at.follow(r, e.over), root)
	case relatedByFunction:
		return anyRow(e.of, at, at.call(r, e.over), root)
	case elsewhere:
		return evalElsewhere(e, at, r)
	case exists:
		return anyRow(e.of, at, e.table.rows, root)
	case aggregated:
		return evalAggregated(e, at, r)
	}
	panic("no condition")
}

func anyRow(e expr, at eye, rows []*row, root *row) truth {
	for _, r := range rows {
		if eval(e, at, r, root) == yes {
			return yes
		}
	}
	return no
}

// evalElsewhere looks for the row's value among those of the other database's rows that meet
// the comparison; NULL is among nothing (contract/postgres-graphql.md 3.5).
func evalElsewhere(e elsewhere, at eye, r *row) truth {
	values := []any{}
	for _, o := range e.over.to.rows {
		if v := o.cells[e.over.remote[0].index]; v != nil && eval(e.of, at, o, o) == yes {
			values = append(values, v)
		}
	}
	return in(r.cells[e.over.local[0].index], values)
}

func evalCompare(e compare, at eye, r, root *row) truth {
	l := valueOf(e.left, at, r)
	if e.right.column != nil {
		from := r
		if e.right.root {
			from = root
		}
		return holds(columnOperators[e.op], l, from.cells[e.right.column.index])
	}
	v := e.right.value(e.left.kind(), e.op, at.session())
	plain := holds(e.op, l, v)
	if !at.nullSafe() || !e.left.nullable() {
		return plain
	}
	switch e.op {
	case "_eq":
		return plain.or(truthOf(l == nil && v == nil))
	case "_neq":
		return plain.or(truthOf(l != nil && v == nil))
	}
	return plain
}

// columnOperators are the plain operators of those that compare columns.
var columnOperators = map[string]string{"_ceq": "_eq", "_cne": "_neq", "_cgt": "_gt", "_clt": "_lt", "_cgte": "_gte", "_clte": "_lte"}

func valueOf(l left, at eye, r *row) any {
	var v any
	if l.column != nil {
		v = at.cell(r, l.column)
	} else {
		v = at.scalar(r, l.computed)
	}
	if l.asText {
		return textOf(v)
	}
	return v
}

// value is the operand as the operator takes it.
func (o operand) value(k kind, op string, s session) any {
	switch {
	case o.session != "":
		return parse(s[o.session], k, op)
	case o.isList:
		return o.list
	}
	return o.constant
}

// parse reads the text of a session variable.
func parse(s string, k kind, op string) any {
	if op == "_in" || op == "_nin" {
		var list []any
		for _, item := range strings.Split(strings.Trim(s, "{}"), ",") {
			list = append(list, parse(item, k, "_eq"))
		}
		return list
	}
	switch k {
	case integer:
		i, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			panic(err)
		}
		return i
	case boolean:
		return s == "true"
	}
	return s
}

func evalAggregated(e aggregated, at eye, r *row) truth {
	rows := at.count(r, e.over)
	if e.filter != nil {
		rows = filter(rows, func(o *row) bool { return eval(e.filter, at, o, o) == yes })
	}
	values := make([][]any, len(rows))
	for i, o := range rows {
		for _, c := range e.columns {
			values[i] = append(values[i], at.cell(o, c))
		}
	}
	v := fold(e.function, values, false)
	return holds(e.op, v, e.right.value(predicateKind(e.function), e.op, at.session()))
}

// predicateKind is the type an aggregate predicate compares in.
func predicateKind(function string) kind {
	switch function {
	case "count":
		return integer
	case "bool_and", "bool_or":
		return boolean
	}
	return float
}
