package planner_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

// constantSource answers every cell with the same bytes, to measure what is around it.
func constantSource(tb testing.TB, answer string) *planner.Cache {
	tb.Helper()
	s := newTestSource(tb, planner.DatabaseSource, "a", `
		type Query { row(id: Int): row }
		type row { id: Int name: String }`)
	bytes := []byte(answer)
	s.run = func(_ context.Context, _ *planner.CallSpec, in *planner.Input, out *planner.Output) error {
		for row := range in.Rows {
			for col := range out.Columns() {
				out.Set(row, col, bytes)
			}
		}
		return nil
	}
	return planner.NewCache(mergeTestSources(tb, planner.BindOptions{}, s), planner.CacheOptions{})
}

// serve plans and runs one request and writes its reply into dst.
func serve(tb testing.TB, c *planner.Cache, req *planner.Request, session *planner.Session, dst []byte) []byte {
	tb.Helper()
	p, err := c.Plan(tb.Context(), req)
	if err != nil {
		tb.Fatal(err)
	}
	params := [1]*planner.Params{p.Params(session, nil, "id")}
	r := p.Plan.Run(tb.Context(), params[:], planner.RunOptions{})
	if err := r.Err(0); err != nil {
		tb.Fatal(err)
	}
	dst = r.AppendReply(dst[:0], 0)
	r.Release()
	return dst
}

// BenchmarkRequest is a request whose plan is cached, on a source that answers at once:
// what the planner itself costs.
func BenchmarkRequest(b *testing.B) {
	session := user("1")
	b.Run("one root", func(b *testing.B) {
		c := constantSource(b, `{"id":1,"name":"a name"}`)
		req := request(b, `query Row($id: Int) { row(id: $id) { id name } }`, `{"id": 1}`)
		dst := serve(b, c, req, session, nil)
		b.ReportAllocs()
		for b.Loop() {
			dst = serve(b, c, req, session, dst)
		}
	})
	for _, rows := range []int{1, 100} {
		b.Run(fmt.Sprintf("join of %d rows", rows), func(b *testing.B) {
			c := joinedSources(b, rows)
			req := request(b, `{ parents { id child { id name } } }`, "")
			dst := serve(b, c, req, session, nil)
			b.SetBytes(int64(len(dst)))
			b.ReportAllocs()
			for b.Loop() {
				dst = serve(b, c, req, session, dst)
			}
		})
	}
}

// joinedSources are two: one answers parents with a key each, the other a child for each.
func joinedSources(tb testing.TB, rows int) *planner.Cache {
	tb.Helper()
	var parents strings.Builder
	for i := range rows {
		fmt.Fprintf(&parents, `,{"id":%d,"child":[%d]}`, i, i)
	}
	list := []byte("[" + parents.String()[1:] + "]")
	a := newTestSource(tb, planner.DatabaseSource, "a", `type Query { parents: [parent!]! } type parent { id: Int }`)
	z := newTestSource(tb, planner.DatabaseSource, "z", `type Query { children: [child!]! } type child { id: Int name: String }`)
	link := &planner.Link{From: "parent", Name: "child", Source: z.id, Key: []string{"id"}, Target: planner.ToRows{}}
	a.links = []*planner.Link{link}
	z.land = func(*planner.Link) ([]*planner.Field, error) {
		return []*planner.Field{{Name: "child", Type: planner.Named("child")}}, nil
	}
	a.compile = func(spec *planner.CallSpec) (*planner.Answer, error) {
		entry := planner.Entry{Key: "child", Kind: planner.Slot, Join: spec.Columns[0].Fields[1]}
		return &planner.Answer{Query: &testQuery{source: a, spec: spec}, Shapes: []*planner.Shape{{Entries: []planner.Entry{entry}}}}, nil
	}
	a.run = func(_ context.Context, _ *planner.CallSpec, _ *planner.Input, out *planner.Output) error {
		out.Set(0, 0, list)
		return nil
	}
	child := []byte(`{"id":1,"name":"the name of the child"}`)
	z.run = func(_ context.Context, _ *planner.CallSpec, in *planner.Input, out *planner.Output) error {
		for row := range in.Rows {
			out.Set(row, 0, child)
		}
		return nil
	}
	return planner.NewCache(mergeTestSources(tb, planner.BindOptions{}, a, z), planner.CacheOptions{})
}

func TestCachedRequestAllocatesLittle(t *testing.T) {
	c := constantSource(t, `{"id":1}`)
	req := request(t, `query Row($id: Int) { row(id: $id) { id name } }`, `{"id": 1}`)
	session := user("1")
	dst := serve(t, c, req, session, make([]byte, 0, 1000))
	const most = 12
	if n := testing.AllocsPerRun(200, func() { dst = serve(t, c, req, session, dst) }); n > most {
		t.Errorf("%v allocations, at most %d are expected", n, most)
	}
}
