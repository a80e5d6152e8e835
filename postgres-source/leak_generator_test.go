package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// condition is a permission's filter in both languages.
type condition interface {
	metadata() any
	// sql is the condition on the row called alias, for a user.
	sql(alias, user string) string
}

type compareCondition struct {
	column, op, sqlOp string
	value             any // an int, a string, or nil for the session's user id
}

func (c compareCondition) metadata() any {
	value := c.value
	if value == nil {
		value = "X-Hasura-User-Id"
	}
	return map[string]any{c.column: map[string]any{c.op: value}}
}

func (c compareCondition) sql(alias, user string) string {
	value := user
	if c.value != nil {
		value = fmt.Sprint(c.value)
		if text, ok := c.value.(string); ok {
			value = "'" + text + "'"
		}
	}
	return fmt.Sprintf("(%s.%s %s %s)", alias, c.column, c.sqlOp, value)
}

type nullCondition struct{ column string }

func (c nullCondition) metadata() any {
	return map[string]any{c.column: map[string]any{"_is_null": true}}
}
func (c nullCondition) sql(alias, _ string) string {
	return fmt.Sprintf("(%s.%s is null)", alias, c.column)
}

type junctionCondition struct {
	op, word, empty string
	of              []condition
}

func (c junctionCondition) metadata() any {
	of := []any{}
	for _, inner := range c.of {
		of = append(of, inner.metadata())
	}
	return map[string]any{c.op: of}
}

func (c junctionCondition) sql(alias, user string) string {
	parts := []string{c.empty}
	for _, inner := range c.of {
		parts = append(parts, inner.sql(alias, user))
	}
	return "(" + strings.Join(parts, c.word) + ")"
}

type notCondition struct{ of condition }

func (c notCondition) metadata() any                 { return map[string]any{"_not": c.of.metadata()} }
func (c notCondition) sql(alias, user string) string { return "(not " + c.of.sql(alias, user) + ")" }

// relatedCondition holds when a related row exists, whatever the target's own filter says.
type relatedCondition struct {
	by leakRelationship
	of condition
}

func (c relatedCondition) metadata() any { return map[string]any{c.by.name: c.of.metadata()} }

func (c relatedCondition) sql(alias, user string) string {
	inner := alias + "x"
	return fmt.Sprintf("(exists (select from public.%s %s where %s.%s = %s.%s and %s))",
		c.by.target, inner, inner, c.by.remote, alias, c.by.local, c.of.sql(inner, user))
}

// existsCondition holds when any row of a table satisfies a condition.
type existsCondition struct {
	table string
	of    condition
}

func (c existsCondition) metadata() any {
	return map[string]any{"_exists": map[string]any{
		"_table": map[string]any{"schema": "public", "name": c.table}, "_where": c.of.metadata(),
	}}
}

func (c existsCondition) sql(alias, user string) string {
	inner := alias + "e"
	return fmt.Sprintf("(exists (select from public.%s %s where %s))", c.table, inner, c.of.sql(inner, user))
}

// generator makes permissions and queries.
type generator struct{ rand *rand.Rand }

func pick[T any](g *generator, of ...T) T { return of[g.rand.IntN(len(of))] }

func (g *generator) filter(table string, depth int) condition {
	kind := g.rand.IntN(8)
	if depth == 0 {
		kind = g.rand.IntN(4)
	}
	switch kind {
	case 0:
		return compareCondition{"owner", "_eq", "=", nil}
	case 1:
		op := pick(g, [2]string{"_gt", ">"}, [2]string{"_lte", "<="}, [2]string{"_neq", "<>"})
		return compareCondition{pick(g, "n", "id"), op[0], op[1], g.rand.IntN(6)}
	case 2:
		return compareCondition{"label", "_eq", "=", pick(g, "a", "b", "c")}
	case 3:
		return nullCondition{pick(g, "owner", "n")}
	case 4:
		return junctionCondition{"_and", " and ", "true", []condition{g.filter(table, depth-1), g.filter(table, depth-1)}}
	case 5:
		return junctionCondition{"_or", " or ", "false", []condition{g.filter(table, depth-1), g.filter(table, depth-1)}}
	case 6:
		if g.rand.IntN(2) == 0 {
			return existsCondition{"c", g.filter("c", 0)}
		}
		return notCondition{g.filter(table, depth-1)}
	default:
		by := pick(g, leakRelationships[table]...)
		return relatedCondition{by, g.filter(by.target, depth-1)}
	}
}

