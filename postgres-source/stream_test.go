package postgres_test

import (
	"testing"

	"github.com/weftql/weft/planner"
)

func TestStreamMovesItsCursorBatchByBatch(t *testing.T) {
	f := openShop(t)
	for _, c := range []struct {
		name, query string
		want        []string
	}{
		{
			"ascending, ties included", `subscription { orders_stream(batch_size: 2, cursor: {initial_value: {placed: "2024-02-01"}}) { id } }`,
			[]string{`[{"id":11}, {"id":12}, {"id":13}]`, `[{"id":14}]`, ""},
		},
		{
			"descending", `subscription { orders_stream(batch_size: 3, cursor: {initial_value: {id: 100}, ordering: DESC}) { id } }`,
			[]string{`[{"id":14}, {"id":13}, {"id":12}]`, `[{"id":11}, {"id":10}]`, ""},
		},
		{
			"with a condition", `subscription { orders_stream(batch_size: 1, cursor: {initial_value: {id: 0}}, where: {status: {_eq: open}}) { id } }`,
			[]string{`[{"id":10}]`, `[{"id":14}]`, ""},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := f.prepare(t, "admin", c.query, "")
			cursor, ok := p.Plan.Cursor()
			if !ok {
				t.Fatal("the plan has no cursor")
			}
			params := as(p, "admin")
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
				if got != `{"orders_stream":`+want+`}` {
					t.Fatalf("batch %d: got %s, want %s", i, got, want)
				}
				params = params.With(cursor, next)
			}
		})
	}
}

func TestStreamIsBoundedByThePermission(t *testing.T) {
	f := openShop(t)
	p := f.prepare(t, "capped", `subscription { customer_stream(batch_size: 4, cursor: {initial_value: {id: 0}}) { id } }`, "")
	if got, want := replies(t.Context(), p, []*planner.Params{as(p, "capped")})[0], `{"customer_stream":[{"id":1}, {"id":2}]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
