package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

func tooNested(limit string) string {
	return "the query is too large: more than " + limit + " inside objects, each counted once for each object around it"
}

func TestWhatIsSelectedInsideObjectsIsBounded(t *testing.T) {
	schema := shop(t, planner.BindOptions{})
	// posts are inside one object, their authors inside two: 3 * 6,666 + 2 = 20,000.
	objects := func(more string) string {
		return "{ users { " + repeated(6666, "a%d: posts { author { id } } ") + "b: posts { id } c: posts { id } " + more + "} }"
	}
	// A field of the eighth object is inside eight: 8 * 50,000 = 400,000.
	fields := func(more string) string {
		around := "users { posts { author { posts { author { posts { author { posts { "
		return "{ " + around + repeated(50_000, "a%d: id ") + strings.Repeat("} ", 8) + more + "}"
	}
	mustBind(t, schema, objects("id"), "")
	mustBind(t, schema, fields(""), "")
	testRefusals(t, schema, []refusal{
		{name: "one more object", query: objects("d: posts { id } "), path: "$", message: tooNested("20000 objects")},
		{name: "one more field", query: fields("users { id } "), path: "$", message: tooNested("400000 fields")},
	})
}

// Two relationships doubled by fragments: a short document with 2^n objects inside n others.
func TestFragmentsThatDoubleStayInBounds(t *testing.T) {
	schema := shop(t, planner.BindOptions{})
	doubling := func(levels int) string {
		return fragments(levels, func(next string) string {
			return "a: posts { author { " + next + " } } b: posts { author { " + next + " } }"
		})
	}
	mustBind(t, schema, doubling(8), "")
	testRefusals(t, schema, []refusal{
		{name: "twelve levels", query: doubling(12), path: "$", message: tooNested("20000 objects")},
	})
}

func TestRootFieldsAreInsideNothing(t *testing.T) {
	mustBind(t, shop(t, planner.BindOptions{}), "{ "+repeated(30_000, "a%d: users { id } ")+"}", "")
}

// Weights are of what sources must do before they answer.
func TestWeightsOfCallsAreBounded(t *testing.T) {
	const heavy = "the query is too large: its databases would need more than %d MB to plan it, by estimate"
	for _, c := range []struct {
		weight, calls int
		want          string
	}{
		{weight: 1_000_000, calls: 4},
		{weight: 1_000_001, calls: 1, want: fmt.Sprintf(heavy, 1000)},
		{weight: 1_000_000, calls: 5, want: fmt.Sprintf(heavy, 4000)},
	} {
		var sources []*testSource
		query := "{"
		for i := range c.calls {
			s := newTestSource(t, planner.DatabaseSource, fmt.Sprintf("s%d", i), fmt.Sprintf("type Query { f%d: Int }", i))
			s.compile = func(spec *planner.CallSpec) (*planner.Answer, error) {
				return &planner.Answer{Query: &testQuery{source: s, spec: spec}, Weight: c.weight}, nil
			}
			sources = append(sources, s)
			query += fmt.Sprintf(" f%d", i)
		}
		schema := mergeTestSources(t, planner.BindOptions{}, sources...)
		_, err := planner.Compile(schema, mustBind(t, schema, query+" }", ""))
		if c.want == "" {
			if err != nil {
				t.Errorf("%d times %d: %v", c.calls, c.weight, err)
			}
			continue
		}
		if fault := asFault(t, err); fault.Code != planner.CodeValidationFailed || fault.Message != c.want || fault.Path != "$" {
			t.Errorf("%d times %d: got %v", c.calls, c.weight, fault)
		}
	}
}