func (g *generator) query(relay bool) string {
	table := pick(g, leakNames...)
	switch {
	case relay:
		return fmt.Sprintf("{ %s_connection%s { pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node %s } } }",
			table, g.relayArgs(table), g.fields(table, 2, true))
	case g.rand.IntN(5) == 0:
		return fmt.Sprintf("{ %s_by_pk(id: %d) %s }", table, 1+g.rand.IntN(12), g.fields(table, 2, false))
	case g.rand.IntN(3) == 0:
		return fmt.Sprintf("{ %s_aggregate%s %s }", table, g.args(table), g.aggregate(table, 1))
	}
	return fmt.Sprintf("{ %s%s %s }", table, g.args(table), g.fields(table, 2, false))
}

func (g *generator) relayArgs(table string) string {
	args := []string{pick(g, "first", "last") + fmt.Sprintf(": %d", 1+g.rand.IntN(5))}
	if g.rand.IntN(2) == 0 {
		args = append(args, "where: "+g.where(table, 2))
	}
	if g.rand.IntN(2) == 0 {
		args = append(args, "order_by: ["+g.order(table, 1)+"]")
	}
	return "(" + strings.Join(args, ", ") + ")"
}

func (g *generator) fields(table string, depth int, relay bool) string {
	parts := []string{"n", "label", "owner"}
	if !relay {
		parts = append(parts, "id")
	}
	for _, r := range leakRelationships[table] {
		if depth == 0 || g.rand.IntN(2) == 0 {
			continue
		}
		switch {
		case !r.array:
			parts = append(parts, r.name+" "+g.fields(r.target, depth-1, relay))
		case !relay && g.rand.IntN(3) == 0:
			parts = append(parts, r.name+"_aggregate"+g.args(r.target)+" "+g.aggregate(r.target, depth-1))
		default:
			parts = append(parts, r.name+g.args(r.target)+" "+g.fields(r.target, depth-1, relay))
		}
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (g *generator) aggregate(table string, depth int) string {
	parts := []string{"aggregate { count c: count(columns: label, distinct: true) max { id n } sum { n } }"}
	if g.rand.IntN(2) == 0 {
		parts = append(parts, "nodes "+g.fields(table, depth, false))
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

// args are collection arguments; the order is always total, so that the answer is one.
func (g *generator) args(table string) string {
	order := "{id: asc}"
	var args []string
	switch g.rand.IntN(4) {
	case 0:
		args = append(args, "distinct_on: label")
		order = "{label: asc}, " + order
	case 1, 2:
		order = g.order(table, 2) + ", " + order
	}
	args = append(args, "order_by: ["+order+"]")
	if g.rand.IntN(2) == 0 {
		args = append(args, "where: "+g.where(table, 2))
	}
	if g.rand.IntN(3) == 0 {
		args = append(args, fmt.Sprintf("limit: %d", g.rand.IntN(6)))
	}
	if g.rand.IntN(4) == 0 {
		args = append(args, fmt.Sprintf("offset: %d", g.rand.IntN(3)))
	}
	return "(" + strings.Join(args, ", ") + ")"
}

func (g *generator) order(table string, depth int) string {
	direction := pick(g, "asc", "desc", "asc_nulls_first", "desc_nulls_last")
	r := pick(g, leakRelationships[table]...)
	switch {
	case depth == 0 || g.rand.IntN(2) == 0:
		return fmt.Sprintf("{%s: %s}", pick(g, "n", "label", "owner"), direction)
	case r.array:
		return fmt.Sprintf("{%s_aggregate: %s}", r.name, pick(g, "{count: "+direction+"}", "{max: {n: "+direction+"}}"))
	}
	return fmt.Sprintf("{%s: %s}", r.name, g.order(r.target, depth-1))
}

func (g *generator) where(table string, depth int) string {
	kind := g.rand.IntN(8)
	if depth == 0 {
		kind = g.rand.IntN(3)
	}
	r := pick(g, leakRelationships[table]...)
	switch kind {
	case 0:
		return fmt.Sprintf("{n: {%s: %d}}", pick(g, "_eq", "_neq", "_gt", "_lt"), g.rand.IntN(5))
	case 1:
		return fmt.Sprintf("{label: {_in: [%s]}}", pick(g, `"a"`, `"a", "b"`, ""))
	case 2:
		return fmt.Sprintf("{owner: {_is_null: %v}}", g.rand.IntN(2) == 0)
	case 3:
		return fmt.Sprintf("{_or: [%s, %s]}", g.where(table, depth-1), g.where(table, depth-1))
	case 4:
		return fmt.Sprintf("{_not: %s}", g.where(table, depth-1))
	case 5:
		if r.array {
			return fmt.Sprintf("{%s_aggregate: {count: {predicate: {_gt: %d}, filter: %s}}}", r.name, g.rand.IntN(3), g.where(r.target, depth-1))
		}
	}
	return fmt.Sprintf("{%s: %s}", r.name, g.where(r.target, depth-1))
}
