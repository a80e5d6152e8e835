package postgres_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

func TestStreamMovesItsCursorBatchByBatch(t *testing.T) {
	f := openShop(t)
	for _, c := range []struct {
		name, role, query string
		want              []string
	}{
		{
			"by the permission's limit", "capped", `subscription { customer_stream(batch_size: 3, cursor: {initial_value: {id: 0}}) { id } }`,
			[]string{`[{"id":1}, {"id":2}]`, `[{"id":3}, {"id":4}]`, ""},
		},
		{
			"ascending, ties included", "admin", `subscription { orders_stream(batch_size: 2, cursor: {initial_value: {placed: "2024-02-01"}}) { id } }`,
			[]string{`[{"id":11}, {"id":12}, {"id":13}]`, `[{"id":14}]`, ""},
		},
		{
			"descending", "admin", `subscription { orders_stream(batch_size: 3, cursor: {initial_value: {id: 100}, ordering: DESC}) { id } }`,
			[]string{`[{"id":14}, {"id":13}, {"id":12}]`, `[{"id":11}, {"id":10}]`, ""},
		},
		{
			"with a condition", "admin", `subscription { orders_stream(batch_size: 1, cursor: {initial_value: {id: 0}}, where: {status: {_eq: open}}) { id } }`,
			[]string{`[{"id":10}]`, `[{"id":14}]`, ""},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := f.prepare(t, c.role, c.query, "")
			cursor, ok := p.Plan.Cursor()
			if !ok {
				t.Fatal("the plan has no cursor")
			}
			params := as(p, c.role)
			for i, want := range c.want {
				result := p.Plan.Run(t.Context(), []*planner.Params{params}, planner.RunOptions{})
				if err := result.Err(0); err != nil {
					t.Fatal(err)
				}
				next := result.Next(0)
				got := string(result.AppendReply(nil, 0))
				result.Release()
				if want == "" {
					if next != nil {
						t.Fatalf("batch %d: the cursor moved to %+v after %s", i, next, got)
					}
					return
				}
				if !strings.HasSuffix(got, `_stream":`+want+`}`) {
					t.Fatalf("batch %d: got %s, want %s", i, got, want)
				}
				params = params.With(cursor, next)
			}
		})
	}
}
