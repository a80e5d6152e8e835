package live_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/weftql/weft/gateway/live"
	"github.com/weftql/weft/planner"
)

const stream = `subscription { log_stream(after: "%d") }`

func TestAStreamSendsEachBatchOnceAndNothingWhenEmpty(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		box, _ := b.subscribe(user("1"), fmt.Sprintf(stream, 0))
		b.pass(3 * interval)
		b.expect(box)
		b.table.grow(2)
		b.pass(interval + 200*time.Millisecond)
		b.expect(box, `{"log_stream":[1,2]}`)
		b.pass(3 * interval)
		b.expect(box)
	})
}

func TestAStreamCatchesUpWithoutWaiting(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		b.table.grow(7)
		box, _ := b.subscribe(user("1"), fmt.Sprintf(stream, 0))
		b.pass(interval / 2)
		b.expect(box, `{"log_stream":[1,2,3]}`, `{"log_stream":[4,5,6]}`, `{"log_stream":[7]}`)
	})
}

func TestStreamsThatMeetShareACohort(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		early, _ := b.subscribe(user("1"), fmt.Sprintf(stream, 0))
		late, stop := b.subscribe(user("2"), fmt.Sprintf(stream, 3))
		b.pass(interval / 2)
		if stats := b.queries.Stats(); stats != (live.Stats{Pollers: 1, Cohorts: 2, Subscriptions: 2}) {
			t.Errorf("at first: %+v", stats)
		}
		b.table.grow(6)
		b.pass(interval + 200*time.Millisecond)
		b.expect(early, `{"log_stream":[1,2,3]}`, `{"log_stream":[4,5,6]}`)
		b.expect(late, `{"log_stream":[4,5,6]}`)
		if stats := b.queries.Stats(); stats != (live.Stats{Pollers: 1, Cohorts: 1, Subscriptions: 2}) {
			t.Errorf("after meeting: %+v", stats)
		}
		stop.Stop()
		b.table.grow(1)
		b.pass(interval + 200*time.Millisecond)
		b.expect(early, `{"log_stream":[7]}`)
		b.expect(late)
	})
}

func TestAFailingStreamKeepsItsCursor(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		b.table.grow(1)
		box, stop := b.subscribe(user("1"), fmt.Sprintf(stream, 0))
		b.pass(interval / 2)
		b.expect(box, `{"log_stream":[1]}`)
		b.table.fail(&planner.Fault{Code: "unexpected", Message: "database query error"})
		b.table.grow(1)
		b.pass(2 * interval)
		if got := box.take(); len(got) != 2 || got[0] != "fault database query error" {
			t.Errorf("got %v", got)
		}
		b.table.fail(nil)
		b.pass(interval)
		b.expect(box, `{"log_stream":[2]}`)
		stop.Stop()
		if stats := b.queries.Stats(); stats != (live.Stats{}) {
			t.Errorf("left over: %+v", stats)
		}
	})
}

func TestStreamsHaveTheirOwnCadence(t *testing.T) {
	run(t, live.Options{Streaming: live.Cadence{Interval: 10 * interval}}, func(b *bench) {
		box, _ := b.subscribe(user("1"), fmt.Sprintf(stream, 0))
		b.pass(interval)
		b.table.grow(1)
		b.pass(8 * interval)
		b.expect(box)
		b.pass(2 * interval)
		b.expect(box, `{"log_stream":[1]}`)
	})
}

// held is a sink that takes nothing until it is released.
type held struct {
	*inbox
	release chan struct{}
}

func (h *held) Push(r live.Result) {
	<-h.release
	h.inbox.Push(r)
}

// TestABatchOnItsWayComesBeforeThoseOfTheReplacement: the batches of a stream are in order,
// whichever sink they come through.
func TestABatchOnItsWayComesBeforeThoseOfTheReplacement(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		b.table.grow(7)
		prepared, params := b.source.Prepare(b.T, user("1"), &planner.Request{Query: fmt.Sprintf(stream, 0)})
		box := &inbox{}
		slow := &held{box, make(chan struct{})}
		first := b.queries.Subscribe(1, prepared, params, slow)
		b.pass(100 * time.Millisecond)
		go b.queries.Replace(first, 2, prepared, params, box)
		b.pass(2 * interval)
		b.expect(box)
		close(slow.release)
		b.pass(interval)
		b.expect(box, `{"log_stream":[1,2,3]}`, `{"log_stream":[4,5,6]}`, `{"log_stream":[7]}`)
		if stats := b.queries.Stats(); stats != (live.Stats{Pollers: 1, Cohorts: 1, Subscriptions: 1}) {
			t.Errorf("got %+v", stats)
		}
	})
}
