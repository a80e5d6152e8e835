package serve_test

import (
	"strings"
	"sync"
	"testing"
)

// ask sends the same query n times at once and returns the answers.
func (g *topic) ask(t *testing.T, query string, n int) []string {
	t.Helper()
	answers := make([]string, n)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = g.query(t, nil, query) })
	}
	wg.Wait()
	return answers
}

func TestEverySourceHasThePoolOfItsSettings(t *testing.T) {
	g := startTopic(t, "testdata/pools.txtar")
	t.Run("connections of one source are no other's", func(t *testing.T) {
		for _, answer := range g.ask(t, `{ narrow_slow { id } wide_slow { id } }`, 6) {
			if answer != `{"data":{"narrow_slow":[{"id":1}],"wide_slow":[{"id":1}]}}` {
				t.Error(answer)
			}
		}
		if narrow, wide := g.counters["narrow"].peaked(), g.counters["wide"].peaked(); narrow != 2 || wide < 4 {
			t.Errorf("at most %d connections to narrow, which may have 2, and %d to wide, which may have 50", narrow, wide)
		}
	})
	t.Run("who waits longer than pool_timeout for a connection is told so", func(t *testing.T) {
		refused := 0
		for _, answer := range g.ask(t, `{ narrow_slowest { id } }`, 3) {
			if strings.HasPrefix(answer, `{"data"`) {
				continue
			}
			if message, code := errorOf(t, answer); message != "connection error" || code != "postgres-error" {
				t.Error(answer)
			}
			refused++
		}
		if refused != 1 {
			t.Errorf("%d of 3 requests were refused for two connections", refused)
		}
	})
}
