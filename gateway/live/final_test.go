package live_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/weftql/weft/gateway/live"
	"github.com/weftql/weft/planner"
)

func TestAFailureOfTheFirstRunEndsTheSubscription(t *testing.T) {
	for _, query := range []string{`subscription { item(id: "a") }`, fmt.Sprintf(stream, 0)} {
		run(t, live.Options{}, func(b *bench) {
			b.table.fail(&planner.Fault{Code: "data-exception", Message: "invalid input syntax"})
			box, _ := b.subscribe(user("1"), query)
			b.pass(3 * interval)
			if len(box.results) != 1 || box.results[0].Fault == nil || !box.results[0].Final {
				t.Errorf("%s: got %+v", query, box.results)
			}
			if stats := b.queries.Stats(); stats != (live.Stats{}) {
				t.Errorf("%s: left over: %+v", query, stats)
			}
		})
	}
}

func TestAFailureEndsOnlyThoseWhoNeverHadAResult(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		old, _ := b.subscribe(user("1"), `subscription { item(id: "a") }`)
		b.pass(100 * time.Millisecond)
		b.expect(old, `{"item":[]}`)
		b.table.fail(&planner.Fault{Code: "unexpected", Message: "database query error"})
		fresh, _ := b.subscribe(user("2"), `subscription { item(id: "a") }`)
		b.pass(interval / 2)
		b.expect(fresh, "fault database query error")
		b.expect(old, "fault database query error")
		b.table.fail(nil)
		b.pass(2 * interval)
		b.expect(old, `{"item":[]}`)
		b.expect(fresh)
	})
}

func TestAnEmptyStreamHasSucceeded(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		box, _ := b.subscribe(user("1"), fmt.Sprintf(stream, 0))
		b.pass(interval / 2)
		b.table.fail(&planner.Fault{Code: "unexpected", Message: "database query error"})
		b.pass(interval)
		b.expect(box, "fault database query error")
		b.table.fail(nil)
		b.table.grow(1)
		b.pass(interval)
		b.expect(box, `{"log_stream":[1]}`)
	})
}

func TestAFinalResultGoesToAllAndEndsThem(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		box, _ := b.subscribe(user("1"), `subscription { job(id: "a") }`)
		b.pass(3 * interval)
		b.expect(box, `{"job":[]}`)
		b.table.set("done", "1") // the result's bytes stay the same
		b.pass(interval + 100*time.Millisecond)
		if len(box.results) != 1 || !box.results[0].Final || string(box.results[0].Data) != `{"job":[]}` {
			t.Errorf("got %+v", box.results)
		}
		if stats := b.queries.Stats(); stats != (live.Stats{}) {
			t.Errorf("left over: %+v", stats)
		}
	})
}
