package live_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/live"
	"github.com/weftql/weft/gateway/server/servertest"
	"github.com/weftql/weft/planner"
)

const interval = time.Second

// table is what the queries of these tests read.
type table struct {
	mu   sync.Mutex
	rows map[string]string // by id
	err  error
	args []string // of all rows that were answered
	log  int      // numbers 1 to log are in the log
}

func (t *table) set(id, value string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[id] = value
}

func (t *table) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = err
}

// source has the fields item(id), and mine, which reads x-hasura-user-id.
func (t *table) source() *servertest.Source {
	answer := func(id string) (string, error) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.args = append(t.args, id)
		if t.err != nil {
			return "", t.err
		}
		if v, ok := t.rows[id]; ok {
			return v, nil
		}
		return "[]", nil
	}
	return servertest.New(
		servertest.Field{Op: ast.Subscription, Name: "item", Args: []string{"id"},
			Answer: func(_ context.Context, c servertest.Call) (string, error) { return answer(c.Args["id"]) }},
		servertest.Field{Op: ast.Subscription, Name: "job", Args: []string{"id"},
			Answer: func(_ context.Context, c servertest.Call) (string, error) { return answer(c.Args["id"]) },
			Final: func(servertest.Call) bool {
				t.mu.Lock()
				defer t.mu.Unlock()
				return t.rows["done"] != ""
			}},
		servertest.Field{Op: ast.Subscription, Name: "mine", Session: []string{"x-hasura-user-id"},
			Answer: func(_ context.Context, c servertest.Call) (string, error) {
				id, _ := c.Params.Session.Variable("x-hasura-user-id")
				return answer(id)
			}},
		servertest.Field{Op: ast.Subscription, Name: "log_stream", Args: []string{"after"}, Cursor: "after",
			Answer: func(_ context.Context, c servertest.Call) (string, error) {
				if err := t.failure(); err != nil {
					return "", err
				}
				batch, _ := t.after(c.Args["after"])
				return strings.ReplaceAll(fmt.Sprint(batch), " ", ","), nil
			},
			Next: func(c servertest.Call) string {
				_, last := t.after(c.Args["after"])
				return last
			}},
	)
}

func (t *table) failure() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// after returns the next batch of at most three numbers of the log behind the cursor, and
// its last one.
func (t *table) after(cursor string) (batch []int, last string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := 0
	_, _ = fmt.Sscan(cursor, &at)
	for i := at + 1; i <= t.log && len(batch) < 3; i++ {
		batch, last = append(batch, i), fmt.Sprint(i)
	}
	return batch, last
}

// grow appends n numbers to the log.
func (t *table) grow(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log += n
}

// inbox is a sink that keeps what it gets.
type inbox struct {
	mu      sync.Mutex
	results []live.Result
}

func (i *inbox) Push(r live.Result) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.results = append(i.results, r)
}

// take returns what came since the last take: data, or the code of a fault.
func (i *inbox) take() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	list := []string{}
	for _, r := range i.results {
		if r.Fault != nil {
			list = append(list, "fault "+r.Fault.Message)
		} else {
			list = append(list, string(r.Data))
		}
	}
	i.results = nil
	return list
}

// bench is a set of live queries over one table, inside a bubble of synctest.
type bench struct {
	*testing.T
	table   *table
	source  *servertest.Source
	queries *live.Queries
}

func run(t *testing.T, options live.Options, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, table: &table{rows: map[string]string{}}}
		b.source = b.table.source()
		for _, c := range []*live.Cadence{&options.Live, &options.Streaming} {
			c.Interval = cmp.Or(c.Interval, interval)
			c.Batch = cmp.Or(c.Batch, 100)
		}
		options.Run.Logger = slog.New(slog.DiscardHandler)
		b.queries = live.New(options)
		defer b.queries.Close()
		test(b)
	})
}

func user(id string) *planner.Session {
	return &planner.Session{Role: planner.Role{Name: "user"}, Variables: map[string]string{"x-hasura-user-id": id, "x-hasura-role": "user"}}
}

func (b *bench) subscribe(session *planner.Session, query string) (*inbox, *live.Subscription) {
	b.Helper()
	box := &inbox{}
	prepared, params := b.source.Prepare(b.T, session, &planner.Request{Query: query})
	return box, b.queries.Subscribe(b.source, prepared, params, box)
}

