package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

func BenchmarkBind(b *testing.B) {
	schema := shop(b, planner.BindOptions{})
	for _, c := range []struct{ name, query, variables string }{
		{"by key", `query ($id: Int!) { users_by_pk(id: $id) { id name } }`, `{"id": 1}`},
		{
			"nested", `query ($w: users_bool_exp, $l: Int) { users(where: $w, limit: $l, order_by: {id: asc}) { ...u posts(limit: 3) { id title author { id name } } } } fragment u on users { id name }`,
			`{"w": {"id": {"_in": [1, 2]}}, "l": 10}`,
		},
	} {
		req := request(b, c.query, c.variables)
		doc, err := planner.Parse(c.query)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := planner.Bind(doc, schema, req); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+", again", func(b *testing.B) {
			op := mustBind(b, schema, c.query, c.variables)
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := planner.ReuseFor(op, req); !ok {
					b.Fatal("does not fit")
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	query := `query ($w: users_bool_exp, $l: Int) { users(where: $w, limit: $l) { id name posts(limit: 3) { id title author { id name } } } }`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := planner.Parse(query); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseValue(b *testing.B) {
	var sb strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&sb, `{"id": %d, "name": "user %d", "tags": ["a", "b"]},`, i, i)
	}
	body := []byte(`{"query": "{ a }", "variables": {"objects": [` + strings.TrimSuffix(sb.String(), ",") + `]}}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := planner.ParseValue(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIntrospection(b *testing.B) {
	var sdl strings.Builder
	sdl.WriteString("type Query {")
	for i := range 300 {
		fmt.Fprintf(&sdl, " t%d(limit: Int): [t%d!]!", i, i)
	}
	sdl.WriteString("}")
	for i := range 300 {
		fmt.Fprintf(&sdl, " type t%d { id: Int! name: String other(limit: Int): [t%d!]! }", i, (i+1)%300)
	}
	schema := mergeTestSources(b, planner.BindOptions{}, newTestSource(b, planner.DatabaseSource, "a", sdl.String()))
	op := mustBind(b, schema, introspectionQuery, "")
	b.ReportAllocs()
	for b.Loop() {
		runIntrospection(b, schema, op)
	}
}
