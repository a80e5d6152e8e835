package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

func TestHostileDocumentsAreRefused(t *testing.T) {
	const tooDeep = "the query is nested too deeply: more than 250 levels"
	const tooMany = "the query is too large: more than 100000 selections after expanding fragments"
	cases := []refusal{
		{name: "500 selection sets", query: nested("{ users ", "{ posts { author ", "{ id }", 250), path: "$.query", message: tooDeep},
		{name: "500 lists", query: `{ logs(filter: ` + strings.Repeat("[", 500) + strings.Repeat("]", 500) + `) }`, path: "$.query", message: tooDeep},
		{name: "a million open braces", query: strings.Repeat("{a", 1_000_000), path: "$.query", message: tooDeep},
		{name: "a million tokens", query: strings.Repeat("a ", 1_000_000), path: "$.query", message: "the query is too large: more than 500000 tokens"},
		{
			name: "ten megabytes", query: "{ users { id } } #" + strings.Repeat("a", 10<<20),
			path: "$.query", message: "the query is too long: more than 4194304 bytes",
		},
		{
			name: "fragments that double", path: "$", message: tooMany,
			query: fragments(30, func(next string) string { return next + " " + next }),
		},
		{
			name: "fields that double", path: "$", message: tooNested("20000 objects"),
			query: fragments(30, func(next string) string {
				return "a: posts { author { " + next + " } } b: posts { author { " + next + " } }"
			}),
		},
		{
			name: "a variable used again and again", path: "$", message: "the query is too large: more than 1000000 values in arguments",
			query:     "query ($v: jsonb) { " + repeated(2000, "a%d: logs(filter: $v) ") + "}",
			variables: `{"v": [` + strings.Repeat("0,", 10_000) + `0]}`,
		},
		{
			name: "a literal spread again and again", path: "$", message: "the query is too large: more than 1000000 values in arguments",
			query: "{ " + repeated(2000, "a%d: users { ...f } ") + "} fragment f on users { posts(where: {title: {_in: [" +
				strings.Repeat(`"" `, 10_000) + `]}}) { id } }`,
		},
		{
			name: "a chain of fragments", path: "$", message: tooDeep,
			query: fragments(300, func(next string) string { return "posts { author { " + next + " } }" }),
		},
	}
	testRefusals(t, shop(t, planner.BindOptions{}), cases)
}

func nested(start, level, end string, n int) string {
	return start + strings.Repeat(level, n) + end + strings.Repeat("}", 2*n+1)
}

// fragments returns a query with n fragments; body makes each from a spread of the next.
func fragments(n int, body func(next string) string) string {
	var sb strings.Builder
	sb.WriteString("{ users { ...f0 } }")
	for i := range n {
		fmt.Fprintf(&sb, " fragment f%d on users { %s }", i, body(fmt.Sprintf("...f%d", i+1)))
	}
	fmt.Fprintf(&sb, " fragment f%d on users { id }", n)
	return sb.String()
}

func repeated(n int, format string) string {
	var sb strings.Builder
	for i := range n {
		fmt.Fprintf(&sb, format, i)
	}
	return sb.String()
}

func TestStringsAndCommentsDoNotCountAsBrackets(t *testing.T) {
	brackets := strings.Repeat("{[(", 300)
	query := "{ # " + brackets + "\n" + ` search(text: "\"` + brackets + `", key: """` + brackets + ` \""" " """) { __typename } }`
	op := mustBind(t, shop(t, planner.BindOptions{}), query, "")
	if got := printSelections(op.Fields); got != "search(exact: $0, key: $1, text: $2) { __typename }" {
		t.Error(got)
	}
}

// A body may hold more values than may be used again.
func TestAVariableUsedOnceMayBeLarge(t *testing.T) {
	mustBind(t, shop(t, planner.BindOptions{}), "query ($v: jsonb) { logs(filter: $v) }", `{"v": [`+strings.Repeat("0,", 1_000_001)+`0]}`)
}

func TestManyVariablesStayCheap(t *testing.T) {
	const n = 20_000
	var defs, uses, values strings.Builder
	for i := range n {
		fmt.Fprintf(&defs, "$v%d: Int ", i)
		fmt.Fprintf(&uses, "a%d: users(offset: $v%d) { id } ", i, i)
		fmt.Fprintf(&values, `"v%d": 1,`, i)
	}
	mustBind(t, shop(t, planner.BindOptions{}), "query ("+defs.String()+") {"+uses.String()+"}", "{"+strings.TrimSuffix(values.String(), ",")+"}")
}