// pass lets time pass until everything that is due then has happened.
func (b *bench) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (b *bench) expect(box *inbox, want ...string) {
	b.Helper()
	if diff := gocmp.Diff(append([]string{}, want...), box.take()); diff != "" {
		b.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFirstResultThenOnlyChanges(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		box, _ := b.subscribe(user("1"), `subscription { item(id: "a") }`)
		b.pass(10 * time.Millisecond)
		b.expect(box, `{"item":[]}`)
		b.pass(3 * interval)
		b.expect(box)
		b.table.set("a", `[1]`)
		b.pass(interval + 100*time.Millisecond)
		b.expect(box, `{"item":[1]}`)
		b.table.set("a", `[2]`)
		b.table.set("a", `[1]`)
		b.pass(2 * interval)
		b.expect(box)
	})
}

func TestCohortsAreRowsOfOneRun(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		a, _ := b.subscribe(user("1"), `subscription { item(id: "a") }`)
		c, _ := b.subscribe(user("2"), `subscription Named {  item(id: "c") # other text
		}`)
		b.table.set("c", `[3]`)
		b.pass(100 * time.Millisecond)
		b.expect(a, `{"item":[]}`)
		b.expect(c, `{"item":[3]}`)
		if stats := b.queries.Stats(); stats != (live.Stats{Pollers: 1, Cohorts: 2, Subscriptions: 2}) {
			t.Errorf("got %+v", stats)
		}
		before := b.source.Runs()
		b.pass(interval)
		if runs := b.source.Runs() - before; runs != 1 {
			t.Errorf("%d runs in one interval", runs)
		}
	})
}

func TestDifferentWorkHasItsOwnPoller(t *testing.T) {
	for name, query := range map[string]string{"alias": `subscription { x: item(id: "a") }`, "field": `subscription { mine }`} {
		t.Run(name, func(t *testing.T) {
			run(t, live.Options{}, func(b *bench) {
				b.subscribe(user("1"), `subscription { item(id: "a") }`)
				b.subscribe(user("1"), query)
				if stats := b.queries.Stats(); stats.Pollers != 2 {
					t.Errorf("got %+v", stats)
				}
			})
		})
	}
	t.Run("role", func(t *testing.T) {
		run(t, live.Options{}, func(b *bench) {
			b.subscribe(user("1"), `subscription { item(id: "a") }`)
			b.subscribe(&planner.Session{Role: planner.Role{Name: "clerk"}}, `subscription { item(id: "a") }`)
			if stats := b.queries.Stats(); stats.Pollers != 2 {
				t.Errorf("got %+v", stats)
			}
		})
	})
}

// TestEpochsDoNotShareRuns: equal plans of two epochs may go to different servers.
func TestEpochsDoNotShareRuns(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		prepared, params := b.source.Prepare(b.T, user("1"), &planner.Request{Query: `subscription { mine }`})
		old, fresh := &inbox{}, &inbox{}
		first := b.queries.Subscribe(1, prepared, params, old)
		b.pass(100 * time.Millisecond)
		b.queries.Subscribe(2, prepared, params, &inbox{})
		if stats := b.queries.Stats(); stats != (live.Stats{Pollers: 2, Cohorts: 2, Subscriptions: 2}) {
			t.Errorf("got %+v", stats)
		}
		b.queries.Replace(first, 2, prepared, params, fresh)
		if stats := b.queries.Stats(); stats != (live.Stats{Pollers: 1, Cohorts: 1, Subscriptions: 2}) {
			t.Errorf("replaced: %+v", stats)
		}
		b.pass(100 * time.Millisecond)
		b.expect(old, `{"mine":[]}`)
		fresh.take() // the same again, if the newcomer's poller asked before it was replaced
		b.table.set("1", `"new"`)
		b.pass(2 * interval)
		b.expect(old)
		b.expect(fresh, `{"mine":"new"}`)
	})
}

func TestAResultGoesOnlyToThoseItWasMadeFor(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		b.table.set("1", `"one"`)
		b.table.set("2", `"two"`)
		one, _ := b.subscribe(user("1"), `subscription { mine }`)
		two, _ := b.subscribe(user("2"), `subscription { mine }`)
		b.pass(100 * time.Millisecond)
		b.expect(one, `{"mine":"one"}`)
		b.expect(two, `{"mine":"two"}`)
		b.table.set("2", `"three"`)
		b.pass(2 * interval)
		b.expect(one)
		b.expect(two, `{"mine":"three"}`)
	})
}

func TestSubscribersOfACohortShareTheBytes(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		// mine reads the user only; what else the sessions hold does not part them.
		x := user("1")
		x.Variables["x-hasura-other"] = "x"
		one, _ := b.subscribe(x, `subscription { mine }`)
		two, _ := b.subscribe(user("1"), `subscription { mine }`)
		b.pass(100 * time.Millisecond) // the first results may come of two rounds
		b.table.set("1", `"new"`)
		b.pass(2 * interval)
		if len(one.results) != 2 || len(two.results) != 2 || &one.results[1].Data[0] != &two.results[1].Data[0] {
			t.Errorf("got %v and %v", one.results, two.results)
		}
		if stats := b.queries.Stats(); stats != (live.Stats{Pollers: 1, Cohorts: 1, Subscriptions: 2}) {
			t.Errorf("got %+v", stats)
		}
	})
}

