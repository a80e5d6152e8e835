package planner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftql/weft/planner"
)

var (
	shopID    = planner.ID{Kind: planner.DatabaseSource, Name: "shop"}
	crmID     = planner.ID{Kind: planner.DatabaseSource, Name: "crm"}
	reviewsID = planner.ID{Kind: planner.RemoteSchemaSource, Name: "reviews"}
)

// newShop returns the sources of testdata/shop.txtar with a query to run.
func newShop(t *testing.T, query string) *golden {
	t.Helper()
	return newGolden(t, &txtar.Archive{Files: []txtar.File{{Name: "query", Data: []byte(query)}}})
}

// prepare plans the shop's query.
func (g *golden) prepare() *planner.Prepared {
	g.Helper()
	p, err := g.cache.Plan(g.Context(), g.request)
	if err != nil {
		g.Fatal(err)
	}
	return p
}

func user(id string) *planner.Session {
	return &planner.Session{Variables: map[string]string{"x-hasura-user-id": id}}
}

// runAs runs the shop's query once for each user, in one run.
func (g *golden) runAs(ctx context.Context, opts planner.RunOptions, users ...string) *planner.Result {
	g.Helper()
	p := g.prepare()
	var params []*planner.Params
	for _, u := range users {
		params = append(params, p.Params(user(u), nil, ""))
	}
	return p.Plan.Run(ctx, params, opts)
}

// expectReply compares a reply without the white space between rows.
func expectReply(t *testing.T, r *planner.Result, row int, want string) {
	t.Helper()
	if err := r.Err(row); err != nil {
		t.Errorf("request %d: %v, want %s", row, err, want)
		return
	}
	if got := strings.ReplaceAll(string(r.AppendReply(nil, row)), " \n ", ""); got != want {
		t.Errorf("request %d:\n got %s\nwant %s", row, got, want)
	}
}

