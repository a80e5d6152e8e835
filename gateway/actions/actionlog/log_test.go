package actionlog_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/actions"
	"github.com/weftql/weft/gateway/actions/actionlog"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

const definitions = `[{"name":"place","definition":{"handler":"{{HANDLER}}","kind":"asynchronous","arguments":[{"name":"sku","type":"String!"}],"output_type":"Order!","forward_client_headers":true},
	"permissions":[{"role":"customer"}]}]`

const customTypes = `{"objects":[{"name":"Order","fields":[{"name":"id","type":"ID!"},{"name":"total","type":"Float"}]}]}`

// shop is one asynchronous action over a real log.
type shop struct {
	log    *actionlog.Log
	source *actions.Source

	mu       sync.Mutex
	handle   http.HandlerFunc
	payloads []string
	headers  []http.Header
}

func newShop(t *testing.T) *shop {
	t.Helper()
	return newShopAt(t, pgtest.New(t))
}

func newShopAt(t *testing.T, url string) *shop {
	t.Helper()
	store, err := metadata.Open(t.Context(), url, &metadata.Document{}) // makes the catalog
	if err != nil {
		t.Fatal(err)
	}
	store.Close()
	log, err := actionlog.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(log.Close)
	s := &shop{log: log}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.payloads, s.headers = append(s.payloads, string(body)), append(s.headers, r.Header)
		handle := s.handle
		s.mu.Unlock()
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	opts := actions.Options{Log: log, Caller: &webhook.Caller{
		Env: func(string) (string, bool) { return server.URL, true }, Client: outgoing.NewClient(outgoing.Options{}),
	}}
	if err := json.Unmarshal([]byte(definitions), &opts.Actions); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(customTypes), &opts.Types); err != nil {
		t.Fatal(err)
	}
	var problems []actions.Problem
	if s.source, problems = actions.New(opts); problems != nil {
		t.Fatal(problems)
	}
	return s
}

// ask answers a request in a session of a role and a user.
func (s *shop) ask(t *testing.T, role, user, query string) string {
	t.Helper()
	answer, _ := s.result(t, role, user, query)
	return answer
}

// result is ask, and whether the answer is final.
func (s *shop) result(t *testing.T, role, user, query string) (answer string, final bool) {
	t.Helper()
	part, err := s.source.Part(planner.Role{Name: role})
	if err != nil {
		t.Fatal(err)
	}
	schema, _ := planner.Merge(planner.Role{Name: role}, []planner.Part{part}, planner.BindOptions{})
	prepared, err := planner.NewCache(schema, planner.CacheOptions{}).Plan(t.Context(), &planner.Request{Query: query})
	if err != nil {
		return err.Error(), false
	}
	session := &planner.Session{Role: planner.Role{Name: role}, Variables: map[string]string{"x-hasura-role": role, "x-hasura-user-id": user}}
	header := http.Header{"Authorization": {"Bearer t"}, "Accept": {"x"}}
	result := prepared.Plan.Run(t.Context(), []*planner.Params{prepared.Params(session, header, "")}, planner.RunOptions{})
	if err := result.Err(0); err != nil {
		f := err.(*planner.Fault) //nolint:errorlint // results hold faults
		return f.Code + " " + f.Message, result.Final(0)
	}
	return string(result.AppendReply(nil, 0)), result.Final(0)
}

// start starts a run and returns its id.
func (s *shop) start(t *testing.T, role, user string) string {
	t.Helper()
	var reply struct{ Place string }
	if err := json.Unmarshal([]byte(s.ask(t, role, user, `mutation { place(sku: "A") }`)), &reply); err != nil || len(reply.Place) != 36 {
		t.Fatalf("no id: %q, %v", reply.Place, err)
	}
	return reply.Place
}

// work runs a worker until it has nothing left to do.
func (s *shop) work(t *testing.T, until func() bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &actions.Worker{
		Source: func() *actions.Source { return s.source }, Log: s.log, Interval: 5 * time.Millisecond, Batch: 10, Grace: time.Second,
		Logger: slog.New(slog.DiscardHandler),
	}
	var done sync.WaitGroup
	done.Go(func() { w.Run(ctx) })
	for deadline := time.Now().Add(10 * time.Second); !until(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Error("the worker did not get there")
			break
		}
	}
	cancel()
	done.Wait()
}