func TestANewcomerGetsTheResultAndOthersDoNot(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		first, _ := b.subscribe(user("1"), `subscription { item(id: "a") }`)
		b.pass(300 * time.Millisecond)
		first.take()
		second, _ := b.subscribe(user("1"), `subscription { item(id: "a") }`)
		b.pass(100 * time.Millisecond)
		b.expect(second, `{"item":[]}`)
		b.expect(first)
	})
}

func TestAFailingPollTellsEverybodyEachTimeAndRecovers(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		box, _ := b.subscribe(user("1"), `subscription { item(id: "a") }`)
		b.pass(100 * time.Millisecond)
		b.expect(box, `{"item":[]}`)
		b.table.fail(&planner.Fault{Code: "unexpected", Message: "database query error"})
		b.pass(2*interval + 200*time.Millisecond)
		b.expect(box, "fault database query error", "fault database query error")
		b.table.fail(nil)
		b.pass(interval)
		b.expect(box, `{"item":[]}`)
		b.pass(2 * interval)
		b.expect(box)
	})
}

func TestOnlyTheGuiltySeeAFailure(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		b.source.Before = func(_ context.Context, in *planner.Input) error {
			for row := range in.Rows {
				if id, _ := in.ParamsOf(row).Session.Variable("x-hasura-user-id"); id == "7" {
					return &planner.Fault{Code: "data-exception", Message: "7 is guilty"}
				}
			}
			return nil
		}
		boxes := map[string]*inbox{}
		for i := range 20 {
			id := fmt.Sprint(i)
			boxes[id], _ = b.subscribe(user(id), `subscription { mine }`)
		}
		b.pass(100 * time.Millisecond)
		for id, box := range boxes {
			if id == "7" {
				b.expect(box, "fault 7 is guilty")
			} else {
				b.expect(box, `{"mine":[]}`)
			}
		}
		before := b.source.Runs()
		b.pass(interval)
		if runs := b.source.Runs() - before; runs > 1+2*5 {
			t.Errorf("finding one of 20 took %d runs", runs)
		}
	})
}

func TestWhenAllAreGuiltyTheSearchIsNotRepeated(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		var broken atomic.Bool
		b.source.Before = func(context.Context, *planner.Input) error {
			if broken.Load() {
				return errors.New("column does not exist")
			}
			return nil
		}
		var boxes []*inbox
		for i := range 20 {
			box, _ := b.subscribe(user(fmt.Sprint(i)), `subscription { mine }`)
			boxes = append(boxes, box)
		}
		b.pass(100 * time.Millisecond)
		for _, box := range boxes {
			b.expect(box, `{"mine":[]}`)
		}
		broken.Store(true)
		b.pass(interval)
		before := b.source.Runs()
		b.pass(3 * interval)
		if runs := b.source.Runs() - before; runs != 3 {
			t.Errorf("%d runs in three intervals", runs)
		}
		for _, box := range boxes {
			if got := len(box.take()); got != 4 {
				t.Errorf("%d failures in four rounds", got)
			}
		}
		broken.Store(false)
		b.pass(interval)
		for _, box := range boxes {
			b.expect(box, `{"mine":[]}`)
		}
	})
}

func TestBatchesAreNotLargerThanAllowed(t *testing.T) {
	run(t, live.Options{Live: live.Cadence{Batch: 3}}, func(b *bench) {
		largest := 0
		var mu sync.Mutex
		b.source.Before = func(_ context.Context, in *planner.Input) error {
			mu.Lock()
			defer mu.Unlock()
			largest = max(largest, len(in.Rows))
			return nil
		}
		for i := range 10 {
			b.subscribe(user(fmt.Sprint(i)), `subscription { mine }`)
		}
		b.pass(100 * time.Millisecond)
		before := b.source.Runs()
		b.pass(interval)
		if runs := b.source.Runs() - before; runs != 4 || largest != 3 {
			t.Errorf("%d runs of at most %d rows", runs, largest)
		}
	})
}