func expectFault(t *testing.T, err error, want string) {
	t.Helper()
	var f *planner.Fault
	if !errors.As(err, &f) || f.Message != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// expectRuns compares the calls made, in any order.
func (g *golden) expectRuns(want ...string) {
	g.Helper()
	if got := g.calls(); got != strings.Join(append(want, ""), "\n") {
		g.Errorf("calls:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func TestOneCallPerHopHoweverManyRows(t *testing.T) {
	g := newShop(t, `{ orders { customer { id } } }`)
	var rows []any
	for i := range 500 {
		rows = append(rows, map[string]any{"customer_id": 10 + i%2})
	}
	g.sources[shopID].data["orders"] = rows
	r := g.runAs(t.Context(), planner.RunOptions{}, "1")
	defer r.Release()
	expectReply(t, r, 0, `{"orders":[`+strings.Repeat(`{"customer":{"id":10}},{"customer":{"id":11}},`, 249)+`{"customer":{"id":10}},{"customer":{"id":11}}]}`)
	g.expectRuns("source crm: customer { id } 0[10] 0[11]", "source shop: orders over 1")
}

// own gives the customers of the shop, or its orders, an owner.
func own(rows any, owners ...string) {
	for i, row := range rows.([]any) {
		row.(map[string]any)["owner"] = owners[i]
	}
}

func TestUsersNeverShareWhatDependsOnThem(t *testing.T) {
	g := newShop(t, `{ orders { customer { name } } }`)
	own(g.sources[crmID].data["customers"], "1", "2")
	r := g.runAs(t.Context(), planner.RunOptions{}, "1", "1", "2")
	defer r.Release()
	ann := `{"orders":[{"customer":{"name":"Ann \"A\""}},{"customer":null},{"customer":{"name":"Ann \"A\""}},{"customer":null}]}`
	bob := `{"orders":[{"customer":null},{"customer":{"name":"Bob"}},{"customer":null},{"customer":null}]}`
	expectReply(t, r, 0, ann)
	expectReply(t, r, 1, ann)
	expectReply(t, r, 2, bob)
	// Users 1 and 2 need keys of their own, the second request of user 1 does not. The
	// root call depends on the user too: what hangs below its rows does.
	g.expectRuns(
		"source crm: customer { name } 0[10] 0[11] 0[99] 1[10] 1[11] 1[99]",
		"source shop: orders over 2")
}

// The hop in the middle is equal for all users, and must not be shared all the same: its
// rows are where the last hop's rows come from.
func TestUsersDoNotShareAcrossAHopThatDoesNotDependOnThem(t *testing.T) {
	g := newShop(t, `{ order { customer { orders { id } } } }`)
	own(g.sources[shopID].data["orders"], "1", "1", "2", "2")
	r := g.runAs(t.Context(), planner.RunOptions{}, "1", "2")
	defer r.Release()
	expectReply(t, r, 0, `{"order":{"customer":{"orders":[{"id":1}]}}}`)
	expectReply(t, r, 1, `{"order":{"customer":{"orders":[{"id":3}]}}}`)
}

func TestCohortsShareWhatNoneOfThemReads(t *testing.T) {
	g := newShop(t, `query ($n: Int) { reviews { count } orders(limit: $n) { customer { id } } }`)
	p := g.prepare()
	params := []*planner.Params{}
	for _, n := range []string{"1", "3", "1"} {
		same, err := g.cache.Plan(t.Context(), request(t, g.request.Query, `{"n":`+n+`}`))
		if err != nil || same.Plan != p.Plan {
			t.Fatal("another plan", err)
		}
		params = append(params, same.Params(user(n), nil, ""))
	}
	r := p.Plan.Run(t.Context(), params, planner.RunOptions{})
	defer r.Release()
	expectReply(t, r, 0, `{"reviews":{"count":3},"orders":[{"customer":{"id":10}}]}`)
	expectReply(t, r, 1, `{"reviews":{"count":3},"orders":[{"customer":{"id":10}},{"customer":{"id":11}},{"customer":{"id":10}}]}`)
	expectReply(t, r, 2, `{"reviews":{"count":3},"orders":[{"customer":{"id":10}}]}`)
	g.expectRuns(
		"remote_schema reviews: count over 1",
		"source crm: customer { id } 0[10] 0[11]", // one row of the first answers both cohorts
		"source shop: orders(limit: $0) over 2")
}

func TestMutationsOfSeveralRequestsAreNotMerged(t *testing.T) {
	g := newShop(t, `mutation { insert_order { id } }`)
	r := g.runAs(t.Context(), planner.RunOptions{}, "1", "1")
	defer r.Release()
	expectReply(t, r, 1, `{"insert_order":{"id":5}}`)
	g.expectRuns("source shop: insert_order { id } over 2")
}

// sleep delays every call of a source; it ends with the context.
func sleep(s *jsonSource, d time.Duration) {
	s.before = func(ctx context.Context, _ *planner.Input) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func TestJoinsDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// reviews take 10s and their writers 1s more, customers 1s and their orders nothing.
		g := newShop(t, `{ orders { reviews { writer { id } } customer { orders { id } } } reviews { count } first_customer { id } }`)
		sleep(g.sources[reviewsID], 10*time.Second)
		sleep(g.sources[crmID], time.Second)
		var back time.Duration
		start := time.Now()
		g.sources[shopID].before = func(_ context.Context, in *planner.Input) error {
			if in.Rows[0].Key != nil {
				back = time.Since(start)
			}
			return nil
		}
		r := g.runAs(t.Context(), planner.RunOptions{}, "1")
		defer r.Release()
		if err := r.Err(0); err != nil || back != time.Second || time.Since(start) != 11*time.Second {
			t.Errorf("%v; the orders of customers were asked after %v, all was done after %v", err, back, time.Since(start))
		}
	})
}

func TestFieldsThatStayAloneWaitForEachOtherOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newShop(t, `{ tick order { id } tock }`)
		sleep(g.sources[shopID], time.Second)
		start := time.Now()
		r := g.runAs(t.Context(), planner.RunOptions{}, "1")
		defer r.Release()
		expectReply(t, r, 0, `{"tick":1,"order":{"id":1},"tock":2}`)
		if d := time.Since(start); d != 2*time.Second {
			t.Errorf("took %v", d)
		}
	})
}

func TestLimitsBoundCallsPerSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newShop(t, `{ order { id customer { id } } }`)
		limits := planner.NewLimits(3)
		var running, most atomic.Int32
		g.sources[shopID].before = func(context.Context, *planner.Input) error {
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(time.Second)
			running.Add(-1)
			return nil
		}
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				r := g.runAs(t.Context(), planner.RunOptions{Limits: limits}, "1")
				defer r.Release()
				if err := r.Err(0); err != nil {
					t.Error(err)
				}
			})
		}
		start := time.Now()
		wg.Wait()
		if d := time.Since(start); most.Load() != 3 || d != 4*time.Second {
			t.Errorf("%d at once, done after %v", most.Load(), d)
		}
	})
}

func TestJoinToTheSameSourceNeedsNoSecondPlace(t *testing.T) {
	g := newShop(t, `{ reviews { all { others { others { id } } } } }`)
	r := g.runAs(t.Context(), planner.RunOptions{Limits: planner.NewLimits(1)}, "1")
	defer r.Release()
	expectReply(t, r, 0, `{"reviews":{"all":[{"others":[{"others":[{"id":3}]}]}]}}`)
}

func TestOneRequestCannotStartAnyNumberOfGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		query := "{"
		for i := range 300 {
			query += fmt.Sprintf(" o%d: order { customer { a%d: name } }", i, i)
		}
		query += " }"
		g := newShop(t, query)
		var running, most, all atomic.Int32
		g.sources[crmID].before = func(context.Context, *planner.Input) error {
			all.Add(1)
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(time.Second)
			running.Add(-1)
			return nil
		}
		r := g.runAs(t.Context(), planner.RunOptions{}, "1")
		defer r.Release()
		if err := r.Err(0); err != nil || all.Load() != 300 || most.Load() > 65 || most.Load() < 10 {
			t.Errorf("%v; %d calls, %d at once", err, all.Load(), most.Load())
		}
	})
}

func TestWaitingForASourceEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newShop(t, `{ order { id } }`)
		limits := planner.NewLimits(1)
		sleep(g.sources[shopID], time.Hour)
		go g.runAs(t.Context(), planner.RunOptions{Limits: limits}, "1")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r := g.runAs(ctx, planner.RunOptions{Limits: limits}, "1")
		expectFault(t, r.Err(0), "the request was canceled")
		if len(g.log.log()) != 1 {
			t.Error("the source was asked")
		}
	})
}

func TestCancellationReachesTheSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newShop(t, `{ orders { customer { id } reviews { id } } }`)
		sleep(g.sources[crmID], time.Hour)
		sleep(g.sources[reviewsID], time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		r := g.runAs(ctx, planner.RunOptions{}, "1")
		if err := r.Err(0); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestFirstErrorOfTheDocumentWinsWheneverItComes(t *testing.T) {
	for _, delays := range [][2]time.Duration{{time.Second, time.Minute}, {time.Minute, time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			g := newShop(t, `{ order { id reviews { id } customer { name } } }`)
			for i, s := range []*jsonSource{g.sources[reviewsID], g.sources[crmID]} {
				sleep(s, delays[i])
			}
			g.sources[reviewsID].fail = map[string]error{"reviews": planner.Invalid(nil, "reviews")}
			g.sources[crmID].fail = map[string]error{"customer": planner.Invalid(nil, "customer")}
			start := time.Now()
			r := g.runAs(t.Context(), planner.RunOptions{}, "1")
			expectFault(t, r.Err(0), "reviews")
			// What comes after a failed field is given up, what comes before it is not.
			if d := time.Since(start); d != delays[0] {
				t.Errorf("took %v", d)
			}
		})
	}
}

