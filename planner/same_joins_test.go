package planner_test

import (
	"fmt"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// TestJoinsThatAskTheSameShareACall joins one link from two places with arguments that are
// answered alike in every request, or not.
func TestJoinsThatAskTheSameShareACall(t *testing.T) {
	for _, test := range []struct {
		a, b   string
		shared bool
	}{
		{`(n: 1)`, `(n: 1)`, true},
		{`(n: 1)`, `(n: 2)`, false},
		{`(n: 1)`, ``, false},
		{`(n: null)`, ``, false},
		{`(n: $v)`, `(n: $v)`, true},
		{`(n: $v)`, `(n: $w)`, false},
		{`(n: $v)`, `(n: 1)`, false}, // although it is 1 now
		{`(in: [1, 2])`, `(in: [1, 2])`, true},
		{`(in: [1, 2])`, `(in: [2, 1])`, false},
		{`(in: [1, $v])`, `(in: [1, $v])`, true},
		{`(in: [1, $v])`, `(in: [$v, 1])`, false},
		{`(in: [1, $v])`, `(in: [1, $w])`, false},
		{`(at: {x: $v})`, `(at: {x: $v})`, true},
		{`(at: {x: $v})`, `(at: {y: $v})`, false},
		{`(at: {x: $v, y: 1})`, `(at: {x: $v})`, false},
		{`(n: 1, in: 1)`, `(in: 1, n: 1)`, true},
	} {
		query := fmt.Sprintf(`query ($v: Int, $w: Int) { a: row { other%s { x } } b: row { o: other%s { x } } v: row { x(n: $v) } w: row { x(n: $w) } }`, test.a, test.b)
		want := 2
		if test.shared {
			want = 1
		}
		if got := len(planWithJoins(t, query).Roots[0].Joins); got != want {
			t.Errorf("%s and %s: %d calls", test.a, test.b, got)
		}
	}
}

func TestJoinsOfOtherFieldsDoNotShareACall(t *testing.T) {
	for _, fields := range []string{`{ y }`, `{ x y }`, `{ y: x }`, `{ x(n: 1) }`, `{ x __typename }`} {
		query := fmt.Sprintf(`{ a: row { other { x } } b: row { other %s } }`, fields)
		if got := len(planWithJoins(t, query).Roots[0].Joins); got != 2 {
			t.Errorf("%s: %d calls", fields, got)
		}
	}
}

// planWithJoins plans a query over one source whose rows link to rows of their own kind.
func planWithJoins(t *testing.T, query string) *planner.Plan {
	t.Helper()
	s := newTestSource(t, planner.DatabaseSource, "a", `
		type Query { row: row }
		type row { x(n: Int): Int y: Int }
		input point { x: Int y: Int }`)
	s.links = []*planner.Link{{From: "row", Name: "other", Source: s.id, Key: []string{"x"}}}
	s.land = func(*planner.Link) ([]*planner.Field, error) {
		var args []*planner.InputValue
		for name, typ := range map[string]*ast.Type{"n": planner.Named("Int"), "in": planner.ListOf(planner.Named("Int")), "at": planner.Named("point")} {
			args = append(args, &planner.InputValue{Name: name, Type: typ})
		}
		return []*planner.Field{{Name: "other", Type: planner.Named("row"), Args: planner.SortInputs(args)}}, nil
	}
	s.compile = func(spec *planner.CallSpec) (*planner.Answer, error) {
		answer := &planner.Answer{Query: &testQuery{source: s, spec: spec}}
		for _, col := range spec.Columns {
			shape := &planner.Shape{}
			for _, f := range col.Fields {
				if f.Field.Link != nil {
					shape.Entries = append(shape.Entries, planner.Entry{Key: f.Key, Kind: planner.Slot, Join: f})
				}
			}
			answer.Shapes = append(answer.Shapes, shape)
		}
		return answer, nil
	}
	cache := planner.NewCache(mergeTestSources(t, planner.BindOptions{}, s), planner.CacheOptions{})
	p, err := cache.Plan(t.Context(), request(t, query, ""))
	if err != nil {
		t.Fatal(query, err)
	}
	return p.Plan
}