func look(id, fields string) string { return fmt.Sprintf(`{ place(id: %q) { %s } }`, id, fields) }

func (s *shop) ended(t *testing.T, id string) func() bool {
	t.Helper()
	return func() bool {
		return s.ask(t, planner.Admin, "", look(id, "output { id } errors")) != `{"place":{"output":null,"errors":null}}`
	}
}

func TestRunIsStartedDoneAndLookedUp(t *testing.T) { startedDoneAndLookedUp(t, newShop(t)) }

// TestRunThroughAPooler is the same behind a PgBouncer in transaction mode.
func TestRunThroughAPooler(t *testing.T) {
	startedDoneAndLookedUp(t, newShopAt(t, pgtest.Pooler(t, pgtest.New(t), 2)))
}

func startedDoneAndLookedUp(t *testing.T, s *shop) {
	t.Helper()
	s.handle = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"id":7,"total":1.5,"more":1}`)) }
	id := s.start(t, "customer", "7")
	want := `{"place":{"id":"` + id + `","output":null,"errors":null,"__typename":"place"}}`
	if got := s.ask(t, "customer", "7", look(id, "id output { id } errors __typename")); got != want {
		t.Error(cmp.Diff(want, got))
	}
	s.work(t, s.ended(t, id))
	want = `{"place":{"o":{"sum":1.5,"__typename":"Order"},"errors":null}}`
	if got := s.ask(t, "customer", "7", look(id, "o: output { sum: total __typename } errors")); got != want {
		t.Error(cmp.Diff(want, got))
	}
	if got := s.ask(t, "customer", "7", look(id, "created_at")); !strings.HasPrefix(got, `{"place":{"created_at":"20`) {
		t.Error(got)
	}
	payload := `{"action":{"name":"place"},"input":{"sku": "A"},"session_variables":{"x-hasura-role":"customer","x-hasura-user-id":"7"},"request_query":null}`
	if diff := cmp.Diff([]string{payload}, s.payloads); diff != "" {
		t.Error(diff)
	}
	if got := s.headers[0].Get("Authorization") + s.headers[0].Get("Accept"); got != "Bearer t" {
		t.Errorf("forwarded headers: %q", got)
	}
}

// TestOnlyTheEndOfARunIsFinal: a subscription completes when the run is done, has failed, or
// cannot be seen (contract/subscriptions.md 10).
func TestOnlyTheEndOfARunIsFinal(t *testing.T) {
	s := newShop(t)
	var status atomic.Int32
	s.handle = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(int(status.Load()))
		_, _ = w.Write([]byte(`{"id":7,"message":"no"}`))
	}
	final := func(id, user string) bool {
		_, final := s.result(t, "customer", user, "subscription "+look(id, "id"))
		return final
	}
	for _, code := range []int32{http.StatusOK, http.StatusBadRequest} {
		status.Store(code)
		id := s.start(t, "customer", "7")
		if final(id, "7") {
			t.Errorf("%d: final before it is done", code)
		}
		if !final(id, "8") {
			t.Errorf("%d: another user waits for it", code)
		}
		s.work(t, s.ended(t, id))
		if !final(id, "7") {
			t.Errorf("%d: not final at the end", code)
		}
	}
}

// TestRunIsSeenInItsOwnSessionOnly: another user, and another role, find no such run.
func TestRunIsSeenInItsOwnSessionOnly(t *testing.T) {
	s := newShop(t)
	id := s.start(t, "customer", "7")
	for _, c := range []struct{ role, user, want string }{
		{"customer", "7", `{"place":{"id":"` + id + `"}}`},
		{planner.Admin, "1", `{"place":{"id":"` + id + `"}}`},
		{"customer", "8", "unexpected database query error"},
		{"clerk", "7", "validation-failed @ $.selectionSet.place: field 'place' not found in type: 'query_root'"},
	} {
		if got := s.ask(t, c.role, c.user, look(id, "id")); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.role, c.user, got, c.want)
		}
	}
	for _, unknown := range []string{"9fbd0f3c-6a2e-4c38-9f3c-2f5b7c7f0a11", "not a uuid"} {
		if got := s.ask(t, planner.Admin, "", look(unknown, "id")); got != "unexpected database query error" {
			t.Errorf("%s: got %s", unknown, got)
		}
	}
}