func TestFailureOfOneRequestLeavesItsNeighbours(t *testing.T) {
	g := newShop(t, `{ orders { id customer { name } } }`)
	own(g.sources[crmID].data["customers"], "1", "2")
	broken := planner.Invalid(nil, "not for you")
	g.sources[crmID].failFor = map[string]error{"2": broken}
	r := g.runAs(t.Context(), planner.RunOptions{}, "1", "2")
	defer r.Release()
	if err := r.Err(0); err != nil {
		t.Error(err)
	}
	expectFault(t, r.Err(1), "not for you")

	r = g.runAs(t.Context(), planner.RunOptions{Partial: true}, "1", "2")
	defer r.Release()
	expectReply(t, r, 1, `{"orders":[{"id":1,"customer":null},{"id":2,"customer":null},{"id":3,"customer":null},{"id":4,"customer":null}]}`)
	if got := r.Errors(1); len(r.Errors(0)) != 0 || len(got) != 1 || got[0] != broken {
		t.Errorf("errors %v and %v", r.Errors(0), got)
	}
}

func TestPanicInASourceFailsTheRequestOnly(t *testing.T) {
	for _, query := range []string{`{ order { customer { name } } }`, `{ first_customer { id } order { id } }`, `{ first_customer { id } }`} {
		g := newShop(t, query)
		g.sources[crmID].before = func(context.Context, *planner.Input) error { panic("boom") }
		var log bytes.Buffer
		r := g.runAs(t.Context(), planner.RunOptions{Logger: slog.New(slog.NewTextHandler(&log, nil))}, "1")
		expectFault(t, r.Err(0), "Internal Server Error")
		r.Release()
		if !strings.Contains(log.String(), "boom") || !strings.Contains(log.String(), "source crm") {
			t.Errorf("%s: logged %s", query, log.String())
		}
	}
}

func TestPanicInACheckFailsTheRequestOnly(t *testing.T) {
	g := newShop(t, `mutation { insert_order { id } }`)
	g.sources[shopID].check = func(*planner.Input) error { panic("boom") }
	r := g.runAs(t.Context(), planner.RunOptions{Logger: slog.New(slog.DiscardHandler)}, "1")
	expectFault(t, r.Err(0), "Internal Server Error")
}

func TestOtherErrorsAreLoggedNotTold(t *testing.T) {
	g := newShop(t, `{ first_customer { id } }`)
	g.sources[crmID].before = func(context.Context, *planner.Input) error { return errors.New("password of postgres is wrong") }
	var log bytes.Buffer
	r := g.runAs(t.Context(), planner.RunOptions{Logger: slog.New(slog.NewTextHandler(&log, nil))}, "1")
	expectFault(t, r.Err(0), "Internal Server Error")
	if !strings.Contains(log.String(), "password of postgres is wrong") {
		t.Errorf("logged %s", log.String())
	}
}

func TestWrappedFaultIsTold(t *testing.T) {
	g := newShop(t, `{ first_customer { id } }`)
	g.sources[crmID].before = func(context.Context, *planner.Input) error {
		return fmt.Errorf("crm: %w", planner.Invalid(nil, "too bad"))
	}
	r := g.runAs(t.Context(), planner.RunOptions{}, "1")
	expectFault(t, r.Err(0), "too bad")
}

func TestMalformedAnswerIsAFault(t *testing.T) {
	for answer, want := range map[string]string{
		`{"customer":[10]`:  "unexpected answer from source shop: expected a comma or a closing bracket at byte 16",
		`{"customer":"10"}`: "unexpected answer from source shop: a join key is not an array at byte 12",
		`5`:                 "unexpected answer from source shop: expected an object, a list or null before this at byte 1",
	} {
		g := newShop(t, `{ order { customer { id } } }`)
		g.sources[shopID].answer = answer
		r := g.runAs(t.Context(), planner.RunOptions{}, "1")
		expectFault(t, r.Err(0), want)
	}
}

