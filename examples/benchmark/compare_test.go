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

// compare lets both sides answer in turns: see [turns.report]. One operation is a round on
// each side; ns/op and the allocations are those of both with their clients.
func compare(b *testing.B, s shape) {
	b.Helper()
	gateway, hand := start(b, s)
	var measured turns
	id := func(i int) int { return 1 + (measured.requests+i)%s.ids }
	turn := func(p *peer) func() time.Duration {
		return func() time.Duration { return p.run(b, round, id) }
	}
	turn(gateway)() // caches and connections are warm in production, too
	turn(hand)()
	for b.Loop() {
		measured.take(round, turn(gateway), turn(hand))
	}
	measured.report(b)
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
