package actions

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
)

// Worker does the runs of asynchronous actions (section 4.4).
type Worker struct {
	// Source returns the current epoch's actions, or nil.
	Source func() *Source
	Log    Log
	// Interval is how long to wait when there is nothing to do
	// (HASURA_GRAPHQL_ASYNC_ACTIONS_FETCH_INTERVAL); 0 disables the worker.
	Interval time.Duration
	// Batch is how many runs are taken at once
	// (HASURA_GRAPHQL_ASYNC_ACTIONS_FETCH_BATCH_SIZE).
	Batch int
	// Grace is how long runs may go on once the worker is told to stop.
	Grace  time.Duration
	Logger *slog.Logger
}

// Run takes and does runs until ctx has ended, and returns when those it has taken are
// done. What is not done after Grace is given back for another server to do.
func (w *Worker) Run(ctx context.Context) {
	if w.Interval == 0 {
		return
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(w.Grace, cancel) })
	defer stop()
	for ctx.Err() == nil {
		if w.batch(ctx, running) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(w.Interval):
		}
	}
}

// batch takes runs and does them, and tells whether there were any.
func (w *Worker) batch(ctx, running context.Context) bool {
	s := w.Source()
	if s == nil || !s.async {
		return false
	}
	jobs, err := w.Log.Claim(running, w.Batch)
	if err != nil {
		if ctx.Err() == nil {
			w.Logger.ErrorContext(ctx, "taking runs of asynchronous actions", "error", err)
		}
		return false
	}
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() { w.do(running, s, job) })
	}
	wg.Wait()
	return len(jobs) > 0
}

// do calls the handler of one run and writes down what became of it.
func (w *Worker) do(ctx context.Context, s *Source, job *Job) {
	answer, err := s.do(ctx, job)
	// What is known is written down even when the time is up.
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), savingTimeout)
	defer cancel()
	switch {
	case err == nil:
		// An answer can be JSON that jsonb does not take.
		if err = w.Log.Complete(saving, job.ID, answer); err != nil && saving.Err() == nil {
			err = errors.Join(err, w.Log.Fail(saving, job.ID, failureOf(err)))
		}
	case ctx.Err() != nil:
		err = w.Log.Release(saving, []string{job.ID})
	default:
		err = w.Log.Fail(saving, job.ID, failureOf(err))
	}
	if err != nil {
		w.Logger.ErrorContext(ctx, "writing down a run of an asynchronous action", "action", job.Action, "id", job.ID, "error", err)
	}
}

// savingTimeout bounds the writing down of one run.
const savingTimeout = 10 * time.Second

// do calls the handler of a run and returns its answer as it came.
func (s *Source) do(ctx context.Context, job *Job) (json.RawMessage, error) {
	a := s.actions[job.Action]
	if a == nil {
		return nil, planner.Faultf(planner.CodeNotExists, nil, "action with name %q does not exist", job.Action)
	}
	session := &planner.Session{Variables: job.Session}
	payload := appendPayload(nil, a.Name, job.Input, session, nil)
	exchange, err := s.caller.Post(ctx, a.hook, &webhook.Message{Body: payload, Client: job.Headers, Session: job.Session})
	if err != nil {
		return nil, callFault(a, err)
	}
	s.logHandled(ctx, a, exchange)
	value, fault := accepted(a, exchange)
	if fault == nil {
		if fault = s.fits(a, value); fault != nil {
			fault.Internal = exchange.Internal("unexpected response")
		}
	}
	if fault != nil {
		return nil, fault
	}
	return value, nil
}

// fits checks an answer against the output type without selecting anything.
func (s *Source) fits(a *action, value []byte) *planner.Fault {
	typ := &a.Definition.OutputType.Type
	out := output{typ: typ, open: s.types.scalars[typ.Name()] != nil}
	if o := s.types.objects[typ.Name()]; o != nil {
		out.object = &projection{object: o}
	}
	_, fault := out.project(value)
	return fault
}

// failureOf is an error as the log keeps it.
func failureOf(err error) json.RawMessage {
	var fault *planner.Fault
	if !errors.As(err, &fault) {
		fault = &planner.Fault{Code: planner.CodeUnexpected, Message: "internal error"}
	}
	kept := struct {
		Error    string          `json:"error"`
		Path     string          `json:"path"`
		Code     string          `json:"code"`
		Internal json.RawMessage `json:"internal,omitempty"`
	}{fault.Message, "$", fault.Code, fault.Internal}
	text, err := json.Marshal(kept)
	if err != nil {
		return json.RawMessage(`{"error":"internal error","path":"$","code":"unexpected"}`)
	}
	return text
}
