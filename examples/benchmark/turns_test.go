package benchmark_test

import (
	"slices"
	"testing"
	"time"
)

// turns collects what two sides need that answer the same requests one after the other.
type turns struct {
	gateway, hand time.Duration
	requests      int
	ratios        []float64 // of each turn
}

// take lets each side have its turn; which one comes first alternates, so that what is
// warm, and what else the machine does, favours neither.
func (t *turns) take(requests int, gateway, hand func() time.Duration) {
	var g, h time.Duration
	if len(t.ratios)%2 == 0 {
		g, h = gateway(), hand()
	} else {
		h, g = hand(), gateway()
	}
	t.gateway, t.hand, t.requests = t.gateway+g, t.hand+h, t.requests+requests
	t.ratios = append(t.ratios, float64(h)/float64(g))
}

// report tells the median of the turns' ratios of throughput, and what each side needs for a
// request on average.
func (t *turns) report(b *testing.B) {
	b.Helper()
	slices.Sort(t.ratios)
	b.ReportMetric(t.ratios[len(t.ratios)/2], "ratio")
	b.ReportMetric(float64(t.gateway.Microseconds())/float64(t.requests), "gateway-µs/req")
	b.ReportMetric(float64(t.hand.Microseconds())/float64(t.requests), "hand-µs/req")
}
