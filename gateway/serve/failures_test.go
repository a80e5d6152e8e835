package serve_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// failing is a gateway whose mutations are made to fail.
type failing struct{ *topic }

func startFailing(t *testing.T) failing {
	t.Helper()
	hook := startService(t, http.NotFoundHandler())
	return failing{startTopicIn(t, "testdata/failures.txtar", map[string]string{"HOOK_URL": hook.URL})}
}

// tally is what the table holds.
func (f failing) tally(t *testing.T, source string) string {
	t.Helper()
	return rowsOf(t, f.direct[source], "select * from tally order by id")
}

// expectError compares the answer with one error.
func expectError(t *testing.T, answer, message, path, code, more string) {
	t.Helper()
	want := fmt.Sprintf(`{"errors":[{"message":%q,"extensions":{"path":%q,"code":%q%s}}]}`, message, path, code, more)
	if answer != want {
		t.Errorf("got  %s\nwant %s", answer, want)
	}
}

// waiting waits until n sessions of a database wait for a lock.
func (f failing) waiting(t *testing.T, source string, n int) {
	t.Helper()
	eventually(t, fmt.Sprintf("%d sessions wait for a lock", n), func() bool {
		const sql = `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
		return rowsOf(t, f.direct[source], sql) == fmt.Sprintf("(%d)", n)
	})
}

func (f failing) exec(t *testing.T, source, sql string) {
	t.Helper()
	if _, err := f.direct[source].Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// hold runs SQL in a transaction of its own, which the returned function ends.
func (f failing) hold(t *testing.T, source, sql string) (end func(sql string)) {
	t.Helper()
	db := connectTo(t, f.direct[source].Config().ConnString())
	run := func(sql string) {
		t.Helper()
		if _, err := db.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	run("begin; " + sql)
	return run
}

// start sends a mutation and returns where its answer comes.
func (f failing) start(t *testing.T, headers map[string]string, document string) <-chan string {
	answer := make(chan string, 1)
	go func() { answer <- f.query(t, headers, document) }()
	return answer
}

const add = `_inc: {n: 1}) { affected_rows }`

func TestMutationWhoseSessionIsEnded(t *testing.T) {
	f := startFailing(t)
	t.Run("by its own statement, which the commit follows at once", func(t *testing.T) {
		answer := f.query(t, nil, `mutation { update_tally(where: {}, `+add+` insert_ended_one(object: {id: 1}) { id } }`)
		expectError(t, answer, "connection error", "$.selectionSet.insert_ended_one.args.object", "postgres-error", "")
	})
	t.Run("by its own statement, which others follow", func(t *testing.T) {
		answer := f.query(t, nil, `mutation { insert_ended_one(object: {id: 1}) { id } update_tally(where: {}, `+add+` }`)
		expectError(t, answer, "connection error", "$.selectionSet.insert_ended_one.args.object", "postgres-error", "")
	})
	t.Run("by somebody, while it waits for a lock", func(t *testing.T) {
		end := f.hold(t, "plain", "update tally set n = n where id = 2")
		answer := f.start(t, nil, `mutation { a: update_tally(where: {id: {_eq: 1}}, `+add+` b: update_tally(where: {id: {_eq: 2}}, `+add+` }`)
		f.waiting(t, "plain", 1)
		f.exec(t, "plain", "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
		expectError(t, <-answer, "connection error", "$", "postgres-error", "")
		end("rollback")
	})
	t.Run("after another source was written", func(t *testing.T) {
		answer := f.query(t, nil, `mutation { strict_update_tally(where: {id: {_eq: 2}}, `+add+` insert_ended_one(object: {id: 1}) { id } update_tally(where: {}, `+add+` }`)
		expectError(t, answer, "connection error", "$.selectionSet.insert_ended_one.args.object", "postgres-error",
			`,"mutation":{"done":["strict_update_tally"],"failed":["insert_ended_one"],"not_done":["update_tally"]}`)
		if got := f.tally(t, "strict"); got != "(1,0)\n(2,1)" {
			t.Errorf("strict: %s", got)
		}
	})
	if got := f.tally(t, "plain"); got != "(1,0)\n(2,0)" {
		t.Errorf("written: %s", got)
	}
	if got := rowsOf(t, f.direct["plain"], "select * from ended"); got != "" {
		t.Errorf("written: %s", got)
	}
}

func TestMutationsThatDeadlock(t *testing.T) {
	f := startFailing(t)
	f.exec(t, "plain", "select pg_advisory_lock(1)")
	mutation := `mutation { a: update_tally(where: {id: {_eq: %d}}, ` + add + ` pause(args: {key: 1}) { id } b: update_tally(where: {id: {_eq: %d}}, ` + add + ` }`
	one := f.start(t, nil, fmt.Sprintf(mutation, 1, 2))
	other := f.start(t, nil, fmt.Sprintf(mutation, 2, 1))
	f.waiting(t, "plain", 2)
	f.exec(t, "plain", "select pg_advisory_unlock(1)")
	answers := []string{<-one, <-other}
	if strings.Contains(answers[0], `"data"`) {
		answers[0], answers[1] = answers[1], answers[0]
	}
	expectError(t, answers[0], "database query error", "$", "unexpected", "")
	if want := `{"data":{"a":{"affected_rows":1},"pause":[],"b":{"affected_rows":1}}}`; answers[1] != want {
		t.Errorf("the other: %s", answers[1])
	}
	if got := f.tally(t, "plain"); got != "(1,1)\n(2,1)" {
		t.Errorf("written: %s", got)
	}
}

func TestMutationThatMeetsALimitOfTheDatabase(t *testing.T) {
	f := startFailing(t)
	t.Run("of a statement's time", func(t *testing.T) {
		answer := f.query(t, nil, `mutation { a: update_tally(where: {}, `+add+` limited(args: {setting: "statement_timeout", value: "50ms"}) { id } endless { id } }`)
		expectError(t, answer, "database query error", "$", "unexpected", "")
	})
	t.Run("of waiting for a lock", func(t *testing.T) {
		end := f.hold(t, "plain", "update tally set n = n where id = 2")
		answer := f.query(t, nil, `mutation { a: update_tally(where: {id: {_eq: 1}}, `+add+` limited(args: {setting: "lock_timeout", value: "50ms"}) { id } b: update_tally(where: {id: {_eq: 2}}, `+add+` }`)
		expectError(t, answer, "database query error", "$", "unexpected", "")
		end("rollback")
	})
	if got := f.tally(t, "plain"); got != "(1,0)\n(2,0)" {
		t.Errorf("written: %s", got)
	}
	if got := f.query(t, nil, `mutation { update_tally(where: {}, `+add+` }`); got != `{"data":{"update_tally":{"affected_rows":2}}}` {
		t.Errorf("the next one is limited too: %s", got)
	}
}

func TestMutationWhoseClientGoesAway(t *testing.T) {
	f := startFailing(t)
	end := f.hold(t, "plain", "update tally set n = n where id = 2")
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan struct{})
	go func() {
		defer close(left)
		body := `{"query": "mutation { a: update_tally(where: {id: {_eq: 1}}, _inc: {n: 1}) { affected_rows } b: update_tally(where: {id: {_eq: 2}}, _inc: {n: 1}) { affected_rows } }"}`
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.base+"/v1/graphql", strings.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = res.Body.Close()
			t.Error("the client got an answer")
		}
	}()
	f.waiting(t, "plain", 1)
	leave()
	<-left
	f.waiting(t, "plain", 0)
	end("rollback")
	eventually(t, "the transaction is over", func() bool {
		const open = `select count(*) from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`
		return rowsOf(t, f.direct["plain"], open) == "(0)"
	})
	if got := f.tally(t, "plain"); got != "(1,0)\n(2,0)" {
		t.Errorf("written: %s", got)
	}
}

// A transaction that lost against another is run again where nothing of it can have happened:
// what it asked before it is not asked again, and a function is not called again.
func TestMutationThatCannotBeSerialized(t *testing.T) {
	asked := startService(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	f := failing{startTopicIn(t, "testdata/failures.txtar", map[string]string{"HOOK_URL": asked.URL})}
	lose := func(t *testing.T, headers map[string]string, document string) string {
		t.Helper()
		end := f.hold(t, "strict", "update tally set n = n + 10 where id = 1")
		answer := f.start(t, headers, document)
		f.waiting(t, "strict", 1)
		end("commit")
		return <-answer
	}
	t.Run("is run again", func(t *testing.T) {
		answer := lose(t, map[string]string{"x-hasura-role": "user"}, `mutation { strict_update_tally(where: {id: {_eq: 1}}, _inc: {n: 1}) { affected_rows returning { n } } }`)
		if answer != `{"data":{"strict_update_tally":{"affected_rows":1,"returning":[{"n":11}]}}}` {
			t.Error(answer)
		}
		if n := asked.requests.Load(); n != 1 {
			t.Errorf("the webhook was asked %d times", n)
		}
	})
	t.Run("with a function is not", func(t *testing.T) {
		answer := lose(t, nil, `mutation { strict_update_tally(where: {id: {_eq: 2}}, _inc: {n: 1}) { affected_rows } strict_touched { n } }`)
		expectError(t, answer, "database query error", "$", "unexpected", "")
	})
	t.Run("at the default level waits and goes on", func(t *testing.T) {
		end := f.hold(t, "plain", "update tally set n = n + 10 where id = 1")
		answer := f.start(t, nil, `mutation { update_tally(where: {id: {_eq: 1}}, _inc: {n: 1}) { returning { n } } }`)
		f.waiting(t, "plain", 1)
		end("commit")
		if got := <-answer; got != `{"data":{"update_tally":{"returning":[{"n":11}]}}}` {
			t.Error(got)
		}
	})
	if got := f.tally(t, "strict"); got != "(1,21)\n(2,0)" {
		t.Errorf("strict: %s", got)
	}
}

// The commit may or may not have happened: nobody tries again, and the error says so.
func TestMutationWhoseCommitHasNoAnswer(t *testing.T) {
	for _, c := range []struct {
		name, mutation string
		cut            cut
		want           string
	}{
		{"it got through, with the last statement", `mutation { update_tally(where: {}, ` + add + ` }`, atAnswer, "(1,1)\n(2,1)"},
		{"it did not, with the last statement", `mutation { update_tally(where: {}, ` + add + ` }`, atRequest, "(1,0)\n(2,0)"},
		{"it got through, alone", `mutation { update_tally(where: {}, ` + add + ` update_tally_many(updates: []) { affected_rows } }`, atAnswer, "(1,1)\n(2,1)"},
		{"it did not, alone", `mutation { update_tally(where: {}, ` + add + ` update_tally_many(updates: []) { affected_rows } }`, atRequest, "(1,0)\n(2,0)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := startFailing(t)
			f.counters["plain"].cutCommit(c.cut)
			fields := `"update_tally"`
			if strings.Contains(c.mutation, "many") {
				fields += `,"update_tally_many"`
			}
			expectError(t, f.query(t, nil, c.mutation), "postgres tx error", "$", "postgres-error", `,"mutation":{"unknown":[`+fields+`]}`)
			f.counters["plain"].cutCommit(nowhere)
			if got := f.tally(t, "plain"); got != c.want {
				t.Errorf("written: %s", got)
			}
			if got := f.query(t, nil, `{ tally_by_pk(id: 1) { id } }`); got != `{"data":{"tally_by_pk":{"id":1}}}` {
				t.Errorf("the next request: %s", got)
			}
		})
	}
	t.Run("of the second source", func(t *testing.T) {
		f := startFailing(t)
		f.counters["strict"].cutCommit(atAnswer)
		answer := f.query(t, nil, `mutation { update_tally(where: {}, `+add+` strict_update_tally(where: {}, `+add+` last: update_tally(where: {}, `+add+` }`)
		expectError(t, answer, "postgres tx error", "$", "postgres-error",
			`,"mutation":{"done":["update_tally"],"unknown":["strict_update_tally"],"not_done":["last"]}`)
	})
}

// Many clients write the same rows: everything that was answered with data was written, once.
func TestMutationsAtTheSameTime(t *testing.T) {
	f := startFailing(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := map[string]int{}
	for i := range 24 {
		source := []string{"", "strict_"}[i%2]
		wg.Go(func() {
			answer := f.query(t, nil, `mutation { `+source+`update_tally(where: {id: {_eq: 1}}, `+add+` }`)
			mu.Lock()
			defer mu.Unlock()
			if strings.HasPrefix(answer, `{"data"`) {
				done[source]++
				return
			}
			expectError(t, answer, "database query error", "$", "unexpected", "") // lost every time
		})
	}
	wg.Wait()
	for source, prefix := range map[string]string{"plain": "", "strict": "strict_"} {
		if got, want := f.tally(t, source), fmt.Sprintf("(1,%d)\n(2,0)", done[prefix]); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
	if done[""] != 12 {
		t.Errorf("%d of 12 mutations at the default level", done[""])
	}
}

// The sockets tell too how far a mutation came.
func TestMutationOverASocketThatFailsInTheMiddle(t *testing.T) {
	f := startFailing(t)
	for _, d := range dialects {
		s := f.dial(t, d.protocol, `{}`)
		s.send(`{"id":"1","type":"` + d.start + `","payload":{"query":"mutation { strict_update_tally(where: {id: {_eq: 1}}, _inc: {n: 1}) { affected_rows } insert_ended_one(object: {id: 1}) { id } }"}}`)
		message := s.expect(`{"type":"`)
		if want := `"mutation":{"done":["strict_update_tally"],"failed":["insert_ended_one"]}`; !strings.Contains(message, want) {
			t.Errorf("%s: got %s, want %s in it", d.protocol, message, want)
		}
	}
	if got := f.tally(t, "strict"); got != "(1,2)\n(2,0)" {
		t.Errorf("strict: %s", got)
	}
}