func TestAChangeIsNoticedAtOnceButNotOftenerThanTheFloor(t *testing.T) {
	run(t, live.Options{Live: live.Cadence{Interval: time.Minute}, Floor: 50 * time.Millisecond}, func(b *bench) {
		box, _ := b.subscribe(user("1"), `subscription { item(id: "a") }`)
		b.pass(time.Second)
		box.take()
		table := b.source.Table()
		b.table.set("a", `[1]`)
		b.queries.Changed(table.Source, table.Schema, "another")
		b.pass(time.Second)
		b.expect(box)
		b.queries.Changed(table.Source, table.Schema, table.Table)
		b.pass(time.Millisecond)
		b.expect(box, `{"item":[1]}`)
		before := b.source.Runs()
		for i := range 100 {
			b.table.set("a", fmt.Sprint(i))
			b.queries.Changed(table.Source, table.Schema, table.Table)
			b.pass(time.Millisecond)
		}
		b.pass(100 * time.Millisecond)
		if runs := b.source.Runs() - before; runs > 4 {
			t.Errorf("%d runs for a table that was busy for 100 ms", runs)
		}
		if got := box.take(); len(got) == 0 || got[len(got)-1] != `{"item":99}` {
			t.Errorf("the last state was not pushed: %v", got)
		}
	})
}

func TestNothingIsPushedAfterStopAndNothingIsLeft(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		before := runtime.NumGoroutine()
		for i := range 1000 {
			box, s := b.subscribe(user(fmt.Sprint(i%7)), `subscription { mine }`)
			if i%3 == 0 {
				b.pass(10 * time.Millisecond)
			}
			s.Stop()
			s.Stop()
			synctest.Wait()
			box.take()
			if i%3 == 0 {
				b.pass(interval)
				b.expect(box)
			}
		}
		if stats := b.queries.Stats(); stats != (live.Stats{}) {
			t.Errorf("left over: %+v", stats)
		}
		synctest.Wait()
		// A leak would leave hundreds; the runtime starts one or two of its own.
		if after := runtime.NumGoroutine(); after > before+5 {
			t.Errorf("%d goroutines before, %d after", before, after)
		}
		runs := b.source.Runs()
		b.pass(10 * interval)
		if b.source.Runs() != runs {
			t.Error("the source is still asked")
		}
	})
}

func TestStopEndsARunThatIsUnderway(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		ended := make(chan error, 1)
		b.source.Before = func(ctx context.Context, _ *planner.Input) error {
			<-ctx.Done()
			ended <- ctx.Err()
			return ctx.Err()
		}
		box, s := b.subscribe(user("1"), `subscription { mine }`)
		b.pass(100 * time.Millisecond)
		s.Stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		b.pass(interval)
		b.expect(box)
	})
}

func TestObserveSeesEachRound(t *testing.T) {
	var mu sync.Mutex
	var rounds []live.Round
	run(t, live.Options{Live: live.Cadence{Batch: 1}, Observe: func(r live.Round) {
		mu.Lock()
		defer mu.Unlock()
		rounds = append(rounds, r)
	}}, func(b *bench) {
		b.subscribe(user("1"), `subscription { mine }`)
		b.subscribe(user("2"), `subscription { mine }`)
		b.pass(interval + 200*time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		last := rounds[len(rounds)-1]
		if last.Cohorts != 2 || len(last.Batches) != 2 || last.Poller == "" || last.Batches[0].Bytes != len(`{"mine":[]}`) {
			t.Errorf("got %+v", rounds)
		}
	})
}

func TestCloseEndsEverything(t *testing.T) {
	run(t, live.Options{}, func(b *bench) {
		box, s := b.subscribe(user("1"), `subscription { mine }`)
		b.pass(100 * time.Millisecond)
		box.take()
		b.queries.Close()
		b.pass(3 * interval)
		b.expect(box)
		late, _ := b.subscribe(user("1"), `subscription { mine }`)
		b.pass(interval)
		b.expect(late)
		s.Stop()
	})
}

func TestManySubscribersComeAndGoConcurrently(t *testing.T) {
	b := &bench{T: t, table: &table{rows: map[string]string{}}}
	b.source = b.table.source()
	b.queries = live.New(live.Options{Live: live.Cadence{Interval: time.Millisecond, Batch: 5}, Floor: time.Millisecond})
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			for j := range 50 {
				box, s := b.subscribe(user(fmt.Sprint(j%4)), []string{`subscription { mine }`, `subscription { item(id: "a") }`}[i%2])
				for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
					if got := box.take(); len(got) > 0 {
						if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, `{"`) }) {
							t.Errorf("got %v", got)
						}
						break
					}
					if time.Now().After(deadline) {
						t.Error("no result within ten seconds")
						break
					}
				}
				s.Stop()
			}
		})
	}
	group.Wait()
	if stats := b.queries.Stats(); stats != (live.Stats{}) {
		t.Errorf("left over: %+v", stats)
	}
	b.queries.Close()
}
