package socket_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/server/servertest"
)

// strict is an epoch in which nobody sees count any more.
func strict() *servertest.Source {
	return servertest.New(servertest.Field{Op: ast.Subscription, Name: "other", Answer: func(context.Context, servertest.Call) (string, error) { return "1", nil }})
}

const noCount = `{"message":"field 'count' not found in type: 'subscription_root'","extensions":{"path":"$.selectionSet.count","code":"validation-failed"}}`

// TestWhatIsForbiddenNowEnds: a permission that is taken away counts for subscriptions that
// run (contract/subscriptions.md 13).
func TestWhatIsForbiddenNowEnds(t *testing.T) {
	each(t, func(t *testing.T, protocol, start, next string) {
		t.Helper()
		r := newRig(t, plain)
		c := r.ready(protocol)
		c.send(`{"id":"a","type":"` + start + `","payload":{"query":"subscription { count }"}}`)
		c.expect(`{"type":"` + next + `","id":"a","payload":{"data":{"count":0}}}`)
		r.schemas.Store(strict())
		r.hub.Replan()
		want := []string{`{"type":"error","id":"a","payload":{"errors":[` + noCount + `]}}`, `{"type":"complete","id":"a"}`}
		if protocol == newer {
			want = []string{`{"type":"error","id":"a","payload":[` + noCount + `]}`}
		}
		c.expect(want...)
		r.count.Store(1)
		c.send(`{"type":"ping"}`)
		c.expect(`{"type":"pong"}`)
		if stats := r.queries.Stats(); stats.Pollers != 0 {
			t.Errorf("left over: %+v", stats)
		}
	})
}

func TestWhatIsAllowedGoesOnInTheNewEpoch(t *testing.T) {
	each(t, func(t *testing.T, protocol, start, next string) {
		t.Helper()
		r := newRig(t, plain)
		c := r.ready(protocol)
		result := func(n int) string {
			return fmt.Sprintf(`{"type":%q,"id":"a","payload":{"data":{"count":%d}}}`, next, n)
		}
		c.send(`{"id":"a","type":"` + start + `","payload":{"query":"subscription { count }"}}`)
		c.expect(result(0))
		old, fresh := r.schemas.Load(), r.source()
		r.schemas.Store(fresh)
		r.hub.Replan()
		runs := old.Runs()
		eventually(t, "a run in the new epoch", func() bool { return fresh.Runs() > 2 })
		if after := old.Runs(); after > runs+1 {
			t.Errorf("the old epoch went on: %d runs, then %d", runs, after)
		}
		r.count.Store(1)
		c.expect(result(1)) // the unchanged result did not come again
		c.send(`{"id":"a","type":"` + map[string]string{older: "stop", newer: "complete"}[protocol] + `"}`)
		eventually(t, "the end of the poller", func() bool { return r.queries.Stats().Pollers == 0 })
	})
}

func TestAStreamGoesOnWhereItIs(t *testing.T) {
	r := newRig(t, plain)
	c := r.ready(newer)
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"subscription { feed(after: \"50\") }"}}`)
	for n := 51; n <= 60; n++ {
		got, err := c.read(limit)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(got, fmt.Sprintf(`a%d"}}}`, n)) {
			t.Fatalf("%d did not come, but …%s", n, got[len(got)-20:])
		}
		if n%3 == 0 {
			r.schemas.Store(r.source())
			r.hub.Replan()
		}
	}
}

// TestAnEpochThatChangesWhileASubscriptionStarts: planned before, subscribed after.
func TestAnEpochThatChangesWhileASubscriptionStarts(t *testing.T) {
	r := newRig(t, plain)
	c := r.ready(newer)
	r.next.Store(strict())
	c.send(`{"id":"a","type":"subscribe","payload":{"query":"subscription { count }"}}`)
	for {
		got, err := c.read(limit)
		if err != nil {
			t.Fatal(err)
		}
		if got == `{"type":"error","id":"a","payload":[`+noCount+`]}` {
			return
		}
		if got != `{"type":"next","id":"a","payload":{"data":{"count":0}}}` {
			t.Fatalf("got %s", got)
		}
	}
}
