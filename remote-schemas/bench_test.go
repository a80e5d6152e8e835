package remote_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/internal/remotetest"
)

// BenchmarkJoin is one hop of many keys over loopback: document, variables, the answer's
// check and its split, and the server's reading of the request.
func BenchmarkJoin(b *testing.B) {
	for _, rows := range []int{10, 1000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			w := newWorld(b, nil)
			prepared, err := w.prepare(b, planner.Admin, `{ items { reviews { stars text } } }`, "")
			if err != nil {
				b.Fatal(err)
			}
			var answer strings.Builder
			in := &planner.Input{Params: []*planner.Params{prepared.Params(session(planner.Admin), nil, "")}}
			for i := range rows {
				in.Rows = append(in.Rows, planner.Row{Key: fmt.Appendf(nil, `["sku-%d"]`, i)})
				fmt.Fprintf(&answer, `,"f%d":[{"stars":%d,"text":"a text of usual length for a review"}]`, i, i)
			}
			w.servers["reviews"].Override(remotetest.Body(`{"data":{` + answer.String()[1:] + `}}`))
			join := prepared.Plan.Roots[0].Joins[0].Call.Query
			b.ReportAllocs()
			for b.Loop() {
				out := planner.NewOutput(rows, 1)
				if err := join.Run(b.Context(), in, out); err != nil {
					b.Fatal(err)
				}
				if _, err := out.Get(rows-1, 0); err != nil {
					b.Fatal(err)
				}
				w.servers["reviews"].Requests()
			}
		})
	}
}