func TestEmptyAnswerIsNull(t *testing.T) {
	g := newShop(t, `{ order { id } a: order { customer { id } } }`)
	g.sources[shopID].silent = true
	r := g.runAs(t.Context(), planner.RunOptions{}, "1")
	defer r.Release()
	expectReply(t, r, 0, `{"order":null,"a":null}`)
}

func TestNoRequestsIsNoWork(t *testing.T) {
	g := newShop(t, `{ order { id } }`)
	g.prepare().Plan.Run(t.Context(), nil, planner.RunOptions{}).Release()
	g.expectRuns()
}

func TestCookiesOfRootCallsArePassedOn(t *testing.T) {
	g := newShop(t, `{ order { customer { id } } reviews { count } }`)
	for id, s := range g.sources {
		s.cookie = id.Name + "=1"
	}
	r := g.runAs(t.Context(), planner.RunOptions{}, "1")
	defer r.Release()
	if got := fmt.Sprint(r.Cookies()); got != "[shop=1 reviews=1]" {
		t.Error(got)
	}
}

// TestReleasedMemoryIsNotMixedUp runs different requests at once over the same pools.
func TestReleasedMemoryIsNotMixedUp(t *testing.T) {
	g := newShop(t, `query ($id: Int) { orders(id: $id) { id customer { name orders { id } } reviews { id } } }`)
	want := map[int]string{}
	var wg sync.WaitGroup
	ask := func(id int) string {
		p, err := g.cache.Plan(t.Context(), request(t, g.request.Query, fmt.Sprintf(`{"id":%d}`, id)))
		if err != nil {
			t.Error(err)
			return ""
		}
		r := p.Plan.Run(t.Context(), []*planner.Params{p.Params(user("1"), nil, "")}, planner.RunOptions{})
		defer r.Release()
		return string(r.AppendReply(nil, 0))
	}
	for id := range 5 {
		want[id] = ask(id)
	}
	for worker := range 4 {
		wg.Go(func() {
			for i := range 200 {
				id := (i*7 + worker) % 5
				if got := ask(id); got != want[id] {
					t.Errorf("%d got %s, want %s", id, got, want[id])
				}
			}
		})
	}
	wg.Wait()
}

func TestFieldsThatStayAloneStopAtAFailure(t *testing.T) {
	g := newShop(t, `{ tick tock }`)
	g.sources[shopID].fail = map[string]error{"tick": planner.Invalid(nil, "no tick")}
	r := g.runAs(t.Context(), planner.RunOptions{}, "1")
	expectFault(t, r.Err(0), "no tick")
	g.expectRuns("source shop: tick over 1")
}

// A source that failed may have left something running that still writes: the memory it
// writes to must not become another request's.
func TestMemoryOfAFailedRunIsNotUsedAgain(t *testing.T) {
	var left *planner.Output
	s := newTestSource(t, planner.DatabaseSource, "a", `type Query { f: Int }`)
	s.run = func(_ context.Context, _ *planner.CallSpec, _ *planner.Input, out *planner.Output) error {
		if left == nil {
			left = out
			return planner.Invalid(nil, "failed")
		}
		out.Set(0, 0, []byte(`"own"`))
		left.Set(0, 0, []byte(`"left"`))
		return nil
	}
	cache := planner.NewCache(mergeTestSources(t, planner.BindOptions{}, s), planner.CacheOptions{})
	p, err := cache.Plan(t.Context(), &planner.Request{Query: `{ f }`})
	if err != nil {
		t.Fatal(err)
	}
	params := []*planner.Params{p.Params(nil, nil, "")}
	p.Plan.Run(t.Context(), params, planner.RunOptions{}).Release()
	for range 10 {
		r := p.Plan.Run(t.Context(), params, planner.RunOptions{})
		expectReply(t, r, 0, `{"f":"own"}`)
		r.Release()
	}
}
