package planner_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

// TestCompileRefusesMalformedAnswersOfSources: a source that breaks the contract of Compile
// is found when the plan is made, and a client learns nothing of it.
func TestCompileRefusesMalformedAnswersOfSources(t *testing.T) {
	slot := func(change func(e *planner.Entry)) func(spec *planner.CallSpec) []*planner.Shape {
		return func(spec *planner.CallSpec) []*planner.Shape {
			e := planner.Entry{Key: "other", Kind: planner.Slot, Join: spec.Columns[0].Fields[0]}
			change(&e)
			return []*planner.Shape{{Entries: []planner.Entry{e}}}
		}
	}
	for _, test := range []struct {
		name   string
		shapes func(spec *planner.CallSpec) []*planner.Shape
		want   string
	}{
		{"right", slot(func(*planner.Entry) {}), ""},
		{"too many shapes", func(*planner.CallSpec) []*planner.Shape { return make([]*planner.Shape, 2) }, "2 shapes for 1 columns"},
		{"no selection", slot(func(e *planner.Entry) { e.Join = nil }), `slot "other" follows no link`},
		{"no link", slot(func(e *planner.Entry) { e.Join = &planner.Selection{Field: planner.Typename} }), `slot "other" follows no link`},
		{"short key", slot(func(e *planner.Entry) { e.KeyFrom = []string{"a"} }), `slot "other" has a key of 1 values, its link has 2`},
		{"type without a member", slot(func(e *planner.Entry) { e.On = []string{"row"} }), `shape entry "other" depends on a type that is not selected`},
		{"empty nesting", slot(func(e *planner.Entry) { e.Kind = planner.Nested }), `nested shape entry "other" has no shape`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newTestSource(t, planner.DatabaseSource, "a", `type Query { row: row } type row { x: Int y: Int }`)
			s.links = []*planner.Link{{From: "row", Name: "other", Source: s.id, Key: []string{"x", "y"}}}
			s.land = func(*planner.Link) ([]*planner.Field, error) {
				return []*planner.Field{{Name: "other", Type: planner.Named("row")}}, nil
			}
			s.compile = func(spec *planner.CallSpec) (*planner.Answer, error) {
				answer := &planner.Answer{Query: &testQuery{source: s, spec: spec}}
				if spec.Link == nil {
					answer.Shapes = test.shapes(spec)
				}
				return answer, nil
			}
			cache := planner.NewCache(mergeTestSources(t, planner.BindOptions{}, s), planner.CacheOptions{})
			_, err := cache.Plan(t.Context(), &planner.Request{Query: `{ row { other { x } } }`})
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			expectFault(t, err, "Internal Server Error")
			if !strings.Contains(err.Error(), "source a: "+test.want) {
				t.Errorf("the log would say %v", err)
			}
		})
	}
}
