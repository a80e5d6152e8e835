package benchmark_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/weftql/weft/examples/internal/gatewaytest"
)

// poolSize is how many connections each side may open; the gateway's is in the shop's
// metadata (databases.yaml).
const poolSize = 20

// round is how many requests one side answers before it is the other's turn. Taking turns
// keeps what else the machine does from hitting one side only.
const round = 200

func BenchmarkByKey(b *testing.B)  { compare(b, find("ByKey")) }
func BenchmarkList(b *testing.B)   { compare(b, find("List")) }
func BenchmarkNested(b *testing.B) { compare(b, find("Nested")) }

// compare reports the gateway's throughput divided by the handler's as `ratio`, and what
// each needs for a request. One operation is a round on each side; ns/op and the
// allocations are those of both with their clients.
func compare(b *testing.B, s shape) {
	b.Helper()
	gateway, hand := start(b, s)
	var gatewayTook, handTook time.Duration
	requests := 0
	id := func(i int) int { return 1 + (requests+i)%s.ids }
	gateway.run(b, round, id) // caches and connections are warm in production, too
	hand.run(b, round, id)
	for b.Loop() {
		gatewayTook += gateway.run(b, round, id)
		handTook += hand.run(b, round, id)
		requests += round
	}
	b.ReportMetric(float64(handTook)/float64(gatewayTook), "ratio")
	b.ReportMetric(float64(gatewayTook.Microseconds())/float64(requests), "gateway-µs/req")
	b.ReportMetric(float64(handTook.Microseconds())/float64(requests), "hand-µs/req")
}

// A comparison means something only if both sides say the same.
func TestBothSidesAnswerTheSame(t *testing.T) {
	t.Parallel()
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			gateway, hand := start(t, s)
			for _, id := range []int{1, 17, 5_000, s.ids} {
				got, want := answer(t, gateway, id), answer(t, hand, id)
				if !bytes.Equal(got, want) {
					t.Errorf("id %d: the gateway answers\n%s\nthe handler\n%s", id, got, want)
				}
			}
		})
	}
}

// answer is a reply without white space between its tokens.
func answer(t *testing.T, p *peer, id int) []byte {
	t.Helper()
	reply, err := p.ask(id)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Compact(&out, reply); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// start loads a shop and serves it on both sides.
func start(tb testing.TB, s shape) (gateway, hand *peer) {
	tb.Helper()
	shop := gatewaytest.StartShop(tb, poolSize)
	server := httptest.NewServer(handwritten(shop.Pool))
	tb.Cleanup(server.Close)
	hand = newPeer(server.URL+"/"+s.name, func(id int) []byte { return fmt.Appendf(nil, `{"id":%d}`, id) })
	query, err := json.Marshal(s.query)
	if err != nil {
		tb.Fatal(err)
	}
	gateway = newPeer(shop.URL, func(id int) []byte {
		return fmt.Appendf(nil, `{"query":%s,"variables":{"id":%d}}`, query, id)
	})
	return gateway, hand
}
