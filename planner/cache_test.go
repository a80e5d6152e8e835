package planner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/weftql/weft/planner"
)

// compilations is a source that counts them; on is called for each.
func compilations(tb testing.TB, on func()) (*planner.Schema, *atomic.Int32) {
	tb.Helper()
	s := newTestSource(tb, planner.DatabaseSource, "a", `
		type Query { rows(order: dir, limit: Int, where: w): [row!]! }
		type row { id: Int }
		enum dir { asc desc }
		input w { id: Int name: String }`)
	n := new(atomic.Int32)
	s.compile = func(spec *planner.CallSpec) (*planner.Answer, error) {
		n.Add(1)
		on()
		q := &testQuery{source: s, spec: &planner.CallSpec{}, text: "rows"}
		for _, col := range spec.Columns {
			for _, arg := range col.Args {
				switch arg.Input.Name {
				case "order":
					q.text += " " + arg.Value.Fixed().Text
				case "where":
					for _, f := range arg.Value.Fields() {
						q.text += " " + f.Name
					}
				default:
					q.params = append(q.params, arg.Value.Param())
				}
			}
		}
		return &planner.Answer{Query: q}, nil
	}
	return mergeTestSources(tb, planner.BindOptions{}, s), n
}

// plan fails the test unless the request is planned as expected.
func plan(t *testing.T, c *planner.Cache, req *planner.Request, cached bool) *planner.Plan {
	t.Helper()
	p, err := c.Plan(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if p.Cached != cached {
		t.Errorf("%s %v: cached %v", req.Query, req.Variables, p.Cached)
	}
	return p.Plan
}

func TestCacheFindsPlansByTextAndOperation(t *testing.T) {
	schema, _ := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{})
	plan(t, c, request(t, `{ rows { id } }`, ""), false)
	plan(t, c, request(t, `{ rows { id } }`, ""), true)
	plan(t, c, request(t, `{rows { id } }`, ""), false)
	two := `query A { rows { id } } query B { b: rows { id } }`
	for _, cached := range []bool{false, true} {
		for _, name := range []string{"A", "B"} {
			p := plan(t, c, &planner.Request{Query: two, OperationName: name}, cached)
			if p.Name != name {
				t.Errorf("%s for %s", p.Name, name)
			}
		}
	}
}

func TestCacheKeepsAPlanForEachStructure(t *testing.T) {
	schema, n := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{})
	query := `query ($o: dir, $l: Int, $w: w) { rows(order: $o, limit: $l, where: $w) { id } }`
	for _, test := range []struct {
		variables, text string
		cached          bool
	}{
		{`{"o":"asc","l":1,"w":{"id":1}}`, "rows asc id", false},
		{`{"o":"asc","l":2,"w":{"id":5}}`, "rows asc id", true}, // only parameters differ
		{`{"o":"desc","l":2,"w":{"id":5}}`, "rows desc id", false},
		{`{"o":"asc","l":2,"w":{"name":"x"}}`, "rows asc name", false},
		{`{"o":"asc","l":3,"w":{"id":null}}`, "rows asc id", true}, // nobody looked at the value
		{`{"o":"desc","l":3,"w":{"id":7}}`, "rows desc id", true},
	} {
		p := plan(t, c, request(t, query, test.variables), test.cached)
		if got := p.Roots[0].Query.String(); got != test.text {
			t.Errorf("%s: %s", test.variables, got)
		}
	}
	if n.Load() != 3 {
		t.Errorf("%d compilations", n.Load())
	}
}

func TestCacheAnswersWithTheRequestsOwnValues(t *testing.T) {
	schema, _ := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{})
	for _, limit := range []string{"1", "2", "3"} {
		p, err := c.Plan(t.Context(), request(t, `query ($l: Int) { rows(limit: $l) { id } }`, `{"l":`+limit+`}`))
		if err != nil {
			t.Fatal(err)
		}
		params := p.Params(user("1"), nil, "id")
		param := p.Plan.Reads().Params[0]
		if got := params.Value(param).Text; got != limit || params.Request.Variables.Members[0].Value.Text != limit {
			t.Errorf("%s for %s", got, limit)
		}
	}
}

func TestCacheChecksEveryRequest(t *testing.T) {
	schema, _ := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{})
	query := `query ($l: Int!) { rows(limit: $l) { id } }`
	plan(t, c, request(t, query, `{"l":1}`), false)
	for variables, want := range map[string]string{
		`{}`:            `expecting a value for non-nullable variable: "l"`,
		`{"l":1,"x":2}`: `unexpected variables in variableValues: x`,
	} {
		_, err := c.Plan(t.Context(), request(t, query, variables))
		expectFault(t, err, want)
	}
	plan(t, c, request(t, query, `{"l":2}`), true)
}

func TestCacheDoesNotKeepErrors(t *testing.T) {
	schema, n := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{})
	for _, query := range []string{`{`, `{ none }`, `query A { rows { id } } query B { rows { id } }`} {
		for range 2 {
			if _, err := c.Plan(t.Context(), request(t, query, "")); err == nil {
				t.Errorf("no error for %s", query)
			}
		}
	}
	if n.Load() != 0 || c.Documents() != 0 {
		t.Errorf("%d compilations, %d documents", n.Load(), c.Documents())
	}
}

func TestCacheCompilesOnceForAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		schema, n := compilations(t, func() { time.Sleep(time.Second) })
		c := planner.NewCache(schema, planner.CacheOptions{})
		var wg sync.WaitGroup
		var cached atomic.Int32
		for range 50 {
			wg.Go(func() {
				p, err := c.Plan(t.Context(), request(t, `{ rows { id } }`, ""))
				if err != nil {
					t.Error(err)
				} else if p.Cached {
					cached.Add(1)
				}
			})
		}
		wg.Wait()
		if n.Load() != 1 || cached.Load() != 49 {
			t.Errorf("%d compilations, %d found", n.Load(), cached.Load())
		}
	})
}

func TestWaitingForACompilationEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		schema, _ := compilations(t, func() { time.Sleep(time.Hour) })
		c := planner.NewCache(schema, planner.CacheOptions{})
		go func() { _, _ = c.Plan(t.Context(), request(t, `{ rows { id } }`, "")) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Plan(ctx, request(t, `{ rows { id } }`, ""))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		time.Sleep(2 * time.Hour)
	})
}

func TestPanicWhileCompilingFailsTheRequestOnly(t *testing.T) {
	broken := true
	schema, _ := compilations(t, func() {
		if broken {
			panic("boom")
		}
	})
	c := planner.NewCache(schema, planner.CacheOptions{})
	_, err := c.Plan(t.Context(), request(t, `{ rows { id } }`, ""))
	expectFault(t, err, "Internal Server Error")
	if !strings.Contains(err.Error(), "boom") {
		t.Errorf("the log would not tell why: %v", err)
	}
	broken = false
	plan(t, c, request(t, `{ rows { id } }`, ""), false)
}

func TestCacheForgetsTheLeastRecentlyUsedDocument(t *testing.T) {
	schema, _ := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{Documents: 2})
	a, b, d := request(t, `{ a: rows { id } }`, ""), request(t, `{ b: rows { id } }`, ""), request(t, `{ d: rows { id } }`, "")
	plan(t, c, a, false)
	plan(t, c, b, false)
	plan(t, c, a, true)
	plan(t, c, d, false) // b goes
	plan(t, c, a, true)
	plan(t, c, b, false) // d goes
	plan(t, c, d, false)
	if n := c.Documents(); n != 2 {
		t.Errorf("%d documents", n)
	}
}

func TestCacheForgetsTheLeastRecentlyUsedPlanOfADocument(t *testing.T) {
	schema, _ := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{PlansPerDocument: 2})
	query := `query ($o: dir, $w: w) { rows(order: $o, where: $w) { id } }`
	a, b, d := request(t, query, `{"o":"asc"}`), request(t, query, `{"o":"desc"}`), request(t, query, `{"o":"asc","w":{}}`)
	plan(t, c, a, false)
	plan(t, c, b, false)
	plan(t, c, a, true)
	plan(t, c, d, false) // b goes
	plan(t, c, a, true)
	plan(t, c, b, false)
}

func TestCacheIsBoundedInBytes(t *testing.T) {
	schema, _ := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{Bytes: 200_000})
	for i := range 300 {
		plan(t, c, request(t, fmt.Sprintf(`{ a%d: rows { id } }`, i), ""), false)
	}
	if n := c.Documents(); n < 20 || n > 100 || c.Bytes() > 200_000 {
		t.Errorf("%d documents of %d bytes", n, c.Bytes())
	}
	// What is large alone is not kept, and pushes nothing out.
	before := c.Documents()
	huge := request(t, `{ rows { id } } # `+strings.Repeat("x", 5000), "")
	plan(t, c, huge, false)
	plan(t, c, huge, false)
	if n := c.Documents(); n != before {
		t.Errorf("%d documents, had %d", n, before)
	}
}

// TestCacheUnderLoad is for the race detector: few documents, many structures, small bounds.
func TestCacheUnderLoad(t *testing.T) {
	schema, _ := compilations(t, func() {})
	c := planner.NewCache(schema, planner.CacheOptions{Documents: 3, PlansPerDocument: 2})
	orders, filters := []string{"asc", "desc"}, []string{`{}`, `{"id":1}`, `{"name":"x"}`}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 300 {
				i += worker
				query := fmt.Sprintf(`query ($o: dir, $w: w) { a%d: rows(order: $o, where: $w) { id } }`, i%5)
				variables := fmt.Sprintf(`{"o":%q,"w":%s}`, orders[i%2], filters[i%3])
				p, err := c.Plan(t.Context(), request(t, query, variables))
				if err != nil {
					t.Error(err)
					return
				}
				if text := p.Plan.Roots[0].Query.String(); !strings.HasPrefix(text, "rows "+orders[i%2]) {
					t.Errorf("%s for %s", text, variables)
				}
			}
		})
	}
	wg.Wait()
}