func TestFailureIsKeptAndItsInsideIsForAdminOnly(t *testing.T) {
	for _, c := range []struct {
		status     int
		body, want string
	}{
		{400, `{"message":"no stock","code":"stock"}`, `{"code":"stock","path":"$","error":"no stock"}`},
		{503, `{}`, `{"code":"unexpected","path":"$","error":"internal error"}`},
		{200, `{"total":1}`, `{"code":"unexpected","path":"$","error":"field \"id\" expected in webhook response, but not found"}`},
		{200, `{"id":"\u0000"}`, ``},
	} {
		s := newShop(t)
		s.handle = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status); _, _ = w.Write([]byte(c.body)) }
		id := s.start(t, "customer", "7")
		s.work(t, s.ended(t, id))
		got := s.ask(t, "customer", "7", look(id, "output { id } errors"))
		var reply struct{ Place struct{ Output, Errors any } }
		if err := json.Unmarshal([]byte(got), &reply); err != nil || reply.Place.Output != nil || reply.Place.Errors == nil {
			t.Errorf("%d %s: got %s", c.status, c.body, got)
		}
		var want any
		if c.want != "" && json.Unmarshal([]byte(c.want), &want) == nil {
			if diff := cmp.Diff(want, reply.Place.Errors); diff != "" {
				t.Error(diff)
			}
		}
		admin := s.ask(t, planner.Admin, "", look(id, "errors"))
		if c.status == 503 && !strings.Contains(admin, `"internal"`) {
			t.Errorf("admin is not shown the inside: %s", admin)
		}
	}
}

func TestRunsAreTakenOnce(t *testing.T) {
	s := newShop(t)
	for range 20 {
		s.start(t, "customer", "7")
	}
	var mu sync.Mutex
	taken := map[string]int{}
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for {
				jobs, err := s.log.Claim(t.Context(), 3)
				if err != nil || len(jobs) == 0 {
					return
				}
				mu.Lock()
				for _, job := range jobs {
					taken[job.ID]++
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	if len(taken) != 20 {
		t.Errorf("%d runs were taken, want 20", len(taken))
	}
	for id, n := range taken {
		if n != 1 {
			t.Errorf("run %s was taken %d times", id, n)
		}
	}
}

// TestUnfinishedRunIsGivenBack: a worker that is stopped while a handler is busy leaves the
// run for the next one.
func TestUnfinishedRunIsGivenBack(t *testing.T) {
	s := newShop(t)
	busy := make(chan struct{}, 1)
	s.handle = func(_ http.ResponseWriter, r *http.Request) { busy <- struct{}{}; <-r.Context().Done() }
	id := s.start(t, "customer", "7")
	ctx, cancel := context.WithCancel(t.Context())
	w := &actions.Worker{
		Source: func() *actions.Source { return s.source }, Log: s.log, Interval: time.Millisecond, Batch: 1,
		Grace: 10 * time.Millisecond, Logger: slog.New(slog.DiscardHandler),
	}
	var done sync.WaitGroup
	done.Go(func() { w.Run(ctx) })
	<-busy
	cancel()
	done.Wait()
	jobs, err := s.log.Claim(t.Context(), 10)
	if err != nil || len(jobs) != 1 || jobs[0].ID != id {
		t.Errorf("got %v, %v", jobs, err)
	}
}

func TestClearForgetsARunsAction(t *testing.T) {
	s := newShop(t)
	id := s.start(t, "customer", "7")
	if err := s.log.Clear(t.Context(), "place"); err != nil {
		t.Fatal(err)
	}
	if got := s.ask(t, "customer", "7", look(id, "id")); got != "unexpected database query error" {
		t.Error(got)
	}
}
